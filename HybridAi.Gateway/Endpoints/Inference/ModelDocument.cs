using System.Text.Json.Serialization;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary>A model as OpenAI's API lists it, with what the gateway knows besides.</summary>
internal sealed record ModelDocument(
    string Id, string Object, long Created, string OwnedBy, int? ContextWindow, int? MaxOutputTokens,
    [property: JsonPropertyName("hybridai")] ModelOrigin HybridAi);

/// <summary>Where a model's name leads; what it is for, if that is known.</summary>
internal sealed record ModelOrigin(IReadOnlyList<string> Deployments, bool Simulated, string? Status, string? Kind);

internal sealed record ModelList(string Object, IReadOnlyList<ModelDocument> Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelList))]
internal sealed partial class ModelJson : JsonSerializerContext;
