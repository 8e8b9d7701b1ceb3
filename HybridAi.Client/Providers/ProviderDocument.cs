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
}
