using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Catalog;

/// <summary>The catalog's data file as it is written: see <c>model-catalog.json</c>.</summary>
internal sealed record CatalogFile(IReadOnlyList<CatalogFileModel> Models);

/// <summary>A model of the data file; its prices are a list there.</summary>
internal sealed record CatalogFileModel(
    string Id, string Provider, string Name, ModelKind Kind, ModelStatus Status, IReadOnlyList<string>? Aliases,
    DateOnly? ReleaseDate, DateOnly? ShutdownDate, int? ContextWindow, int? MaxInputTokens, int? MaxOutputTokens,
    IReadOnlyList<string>? Input, IReadOnlyList<string>? Output, ModelFeatures? Supports, IReadOnlyList<string>? ReasoningEfforts,
    IReadOnlyList<string>? ReasoningControls, IReadOnlyList<string>? Endpoints,
    IReadOnlyList<ModelPrice>? Prices)
{
    public CatalogModel ToModel() => new()
    {
        Id = Id,
        Provider = Provider,
        Name = Name,
        Kind = Kind,
        Status = Status,
        Aliases = Aliases ?? [],
        ReleaseDate = ReleaseDate,
        ShutdownDate = ShutdownDate,
        ContextWindow = ContextWindow,
        MaxInputTokens = MaxInputTokens,
        MaxOutputTokens = MaxOutputTokens,
        Input = Input ?? [],
        Output = Output ?? [],
        Supports = Supports ?? new ModelFeatures(),
        ReasoningEfforts = ReasoningEfforts ?? [],
        ReasoningControls = ReasoningControls ?? [],
        Endpoints = Endpoints ?? [],
        Prices = new PriceSchedule(Prices ?? []),
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(CatalogFile))]
internal sealed partial class CatalogJson : JsonSerializerContext;
