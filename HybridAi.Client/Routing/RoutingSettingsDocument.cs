namespace HybridAi.Client.Routing;

/// <summary>How requests are routed where no rule and no request says otherwise, as the section <c>Routing</c> of the configuration has it.</summary>
public sealed record RoutingSettingsDocument
{
    /// <summary>The strategy (<c>Routing:Strategy</c>).</summary>
    public required string Strategy { get; init; }

    /// <summary>Whether the next deployment is tried when one fails before its first content.</summary>
    public bool Fallback { get; init; }

    /// <summary>Where callers are that do not say so, or null.</summary>
    public string? Region { get; init; }

    /// <summary>The share of the requests, 0 to 1, that may try out what was not called lately.</summary>
    public double Exploration { get; init; }

    /// <summary>Whether prompts that begin alike go where that beginning was sent.</summary>
    public bool PromptCache { get; init; }

    /// <summary>Whether deployments are passed over whose provider says that nothing is left of a limit.</summary>
    public bool ProviderLimits { get; init; }

    /// <summary>What the strategy <c>performance</c> weighs: <c>latency</c>, <c>errors</c>, <c>cost</c>, <c>quality</c>.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>What counts for the strategy <c>adaptive</c>: <c>quality</c>, <c>cost</c>, <c>latency</c>, and its <c>bound</c>.</summary>
    public IReadOnlyDictionary<string, double> Adaptive { get; init; } = new Dictionary<string, double>();

    /// <summary>All strategies.</summary>
    public IReadOnlyList<RoutingStrategyDocument> Strategies { get; init; } = [];
}

/// <summary>A strategy.</summary>
/// <param name="Name">The name that it is asked for by.</param>
/// <param name="First">What goes first by it, in a few words.</param>
public sealed record RoutingStrategyDocument(string Name, string First);
