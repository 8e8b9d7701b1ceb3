namespace HybridAi.Client.AutoModels;

/// <summary>An auto model: a name that picks among models by what a request is for.</summary>
public sealed record AutoModelDocument
{
    /// <summary>The name that callers ask for.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was defined over the API; <c>auto</c> is there without, too.</summary>
    public bool Defined { get; init; }

    /// <summary>Grows by one with each change; a change has to name the one that it was made from. Null if it was not defined.</summary>
    public long? Revision { get; init; }

    /// <summary>When it was last changed; null if it was not defined.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The names of the models that it picks among; null: all chat models that are current.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>The quality of requests that name none: <c>economy</c>, <c>balanced</c> or <c>best</c>.</summary>
    public required string Quality { get; init; }

    /// <summary>What is different for a task, by its name.</summary>
    public IReadOnlyDictionary<string, AutoTaskDocument> Tasks { get; init; } = new Dictionary<string, AutoTaskDocument>();

    /// <summary>Scores from 0 to 1 that replace what is assumed, by model and task; <c>*</c> stands for all other tasks.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Scores { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, double>>();

    /// <summary>What it picks among at this moment; empty in the audit log.</summary>
    public IReadOnlyList<AutoCandidateDocument> Candidates { get; init; } = [];

    /// <summary>What of it cannot be used; else null.</summary>
    public string? Problem { get; init; }
}
