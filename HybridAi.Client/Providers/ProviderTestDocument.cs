namespace HybridAi.Client.Providers;

/// <summary>A test of a provider: what was asked for, how far it is, and what it showed.</summary>
public sealed record ProviderTestDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>What it consists of: <c>functional</c>, <c>benchmark</c>, <c>stress</c>.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary><c>waiting</c>, <c>running</c>, <c>done</c> (whatever it showed) or <c>failed</c> (it could not be made).</summary>
    public required string State { get; init; }

    /// <summary>When a worker began it last, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What it is at, or null.</summary>
    public string? Message { get; init; }

    /// <summary>The most that it may cost, in US dollars.</summary>
    public decimal MaxCostUsd { get; init; }

    /// <summary>What it has cost, in US dollars; calls whose price is not known count as nothing.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>How many calls it has made.</summary>
    public int Calls { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What it showed; null before it is done.</summary>
    public ProviderTestReportDocument? Report { get; init; }

    /// <summary>What has changed since the test that it was compared with; null if it was compared with none.</summary>
    public ProviderTestComparisonDocument? Comparison { get; init; }
}
