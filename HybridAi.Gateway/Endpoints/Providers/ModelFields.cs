using HybridAi.Client.Providers;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Reads the models of a provider's definition and says exactly what is wrong with them.</summary>
internal static class ModelFields
{
    private const long MostTokens = 100_000_000;
    private const int HighestPrice = 1_000_000;

    private static readonly string[] Media = ["text", "image", "audio", "video", "pdf"];

    public static Outcome<IReadOnlyList<ModelDefinition>> Read(IReadOnlyList<ModelDefinitionDocument>? documents)
    {
        var models = new List<ModelDefinition>();
        foreach (var (index, document) in (documents ?? []).Index())
        {
            if (Model($"models[{index}]", document).Failed(out var error, out var model))
                return error;
            if (models.Any(other => other.Id == model.Id))
                return ApiError.Invalid($"models[{index}].id", "is there twice");
            models.Add(model);
        }

        return models;
    }

    private static Outcome<ModelDefinition> Model(string path, ModelDefinitionDocument? document)
    {
        if (document?.Id?.Trim() is not { Length: > 0 and <= 256 } id)
            return ApiError.Invalid($"{path}.id", "must have 1 to 256 characters");
        if (!Enum.TryParse<ModelKind>(document.Kind ?? nameof(ModelKind.Chat), ignoreCase: true, out var kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit((document.Kind ?? "c")[0]))
            return ApiError.Invalid($"{path}.kind", "must be one of " + string.Join(", ", Enum.GetNames<ModelKind>().Select(name => name.ToLowerInvariant())));
        if (document.Input?.FirstOrDefault(medium => !Media.Contains(medium)) is not null)
            return ApiError.Invalid($"{path}.input", $"must consist of {string.Join(", ", Media)}");
        if (document.ContextWindow is < 1 or > MostTokens || document.MaxOutputTokens is < 1 or > MostTokens)
            return ApiError.Invalid($"{path}.contextWindow", $"and 'maxOutputTokens' must be 1 to {MostTokens}");
        if (Price(path, document).Failed(out var error, out var price))
            return error;
        return new ModelDefinition
        {
            Id = id,
            Kind = kind,
            ContextWindow = (int?)document.ContextWindow,
            MaxOutputTokens = (int?)document.MaxOutputTokens,
            Input = document.Input ?? [],
            Supports = new ModelFeatures(document.Tools, document.StructuredOutput, document.Reasoning, document.Streaming, document.Temperature),
            ReasoningEfforts = document.ReasoningEfforts ?? [],
            Price = price.Value,
        };
    }

    private static Outcome<PriceOrNone> Price(string path, ModelDefinitionDocument document)
    {
        (string Name, decimal? Price)[] all =
        [
            ("inputPerMillion", document.InputPerMillion), ("outputPerMillion", document.OutputPerMillion),
            ("cachedInputPerMillion", document.CachedInputPerMillion), ("cacheWritePerMillion", document.CacheWritePerMillion),
            ("reasoningPerMillion", document.ReasoningPerMillion), ("searchPerThousand", document.SearchPerThousand),
            ("perMinute", document.PerMinute), ("perMillionCharacters", document.PerMillionCharacters), ("perImage", document.PerImage),
        ];
        foreach (var (name, price) in all)
        {
            if (price is < 0 or > HighestPrice)
                return ApiError.Invalid($"{path}.{name}", $"must be 0 to {HighestPrice} US dollars");
        }

        if (Array.TrueForAll(all, field => field.Price is null))
            return default(PriceOrNone);
        if (document is { InputPerMillion: null, OutputPerMillion: null }
            && (document.CachedInputPerMillion ?? document.CacheWritePerMillion ?? document.ReasoningPerMillion) is not null)
            return ApiError.Invalid($"{path}.inputPerMillion", "and 'outputPerMillion' are needed beside prices of cached input, cache writes and reasoning");
        return new PriceOrNone(new ModelPrice
        {
            Input = document.InputPerMillion, Output = document.OutputPerMillion, CachedInput = document.CachedInputPerMillion,
            CacheWrite = document.CacheWritePerMillion, Reasoning = document.ReasoningPerMillion, Search = document.SearchPerThousand,
            Minute = document.PerMinute, Characters = document.PerMillionCharacters, Image = document.PerImage,
        });
    }

    private readonly record struct PriceOrNone(ModelPrice? Value);
}
