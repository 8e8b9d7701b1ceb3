using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Http;

/// <summary>Looks at the caller's key. Any is good, but those that say they are not: <c>bad-…</c> and <c>noquota-…</c>.</summary>
internal static class KeyCheck
{
    public static ApiError? Check(HttpRequest request, ProviderProfile profile, out string key)
    {
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
            return new ApiError(ErrorKind.MissingKey, $"You didn't provide an API key. You need to provide your API key in {how}.");
        }

        if (key.StartsWith("bad-", StringComparison.Ordinal))
            return new ApiError(ErrorKind.BadKey, profile.Key == KeyStyle.XApiKeyHeader ? "invalid x-api-key" : $"Incorrect API key provided: {SecretMask.Mask(key)}.");
        return key.StartsWith("noquota-", StringComparison.Ordinal) ? new ApiError(ErrorKind.Quota, ScriptedErrors.QuotaMessage) : null;
    }
}
