using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Storage.Memcached;

/// <summary>Which Memcached servers there are, how long they are waited for, and when the product goes on without them. Configuration section <c>Cache:Memcached</c>.</summary>
public sealed class MemcachedOptions
{
    /// <summary>The servers, each <c>host</c>, <c>host:port</c> or <c>[address]:port</c>; the port is 11211 if there is none. All gateways must have the same, in any order.</summary>
    public List<string> Servers { get; set; } = [];

    /// <summary>How long a call may take, the time to connect counted; 1 ms to 10 s. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many connections to each server, and so calls at a time; 1 to 1,000. Default 16.</summary>
    [Range(1, 1000)]
    public int MaxConnections { get; set; } = 16;

    /// <summary>After how many failed calls in a row none is made to a server any more; 1 to 1,000. Default 5.</summary>
    [Range(1, 1000)]
    public int FailuresToOpen { get; set; } = 5;

    /// <summary>How often each server is asked whether it is there, and so how soon a recovered one is used again; 10 ms to 1 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The largest value that is sent. Servers take items of 1 MB, with their key and some overhead, unless they are told otherwise (<c>-I</c>). Default 1,023 KB.</summary>
    public ByteSize MaxValueSize { get; set; } = new(1023 * 1024);
}
