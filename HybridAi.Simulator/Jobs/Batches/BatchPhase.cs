namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>How far a batch is, whatever the provider calls it.</summary>
internal enum BatchPhase
{
    Validating,
    Running,
    Finalizing,
    Cancelling,
    Completed,
    Failed,
    Cancelled,
    Expired,
}
