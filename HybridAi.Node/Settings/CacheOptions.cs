using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>The answer cache. Configuration section <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>Whether answers are cached and identical requests in flight share one call. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long an answer may be used again where no rule says otherwise. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Most memory for answers. Default 500 MB.</summary>
    public ByteSize MaxSize { get; set; } = new(500L * 1024 * 1024);

    /// <summary>The largest answer that is kept; 1 KB to 64 MB. Default 1 MB.</summary>
    public ByteSize MaxAnswerSize { get; set; } = new(1024 * 1024);

    /// <summary>The largest request whose answer is kept; 1 KB to 1 GB. Default 4 MB.</summary>
    public ByteSize MaxRequestSize { get; set; } = new(4 * 1024 * 1024);

    /// <summary>Within what an answer is given again. Default <see cref="CachePartition.Organization"/>.</summary>
    public CachePartition Partition { get; set; }

    /// <summary>Whether identical requests that are in flight at the same time share one call. Default true.</summary>
    public bool Coalesce { get; set; } = true;

    /// <summary>Answers found by meaning.</summary>
    public SemanticCacheOptions Semantic { get; set; } = new();
}
