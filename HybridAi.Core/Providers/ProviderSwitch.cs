using HybridAi.Core.Configuration;

namespace HybridAi.Core.Providers;

/// <summary>A provider of the configuration that was switched off over the management API, for all gateways, until it is switched on there again. One that was defined there has a switch of its own.</summary>
public sealed record ProviderSwitch : IConfigurationDocument
{
    /// <summary>The provider's name.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; }

    /// <summary>When it was switched off, in UTC, whole milliseconds.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
