namespace HybridAi.Standalone;

/// <summary>The single process. Configuration section <c>Standalone</c>.</summary>
internal sealed class StandaloneOptions
{
    /// <summary>
    /// Whether the Simulator stands for providers that no key is known of. Default (null): only if there is no key and no configured
    /// provider at all.
    /// </summary>
    public bool? Simulate { get; set; }

    /// <summary>Whether the status site is served at <c>/</c>. Default true.</summary>
    public bool Site { get; set; } = true;
}
