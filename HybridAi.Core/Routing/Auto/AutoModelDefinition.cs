using HybridAi.Core.Configuration;

namespace HybridAi.Core.Routing.Auto;

/// <summary>An auto model as an administrator defined it: a name that picks among models by what a request is for.</summary>
public sealed record AutoModelDefinition : IConfigurationDocument
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; } = 1;

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The models that it picks among, by names that callers could use; null: all chat models that are current.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The quality of requests that name none; null: <see cref="QualityLevel.Balanced"/>.</summary>
    public QualityLevel? Quality { get; init; }

    /// <summary>What is different for a task, by <see cref="Tasks.TaskNames"/>; null: nothing.</summary>
    public IReadOnlyDictionary<string, AutoTaskDefinition>? Tasks { get; init; }

    /// <summary>Scores from 0 to 1 that replace what is assumed, by model and task (<see cref="TaskQuality.AllTasks"/>: all others); null: none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>? Scores { get; init; }
}
