using System.ComponentModel.DataAnnotations;

namespace HybridAi.Node.Settings;

/// <summary>The stream of events, <c>GET /api/events</c>. Configuration section <c>Events</c>.</summary>
public sealed class EventsOptions
{
    /// <summary>After how long without an event a stream says that it is alive. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many events wait for a reader; one that falls further behind is ended and told where to go on. Default 256.</summary>
    [Range(1, 65_536)]
    public int QueueLength { get; set; } = 256;

    /// <summary>How long a reader may take nothing at all before it is cut off. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many streams a node has at once; 0: none. Default 1000.</summary>
    [Range(0, 100_000)]
    public int MaxStreams { get; set; } = 1000;

    /// <summary>How many of them one key has at once. Default 20.</summary>
    [Range(1, 100_000)]
    public int MaxStreamsPerKey { get; set; } = 20;
}
