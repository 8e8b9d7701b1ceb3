using System.Text.Json;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Core.Routing;

/// <summary>A model at a provider, with the key and in the region that it is called with: what a request can be sent to.</summary>
public sealed class Deployment
{
    private byte[]? _modelJson;

    /// <summary>Its name: the one it was registered under, else <c>provider/model</c>.</summary>
    public string Id
    {
        get => field ?? QualifiedModel;
        init;
    }

    /// <summary><c>provider/model</c>.</summary>
    public string QualifiedModel => field ??= $"{Provider}/{Model}";

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

    /// <summary>Its share of the requests where shares count, in proportion to the others'; 0: only if no other can. Default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The tags that an administrator gave it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How good its answers are, from 0 to 1, or null if nobody said.</summary>
    public double? Quality { get; init; }

    /// <summary>What was learned of it, as far as somebody asked.</summary>
    internal LearnedDeployment? Learned { get; set; }

    /// <summary>What is assumed of its quality where nobody said; found out once.</summary>
    internal TaskQuality? AssumedQuality { get; set; }

    /// <summary>What it may be asked for at the most.</summary>
    public DeploymentLimits Limits { get; init; } = DeploymentLimits.None;

    /// <summary>Whether it is called with a key of its own instead of its provider's.</summary>
    public bool HasOwnKey { get; init; }

    /// <summary>The model's id as a JSON string, quotes included.</summary>
    public ReadOnlyMemory<byte> ModelJson => _modelJson ??= JsonSerializer.SerializeToUtf8Bytes(Model, RoutingJson.Default.String);
}
