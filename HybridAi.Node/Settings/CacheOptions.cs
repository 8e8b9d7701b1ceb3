using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>The answer cache. Configuration section <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>Whether answers are cached. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long an answer may be used again. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most memory for answers. Default 500 MB.</summary>
    public ByteSize MaxSize { get; set; } = new(500L * 1024 * 1024);
}
