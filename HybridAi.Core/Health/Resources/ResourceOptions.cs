using System.ComponentModel.DataAnnotations;

namespace HybridAi.Core.Health.Resources;

/// <summary>
/// From when on a gateway that uses much of what it has is no longer called healthy. Nothing is refused by these limits. Configuration section <c>Health:Resources</c>; what is
/// said to be the profile's default is that of production here.
/// </summary>
public sealed class ResourceOptions
{
    /// <summary>From this share of a limit on it is a warning; 0.1 to 1. Default 0.8.</summary>
    [Range(0.1, 1.0)]
    public double Warning { get; set; } = 0.8;

    /// <summary>From this share on it is critical; <see cref="Warning"/> to 1. Default 0.95.</summary>
    [Range(0.1, 1.0)]
    public double Critical { get; set; } = 0.95;

    /// <summary>Threads of the pool; 1 to 32,767. Default: the profile's.</summary>
    [Range(1, 32_767)]
    public int Threads { get; set; } = 1_000;

    /// <summary>Work that waits for a thread of the pool; 1 to 10 million. Default: the profile's.</summary>
    [Range(1, 10_000_000)]
    public int QueuedWork { get; set; } = 10_000;

    /// <summary>Requests under way, event streams among them; 1 to 10 million. Default: the profile's.</summary>
    [Range(1, 10_000_000)]
    public int Requests { get; set; } = 20_000;

    /// <summary>Calls of one provider under way, each of which has a connection; 0: <c>Upstream:MaxConnectionsPerProvider</c>. Default: the profile's.</summary>
    [Range(0, 1_000_000)]
    public int UpstreamConnections { get; set; }

    /// <summary>Connections to Postgres in use; 0: as many as its pool may have. Default 0.</summary>
    [Range(0, 100_000)]
    public int DatabaseConnections { get; set; }

    /// <summary>Calls of Redis without an answer; 0: <c>Redis:MaxInFlight</c>. Default 0.</summary>
    [Range(0, 1_000_000)]
    public int RedisCalls { get; set; }

    /// <summary>Open files and sockets; 0: as many as the process may have. Default 0.</summary>
    [Range(0, 100_000_000)]
    public int Handles { get; set; }
}
