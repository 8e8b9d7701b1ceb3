using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Worker.Jobs.LogRotation;

/// <summary>What becomes of files that are written no more. Configuration section <c>Jobs:LogRotation</c>.</summary>
internal sealed class LogRotationOptions : JobOptions
{
    /// <summary>How long after the end of its day a log file is compressed; 0 s to 365 d. Default 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan CompressAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>A log file that is closed and at least so large is compressed at once. Default 16 MB.</summary>
    public ByteSize CompressFrom { get; set; } = new(16 * 1024 * 1024);

    /// <summary>How long log files are kept after the end of their day; 1 h to 3,650 d. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How much all log files of the folder may take; beyond that the oldest go. Default 1 GB.</summary>
    public ByteSize MaxTotalSize { get; set; } = new(1024L * 1024 * 1024);

    /// <summary>How long after the end of its day an exported audit log is compressed; none is ever removed. 0 s to 3,650 d. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan CompressAuditAfter { get; set; } = TimeSpan.FromDays(30);
}
