using HybridAi.Client.Providers;
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
    private const int LongestKey = 4096;
    private const int LongestText = 2048;
    private const int MostEntries = 256;

    // Both kinds of address that a path could be taken relative to.
    private static readonly Uri[] Roots = [new("http://host.invalid/root/"), new("https://host.invalid/root/")];

    // What carries a key is named by 'authHeader' and sent as 'key', so that there is one of it and a rotation is one call.
    private static readonly string[] SecretHeaders =
        ["authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key"];

    // HTTP's own and those of a body: they are the gateway's to set, or would never be sent (content headers beside no content).
    private static readonly string[] TransportHeaders =
        ["allow", "connection", "expect", "expires", "host", "keep-alive", "last-modified", "te", "trailer", "transfer-encoding", "upgrade"];

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
        if (ModelFields.Read(request.Models).Failed(out var badModel, out var models))
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
        if (request.AuthHeader is { } keyHeader && IsTransport(keyHeader))
            return ApiError.Invalid("authHeader", $"must not be '{keyHeader}', which the gateway sets itself or HTTP needs");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (header, value) in request.Headers ?? new Dictionary<string, string>())
        {
            if (!ProviderCheck.IsHeaderName(header) || value is null || value.Length > LongestText || !ProviderCheck.IsHeaderValue(value))
                return ApiError.Invalid($"headers.{ApiError.Shorten(header)}", "must be a header's name, with a value of visible ASCII characters");
            if (SecretHeaders.Contains(header.ToLowerInvariant()) || header.Equals(request.AuthHeader, StringComparison.OrdinalIgnoreCase))
                return ApiError.Invalid($"headers.{header}", "must not carry a key: send it as 'key', which is kept encrypted, and name its header in 'authHeader'");
            if (IsTransport(header))
                return ApiError.Invalid($"headers.{header}", "must be left out: the gateway sets it itself, or HTTP needs it");
            if (!names.Add(header))
                return ApiError.Invalid($"headers.{header}", "must be given once: names of headers that differ in case alone are one and the same");
        }

        return (request.Headers?.Count ?? 0) > MostEntries ? ApiError.Invalid("headers", $"must have at most {MostEntries} entries") : null;
    }

    private static bool IsTransport(string header) => TransportHeaders.Contains(header.ToLowerInvariant())
        || header.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || (header.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) && !header.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase));

    private static ApiError? CheckPaths(SaveProviderRequest request)
    {
        foreach (var (name, path) in new[] { ("chatPath", request.ChatPath), ("chatStreamPath", request.ChatStreamPath), ("embeddingsPath", request.EmbeddingsPath) })
        {
            if (path is null || (path.Length == 0 && name == "embeddingsPath"))
                continue;
            if (path.Length is 0 or > LongestText || !StaysBelow(path))
                return ApiError.Invalid(name, "must be a path relative to baseUrl, such as chat/completions; {model} stands for the model's id");
        }

        return null;
    }

    // Else the host could be another one than baseUrl's, which is the one that was checked.
    private static bool StaysBelow(string path) =>
        !path.StartsWith('/') && !path.Contains('\\') && !path.Any(character => character <= ' ')
        && !path.Contains("..", StringComparison.Ordinal) && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)
        && Array.TrueForAll(
            Roots, root => Uri.TryCreate(root, path.Replace("{model}", "m", StringComparison.Ordinal), out var whole) && root.IsBaseOf(whole));

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
}
