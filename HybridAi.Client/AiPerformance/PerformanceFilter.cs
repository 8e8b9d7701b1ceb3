namespace HybridAi.Client.AiPerformance;

/// <summary>Which requests to look at. What is null does not count.</summary>
public sealed record PerformanceFilter
{
    /// <summary><c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c> up to now; <c>24h</c> if null.</summary>
    public string? Time { get; init; }

    /// <summary>Only this provider's; <c>claude</c> and <c>google</c> name anthropic and gemini too.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this model's, by its provider's id.</summary>
    public string? Model { get; init; }

    /// <summary>Only this user's.</summary>
    public Guid? User { get; init; }

    /// <summary>Only this organization's.</summary>
    public Guid? Organization { get; init; }
}
