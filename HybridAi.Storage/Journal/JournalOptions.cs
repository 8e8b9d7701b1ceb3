using System.ComponentModel.DataAnnotations;

namespace HybridAi.Storage.Journal;

/// <summary>How the journal keeps what is metered until the database has it.</summary>
public sealed class JournalOptions
{
    /// <summary>What an appended record survives: <c>none</c> (the death of the process) or <c>group</c> (the loss of power too). Default none.</summary>
    [EnumDataType(typeof(JournalFsync))]
    public JournalFsync Fsync { get; set; } = JournalFsync.None;

    /// <summary>The size of a file, reserved on the disk when it is made; 64 KiB to 1 GiB. Default 64 MiB.</summary>
    [Range(64L * 1024, 1024L * 1024 * 1024)]
    public long SegmentBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How much may wait for the database before new requests are refused, in bytes; 64 KiB to 1 TiB. Default 1 GiB.</summary>
    [Range(64L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxBacklogBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How often records are moved to the database at the latest; 10 ms to 1 min. Default 100 ms: larger batches hold up the requests of that moment.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan DrainInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many records are inserted in one transaction at the most; 1 to 65,536. Default 4,096.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; set; } = 4096;

    /// <summary>The longest pause between two tries while the database is down; 100 ms to 10 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Records older than this when they come to be moved go to the <c>quarantine</c> folder instead; 1 h to 10 years. Default 7 days, as raw records are kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>After how long a file is closed even if it is not full; 1 min to 7 days. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan MaxSegmentAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the folders of other, dead nodes are looked for; 1 s to 1 day. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AdoptInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a graceful stop waits for the database to take the rest; what is left is taken at the next start. 0 to 10 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The folder of all nodes' folders; a relative path is taken from the data directory. Default <c>journal</c>. On a volume that several processes share,
    /// which must keep locks between machines, the living adopt what the dead left.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>This node's folder. Default the machine's name; a second process that finds it taken adds a number.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")]
    public string? Node { get; set; }

    /// <summary>
    /// Whether files are written through memory (no system call for each frame). Switch it off for file systems that cannot map files, or
    /// that do not keep the room they reserve. Default true.
    /// </summary>
    public bool MemoryMapped { get; set; } = true;
}
