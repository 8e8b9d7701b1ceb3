namespace HybridAi.Core.Tenancy;

/// <summary>What an administrator has decided for all requests of a key. It beats what the requests say themselves.</summary>
public sealed record KeyPolicy
{
    /// <summary>The largest <see cref="MaxOutputTokens"/>.</summary>
    public const int LargestOutput = 10_000_000;

    /// <summary>The routing strategy, by its name; null: the request's own, else the configured one.</summary>
    public string? Strategy { get; init; }

    /// <summary>The only provider that they go to, by its name; null: any.</summary>
    public string? Provider { get; init; }

    /// <summary>The region that they are served in (with the strategy <c>geographic</c>: come from); null: any.</summary>
    public string? Region { get; init; }

    /// <summary>Whether they are hedged; null: as they say themselves, else as configured.</summary>
    public bool? Hedge { get; init; }

    /// <summary>What each may be expected to cost at the most, in US dollars, above 0; a request's own bound may be lower. Null: no bound.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>
    /// How many output tokens each may ask for at the most, 1 to <see cref="LargestOutput"/>; one that names no bound gets this one. Null: no bound.
    /// </summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>How they use the answer cache: <c>on</c>, <c>off</c>, <c>refresh</c> or <c>only</c>; null: as each says itself.</summary>
    public string? Cache { get; init; }
}
