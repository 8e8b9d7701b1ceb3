namespace HybridAi.Simulator.Logs;

/// <summary>How a call ended.</summary>
internal enum Outcome
{
    Pending,
    Completed,

    /// <summary>The caller hung up.</summary>
    Cancelled,

    /// <summary>The script broke the connection.</summary>
    Cut,
    Error,
}
