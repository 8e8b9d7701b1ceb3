namespace HybridAi.Core.Jobs;

/// <summary>How the runs of a job ended that are kept.</summary>
public sealed record JobRunCounts
{
    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    /// <summary>How many succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public long Failed { get; init; }

    /// <summary>When the first of them ended: of a job that runs every few seconds only the newest runs are kept.</summary>
    public DateTimeOffset Since { get; init; }
}
