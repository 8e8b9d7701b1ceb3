namespace HybridAi.Client.Health;

/// <summary>What to do about something that is not as it should be.</summary>
public sealed record ActOnHealthRequest
{
    /// <summary><c>reset-breaker</c>, <c>enable-provider</c>, <c>disable-provider</c>, <c>set-budget</c>, <c>run-optimization</c> or <c>clear-cache</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Of <c>reset-breaker</c>: whose circuit to close; left out: all that are not closed.</summary>
    public string? Deployment { get; init; }

    /// <summary>Of <c>enable-provider</c>, <c>disable-provider</c> and <c>set-budget</c>: which.</summary>
    public string? Provider { get; init; }

    /// <summary>Of <c>set-budget</c>: the most for a day, in US dollars.</summary>
    public decimal? DailyLimit { get; init; }

    /// <summary>Of <c>set-budget</c>: the most for a month, in US dollars.</summary>
    public decimal? MonthlyLimit { get; init; }

    /// <summary>Of <c>run-optimization</c>: which job; left out: all that there are.</summary>
    public string? Job { get; init; }
}

/// <summary>What was done.</summary>
/// <param name="Action">The action.</param>
/// <param name="Done">What it was done to: deployments, a provider, a budget, jobs; empty if there was nothing to do.</param>
public sealed record HealthActionDocument(string Action, IReadOnlyList<string> Done);
