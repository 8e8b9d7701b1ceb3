namespace HybridAi.Simulator.Catalog;

/// <summary>Where a tuned model comes from.</summary>
/// <param name="Base">The id of the model that was tuned.</param>
/// <param name="Job">The job that made it.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record TunedFrom(string Base, string Job, DateTimeOffset CreatedAt)
{
    /// <summary>The probability of a good answer, 0 to 1; null: as scripted for others.</summary>
    public double? Quality { get; init; }

    /// <summary>The model as it was after an earlier step: not the one that the job was for.</summary>
    public bool Checkpoint { get; init; }

    public bool Archived { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }
}
