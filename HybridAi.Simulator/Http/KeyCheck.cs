using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Http;

/// <summary>Looks at the caller's key. Any is good, but those that say they are not: <c>bad-…</c> and <c>noquota-…</c>.</summary>
internal static class KeyCheck
{
    public static ApiError? Check(HttpRequest request, ProviderProfile profile, out string key)
    {
        if (profile.Key == KeyStyle.Google)
            return CheckGoogle(request, out key);
        key = profile.Key switch
        {
            KeyStyle.ApiKeyHeader => request.Headers["api-key"].ToString(),
            KeyStyle.XApiKeyHeader => request.Headers["x-api-key"].ToString(),
            _ => "",
        };
        var authorization = request.Headers.Authorization.ToString();
        if (key.Length == 0 && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            key = authorization["Bearer ".Length..].Trim();
        if (key.Length == 0 && profile.Key != KeyStyle.Optional)
        {
            if (profile.Key == KeyStyle.XApiKeyHeader)
                return new ApiError(ErrorKind.MissingKey, "x-api-key header is required");
            var how = profile.Key == KeyStyle.ApiKeyHeader
                ? "an api-key header (api-key: YOUR_KEY)"
                : "an Authorization header using Bearer auth (Authorization: Bearer YOUR_KEY)";
            return new ApiError(ErrorKind.MissingKey, profile.MissingKeyMessage ?? $"You didn't provide an API key. You need to provide your API key in {how}.");
        }

        return Refuse(key, profile.Key == KeyStyle.XApiKeyHeader ? "invalid x-api-key" : $"Incorrect API key provided: {SecretMask.Mask(key)}.");
    }

    // A bearer token is another kind of identity there, and not enough without a key.
    private static ApiError? CheckGoogle(HttpRequest request, out string key)
    {
        key = request.Headers["x-goog-api-key"].ToString();
        if (key.Length == 0)
            key = request.Query["key"].ToString();
        if (key.Length > 0)
            return Refuse(key, "API key not valid. Please pass a valid API key.");
        return request.Headers.Authorization.Count > 0
            ? new ApiError(ErrorKind.MissingKey, "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.") { Status = 401 }
            : new ApiError(ErrorKind.MissingKey, "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.");
    }

    private static ApiError? Refuse(string key, string message)
    {
        if (key.StartsWith("bad-", StringComparison.Ordinal))
            return new ApiError(ErrorKind.BadKey, message);
        return key.StartsWith("noquota-", StringComparison.Ordinal) ? new ApiError(ErrorKind.Quota, ScriptedErrors.QuotaMessage) : null;
    }
}
