namespace HybridAi.Client.AiPerformance;

/// <summary>How the gateway and its providers are, from what is known now.</summary>
public sealed record PerformanceHealthDocument
{
    /// <summary>When this was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>healthy</c>, <c>warning</c> or <c>critical</c>: the system's.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is not healthy, for people.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The providers that can be used, in their order of preference.</summary>
    public required IReadOnlyList<ProviderConditionDocument> Providers { get; init; }

    /// <summary>What the gateway itself needs: the journal, the database, Redis.</summary>
    public required IReadOnlyList<DependencyHealthDocument> Dependencies { get; init; }
}

/// <summary>How a provider is to the gateway that answers; rates of the last ten minutes.</summary>
public sealed record ProviderConditionDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary><c>healthy</c>, <c>warning</c>, <c>critical</c>, or <c>unknown</c>: nothing was called.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is not healthy, for people.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The share of calls that did not show it to be at fault; null without a call.</summary>
    public double? SuccessRate { get; init; }

    /// <summary>From 0 to 100; null without a call.</summary>
    public double? Reliability { get; init; }
}

/// <summary>How something that the gateway needs is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status"><c>healthy</c>, <c>warning</c> (the gateway goes on without) or <c>critical</c>.</param>
/// <param name="Detail">Why, for people; null for keys that may not see the installation's own.</param>
public sealed record DependencyHealthDocument(string Name, string Status, string? Detail);
