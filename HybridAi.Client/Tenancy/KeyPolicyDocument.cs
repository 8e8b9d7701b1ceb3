namespace HybridAi.Client.Tenancy;

/// <summary>What holds for all requests of an API key, whatever they say themselves.</summary>
public sealed record KeyPolicyDocument
{
    /// <summary>The routing strategy, or null for the request's own.</summary>
    public string? Strategy { get; init; }

    /// <summary>The only provider that requests go to, or null for any.</summary>
    public string? Provider { get; init; }

    /// <summary>The region that requests are served in, or null for any.</summary>
    public string? Region { get; init; }

    /// <summary>Whether a request is hedged, or null for what it says itself.</summary>
    public bool? Hedge { get; init; }

    /// <summary>What a request may be expected to cost at the most, in US dollars, or null; a request's own bound may be lower.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>How many output tokens a request may ask for at the most, or null; one that names no bound gets this one.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>How requests use the answer cache: <c>on</c>, <c>off</c>, <c>refresh</c> or <c>only</c>; null: as each says itself.</summary>
    public string? Cache { get; init; }
}
