namespace HybridAi.Core.Chat;

/// <summary>One of the limits that a provider reports in its answer's headers. Travels beside a response, not in it: a replay has none.</summary>
/// <param name="Unit">What it counts.</param>
public sealed record RateLimit(RateLimitUnit Unit)
{
    /// <summary>The window it counts in, where the header's name tells (a minute, an hour, a day).</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The most in a window.</summary>
    public long? Limit { get; init; }

    /// <summary>What is left of it.</summary>
    public long? Remaining { get; init; }

    /// <summary>The time, from the answer's arrival, until it is whole again.</summary>
    public TimeSpan? ResetsAfter { get; init; }
}
