using System.ComponentModel.DataAnnotations;

namespace HybridAi.Storage.Redis;

/// <summary>How long Redis is waited for, and when the product goes on without it.</summary>
public sealed class RedisOptions
{
    /// <summary>How long a call may take, whatever the client's own time-outs are; 1 ms to 10 s. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>After how many failed calls in a row none is made any more; 1 to 1,000. Default 5.</summary>
    [Range(1, 1000)]
    public int FailuresToOpen { get; set; } = 5;

    /// <summary>How often Redis is asked whether it is there, and so how soon a recovered one is used again; 10 ms to 1 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many calls may be without an answer at a time, those counted that nobody waits for any more; 1 to 1,000,000. Default 4,096.</summary>
    [Range(1, 1_000_000)]
    public int MaxInFlight { get; set; } = 4096;
}
