using HybridAi.Core.Costs;

namespace HybridAi.Core.Providers.Testing;

/// <summary>A test of a provider: what was asked for, how far it is, and what it showed.</summary>
public sealed record ProviderTest
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was asked for (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>What it consists of.</summary>
    public required ProviderTestPlan Plan { get; init; }

    /// <summary>How far it has come.</summary>
    public ProviderTestState State { get; init; }

    /// <summary>When a worker began it last, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What it is at, or null.</summary>
    public string? Message { get; init; }

    /// <summary>How often it was begun; more than once if workers died over it.</summary>
    public int Attempts { get; init; }

    /// <summary>What it has cost, over all attempts; calls whose price is not known count as nothing.</summary>
    public Cost Spent { get; init; }

    /// <summary>How many calls it has made, over all attempts.</summary>
    public int Calls { get; init; }

    /// <summary>What it showed; null before it is done.</summary>
    public ProviderTestReport? Report { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; init; }
}
