using HybridAi.Client.Providers;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Providers.Profiles;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Reads a provider's definition from a request and says exactly what is wrong with it.</summary>
internal static class ProviderFields
{
    private const int LongestName = 64;
    private const int LongestKey = 4096;
    private const int LongestText = 2048;
    private const int MostEntries = 256;
    private const long MostTokens = 100_000_000;

    private static readonly string[] Media = ["text", "image", "audio", "video", "pdf"];

    // A key in a plain header would be shown again to whoever reads the definition.
    private static readonly string[] SecretHeaders =
        ["authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key"];

    public static Outcome<string> Name(string? text) => text?.Trim() switch
    {
        null or "" => ApiError.Invalid("name", "is required"),
        { Length: > LongestName } => ApiError.Invalid("name", $"must have at most {LongestName} characters"),
        var name when !name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-' or '_') =>
            ApiError.Invalid("name", "must consist of lower-case letters, digits, dots, hyphens and underscores"),
        var name => name,
    };

    /// <summary>The provider's own key. It goes into a header: visible ASCII only.</summary>
    public static Outcome<Secret> Key(string? text) => text?.Trim() switch
    {
        null or "" => ApiError.Invalid("key", "is required: the provider's own API key"),
        { Length: > LongestKey } => ApiError.Invalid("key", $"must have at most {LongestKey} characters"),
        var key when !ProviderCheck.IsHeaderText(key) => ApiError.Invalid("key", "must consist of visible ASCII characters"),
        var key => new Secret(key),
    };

    public static Outcome<ProviderDefinition> Definition(string name, long revision, DateTimeOffset now, SaveProviderRequest request)
    {
        if (CheckOrigin(request) is { } wrong)
            return wrong;
        if (CheckHeaders(request) is { } badHeader)
            return badHeader;
        if (CheckPaths(request) is { } badPath)
            return badPath;
        if (CheckFields(request) is { } badField)
            return badField;
        if (Models(request.Models).Failed(out var badModel, out var models))
            return badModel;
        return new ProviderDefinition
        {
            Name = name,
            Revision = revision,
            UpdatedAt = now,
            Enabled = request.Enabled ?? true,
            Profile = request.Profile,
            Format = request.Format,
            BaseUrl = request.BaseUrl is { } url ? new Uri(url) : null,
            AuthHeader = request.AuthHeader,
            KeyOptional = request.KeyOptional ?? false,
            Headers = request.Headers ?? new Dictionary<string, string>(),
            ChatPath = request.ChatPath,
            ChatStreamPath = request.ChatStreamPath,
            EmbeddingsPath = request.EmbeddingsPath,
            Rename = request.Rename ?? new Dictionary<string, string>(),
            Drop = request.Drop ?? [],
            AllowPrivateNetwork = request.AllowPrivateNetwork ?? false,
            AcceptUnlistedModels = request.AcceptUnlistedModels,
            Region = request.Region,
            Order = (int?)request.Order,
            Models = models,
        };
    }

