using System.Text.Json;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Routing;

/// <summary>A model at a provider: what a request can be sent to.</summary>
public sealed class Deployment
{
    private byte[]? _modelJson;

    /// <summary><c>provider/model</c>.</summary>
    public string Id => field ??= $"{Provider}/{Model}";

    /// <summary>The provider's configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's id as the provider wants it.</summary>
    public required string Model { get; init; }

    /// <summary>What the model is for, or null if that is not known.</summary>
    public ModelKind? Kind { get; init; }

    /// <summary>Where it is served, or null if that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>What is known of the model, or null.</summary>
    public CatalogModel? CatalogModel { get; init; }

    /// <summary>Its prices: the configured ones, else the catalog's.</summary>
    public PriceSchedule Prices { get; init; } = PriceSchedule.Unknown;

    /// <summary>The model's id as a JSON string, quotes included.</summary>
    public ReadOnlyMemory<byte> ModelJson => _modelJson ??= JsonSerializer.SerializeToUtf8Bytes(Model, RoutingJson.Default.String);
}
