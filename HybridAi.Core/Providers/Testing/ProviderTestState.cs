namespace HybridAi.Core.Providers.Testing;

/// <summary>How far a test of a provider has come.</summary>
public enum ProviderTestState
{
    /// <summary>No worker has begun it.</summary>
    Waiting,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>It is over and has a report, whatever that says.</summary>
    Done,

    /// <summary>It could not be made; there is no report.</summary>
    Failed,
}