    private static ApiError? CheckOrigin(SaveProviderRequest request)
    {
        var profile = request.Profile is { } named ? ProviderProfiles.Find(named) : null;
        if (request.Profile is not null && profile is null)
            return ApiError.Invalid("profile", $"must be one of {string.Join(", ", ProviderProfiles.InOrder.Select(pair => pair.Key))}, or left out");
        if (request.Format is { } format && !DefinedProfile.Formats.Contains(format))
            return ApiError.Invalid("format", $"must be one of {string.Join(", ", DefinedProfile.Formats)}");
        if (profile is not null && request.Format is not null && request.Format != profile.Format)
            return ApiError.Invalid("format", $"must be left out or '{profile.Format}', which the profile speaks");
        if (request.BaseUrl is null && profile?.BaseUrl is null)
            return ApiError.Invalid("baseUrl", "is required: the address that paths are appended to, such as https://api.example.com/v1");
        if (request.BaseUrl is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || url.Length > LongestText))
            return ApiError.Invalid("baseUrl", "must be an absolute http or https address without user, query and fragment");
        if (request.Order is < 0 or > 10_000)
            return ApiError.Invalid("order", "must be 0 to 10000");
        return request.Region is { Length: > 64 or 0 } ? ApiError.Invalid("region", "must have 1 to 64 characters") : null;
    }

    private static ApiError? CheckHeaders(SaveProviderRequest request)
    {
        if (request.AuthHeader is { } auth && !ProviderCheck.IsHeaderName(auth))
            return ApiError.Invalid("authHeader", "must be a header's name");
        foreach (var (header, value) in request.Headers ?? new Dictionary<string, string>())
        {
            if (!ProviderCheck.IsHeaderName(header) || value is null || value.Length > LongestText || !ProviderCheck.IsHeaderValue(value))
                return ApiError.Invalid($"headers.{ApiError.Shorten(header)}", "must be a header's name, with a value of visible ASCII characters");
            if (SecretHeaders.Contains(header.ToLowerInvariant()) || header.Equals(request.AuthHeader, StringComparison.OrdinalIgnoreCase))
                return ApiError.Invalid($"headers.{header}", "must not carry a key: send it as 'key', which is kept encrypted, and name its header in 'authHeader'");
        }

        return (request.Headers?.Count ?? 0) > MostEntries ? ApiError.Invalid("headers", $"must have at most {MostEntries} entries") : null;
    }

    private static ApiError? CheckPaths(SaveProviderRequest request)
    {
        foreach (var (name, path) in new[] { ("chatPath", request.ChatPath), ("chatStreamPath", request.ChatStreamPath), ("embeddingsPath", request.EmbeddingsPath) })
        {
            if (path is null || (path.Length == 0 && name == "embeddingsPath"))
                continue;
            // Relative, or the host would be another one than baseUrl's, which is the one that was checked.
            if (path.Length is 0 or > LongestText || path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal) || path.Contains('\\')
                || !Uri.TryCreate(path.Replace("{model}", "m", StringComparison.Ordinal), UriKind.Relative, out _))
                return ApiError.Invalid(name, "must be a path relative to baseUrl, such as chat/completions; {model} stands for the model's id");
        }

        return null;
    }

    private static ApiError? CheckFields(SaveProviderRequest request)
    {
        foreach (var (from, to) in request.Rename ?? new Dictionary<string, string>())
        {
            if (from.Length == 0 || string.IsNullOrEmpty(to) || from is "model" or "stream" or "messages" || to is "model" or "stream" or "messages")
                return ApiError.Invalid($"rename.{ApiError.Shorten(from)}", "must name two fields, neither of them model, stream or messages");
        }

        foreach (var field in request.Drop ?? [])
        {
            if (string.IsNullOrEmpty(field) || field is "model" or "stream" or "messages")
                return ApiError.Invalid("drop", "must consist of names of fields, none of them model, stream or messages");
        }

        return request.Rename?.Count > MostEntries || request.Drop?.Count > MostEntries
            ? ApiError.Invalid("rename", $"and 'drop' must have at most {MostEntries} entries each") : null;
    }

    private static Outcome<IReadOnlyList<ModelDefinition>> Models(IReadOnlyList<ModelDefinitionDocument>? documents)
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
        decimal?[] all = [document.InputPerMillion, document.OutputPerMillion, document.CachedInputPerMillion, document.CacheWritePerMillion, document.ReasoningPerMillion];
        if (all.Any(price => price is < 0 or > 1_000_000))
            return ApiError.Invalid($"{path}.inputPerMillion", "and the other prices must be 0 to 1000000 US dollars per million tokens");
        if (all.All(price => price is null))
            return default(PriceOrNone);
        if (document.InputPerMillion is null && document.OutputPerMillion is null)
            return ApiError.Invalid($"{path}.inputPerMillion", "and 'outputPerMillion' are needed beside other prices");
        return new PriceOrNone(new ModelPrice
        {
            Input = document.InputPerMillion, Output = document.OutputPerMillion, CachedInput = document.CachedInputPerMillion,
            CacheWrite = document.CacheWritePerMillion, Reasoning = document.ReasoningPerMillion,
        });
    }

    private readonly record struct PriceOrNone(ModelPrice? Value);
}
