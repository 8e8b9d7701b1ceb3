namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>How far a fine-tuning job is, whatever the provider calls it.</summary>
internal enum JobPhase
{
    /// <summary>The first half of the time before the work.</summary>
    First,

    /// <summary>The second half.</summary>
    Second,

    /// <summary>In order, and waits to be started.</summary>
    Validated,
    Running,
    Paused,
    Succeeded,
    Failed,
    FailedValidation,
    Cancelled,
}
