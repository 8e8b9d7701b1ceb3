namespace HybridAi.Core.Jobs;

/// <summary>How far a run of a job has come. Stored by name.</summary>
public enum JobRunState
{
    /// <summary>It waits for a worker.</summary>
    Pending,

    /// <summary>A worker has it. If that dies, another one takes it over once the lease has expired.</summary>
    Running,

    /// <summary>It is done.</summary>
    Succeeded,

    /// <summary>It broke, or its workers died as often as they may.</summary>
    Failed,
}
