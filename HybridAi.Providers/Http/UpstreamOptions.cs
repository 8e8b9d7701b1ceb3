using System.ComponentModel.DataAnnotations;

namespace HybridAi.Providers.Http;

/// <summary>How providers are connected to. Configuration section <c>Upstream</c>.</summary>
public sealed class UpstreamOptions
{
    /// <summary>Longest wait for a connection. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait of a streamed call for its first content. Default 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Longest wait of a call that is not streamed for its answer to begin, where there is another deployment to go on with. Default 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest pause in the middle of an answer. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time for a whole request, all attempts together. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a connection is used before it is opened anew, so that changes of addresses are noticed. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an unused connection is kept. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ConnectionIdleTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most connections to one provider. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerProvider { get; set; } = 10_000;

    /// <summary>Whether the proxy of the environment (<c>HTTPS_PROXY</c>) is used. Addresses are then not guarded. Default false.</summary>
    public bool UseSystemProxy { get; set; }

    /// <summary>Whether every provider may be at a private, loopback or link-local address. Default false; better set per provider.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Most bytes of an answer that is not streamed, and of one event of a stream. Default 64 MiB.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 64 * 1024 * 1024;
}
