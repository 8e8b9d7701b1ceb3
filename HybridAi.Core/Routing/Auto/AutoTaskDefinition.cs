namespace HybridAi.Core.Routing.Auto;

/// <summary>What an auto model does differently for a task.</summary>
public sealed record AutoTaskDefinition
{
    /// <summary>The quality of requests that name none; null: the auto model's own.</summary>
    public QualityLevel? Quality { get; init; }

    /// <summary>Models that go before all others, in this order, whatever their quality and cost; null: none.</summary>
    public IReadOnlyList<string>? Prefer { get; init; }
}
