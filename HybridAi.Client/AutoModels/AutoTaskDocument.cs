namespace HybridAi.Client.AutoModels;

/// <summary>What an auto model does differently for a task.</summary>
public sealed record AutoTaskDocument
{
    /// <summary>The quality of requests that name none; null: the auto model's own.</summary>
    public string? Quality { get; init; }

    /// <summary>Models that go before all others, in this order; null: none.</summary>
    public IReadOnlyList<string?>? Prefer { get; init; }
}
