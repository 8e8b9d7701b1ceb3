namespace HybridAi.Core.Providers.Testing;

/// <summary>What became of a check.</summary>
public enum ProviderCheckOutcome
{
    /// <summary>The provider did what it should.</summary>
    Passed,

    /// <summary>It did not.</summary>
    Failed,

    /// <summary>It was not tried.</summary>
    Skipped,
}
