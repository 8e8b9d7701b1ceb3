using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Storage.Caching;

/// <summary>The answer cache's level on disk. Configuration section <c>Cache:Disk</c>.</summary>
public sealed class DiskCacheOptions
{
    /// <summary>The SQLite file; a relative path is taken from the process's data directory. Processes on one machine need one each. Default <c>cache.db</c>.</summary>
    [Required]
    public string Path { get; set; } = "cache.db";

    /// <summary>Most bytes of answers in it. The file itself is a little larger, and up to 64 MB of its log come on top. Default 2 GB.</summary>
    public ByteSize MaxSize { get; set; } = new(2L * 1024 * 1024 * 1024);

    /// <summary>How long an answer is waited for; 1 ms to 10 s. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(100);
}
