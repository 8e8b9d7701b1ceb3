namespace HybridAi.Client.RateLimits;

/// <summary>What a rate limit says.</summary>
public abstract record RateLimitFields
{
    /// <summary>What it is counted by: <c>global</c>, <c>organization</c>, <c>team</c>, <c>user</c>, <c>key</c>, <c>ip</c>, <c>model</c> or <c>provider</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Which one: an id (of an organization, team, user or key), an end user's name, an address or network, a model (id, <c>provider/id</c> or alias) or a
    /// provider; or <c>each</c>, which is the default: each for itself.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>What it counts: <c>requests</c> (default), <c>tokens</c> (of input and output together) or <c>concurrent</c> (requests under way).</summary>
    public string? Measure { get; init; }

    /// <summary>The most in a window, or at a time: 1 to 1,000,000,000,000.</summary>
    public long? Limit { get; init; }

    /// <summary>The window, <c>1s</c> to <c>1d</c>; not for <c>concurrent</c>.</summary>
    public string? Window { get; init; }

    /// <summary><c>sliding-window</c> (default: never more than the limit in any window) or <c>token-bucket</c> (the burst at once, the limit in the long run).</summary>
    public string? Algorithm { get; init; }

    /// <summary>For a token bucket, the most at once. Default: the limit.</summary>
    public long? Burst { get; init; }

    /// <summary>Whether it counts. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>How long a request may wait for room instead of being refused, up to <c>30s</c>. Default: not at all.</summary>
    public string? MaxWait { get; init; }

    /// <summary>How many may wait at a time for one scope in one gateway, 1 to 10,000. Default 100.</summary>
    public long? MaxWaiting { get; init; }
}
