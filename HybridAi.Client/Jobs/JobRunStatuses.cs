namespace HybridAi.Client.Jobs;

/// <summary>How far a run of a job has come.</summary>
public static class JobRunStatuses
{
    /// <summary>It waits for a worker.</summary>
    public const string Pending = "pending";

    /// <summary>A worker has it.</summary>
    public const string Running = "running";

    /// <summary>It is done.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>It broke, or its workers died as often as they may.</summary>
    public const string Failed = "failed";
}
