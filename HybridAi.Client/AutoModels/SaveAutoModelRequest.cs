using HybridAi.Client.Documents;

namespace HybridAi.Client.AutoModels;

/// <summary>Defines an auto model, or replaces it: what is left out takes its default.</summary>
public sealed record SaveAutoModelRequest : IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }

    /// <summary>The models that it picks among, 1 to 200, by names that callers could use; null: all chat models that are current.</summary>
    public IReadOnlyList<string?>? Models { get; init; }

    /// <summary><c>economy</c>, <c>balanced</c> or <c>best</c>; null: balanced.</summary>
    public string? Quality { get; init; }

    /// <summary>What is different for a task, by its name.</summary>
    public IReadOnlyDictionary<string, AutoTaskDocument?>? Tasks { get; init; }

    /// <summary>Scores from 0 to 1 that replace what is assumed, by model and task; <c>*</c> stands for all other tasks.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>?>? Scores { get; init; }
}
