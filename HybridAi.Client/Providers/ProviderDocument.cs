namespace HybridAi.Client.Providers;

/// <summary>A configured provider.</summary>
public sealed record ProviderDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The wire format it speaks.</summary>
    public required string Format { get; init; }

    /// <summary>Where it is called.</summary>
    public required string BaseAddress { get; init; }

    /// <summary>Whether it is simulated: its answers and prices are not real.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether there is a key to call it with.</summary>
    public bool HasKey { get; init; }

    /// <summary>Where that key comes from: <c>environment</c>, <c>api</c> or <c>none</c>.</summary>
    public required string KeySource { get; init; }

    /// <summary>How many models it serves.</summary>
    public int Models { get; init; }

    /// <summary>Whether it was not switched off over the API.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// How far it can be relied on, 0 to 100, by what this gateway saw in the last 10 minutes: 100 × (0.8 × success + 0.2 × circuits), where success is the lower bound
    /// of the Wilson score interval (z = 1) of the share of calls that did not fail by its fault, and circuits the share of its called deployments whose circuit is
    /// closed. Null without a call.
    /// </summary>
    public double? Reliability { get; init; }
}
