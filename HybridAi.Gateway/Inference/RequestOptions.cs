using HybridAi.Core.Routing.Auto;

namespace HybridAi.Gateway.Inference;

/// <summary>What a caller asks of the gateway itself, by the body's <c>hybridai</c> field or <c>x-hybridai-*</c> headers.</summary>
internal sealed record RequestOptions
{
    public static readonly RequestOptions None = new();

    public string? Strategy { get; init; }

    public string? Provider { get; init; }

    public string? Region { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public string? Task { get; init; }

    public QualityLevel? Quality { get; init; }

    public string? User { get; init; }

    public string? Session { get; init; }

    /// <summary>How it uses the cache; null: nobody said, which is the same as <see cref="CacheMode.On"/>.</summary>
    public CacheMode? Cache { get; init; }

    public decimal? MaxCost { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool? Hedge { get; init; }
}

/// <summary>How a request uses the cache.</summary>
internal enum CacheMode
{
    On,
    Off,
    Refresh,
    Only,
}
