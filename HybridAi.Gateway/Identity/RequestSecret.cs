namespace HybridAi.Gateway.Identity;

/// <summary>Finds the API key that a request carries.</summary>
public static class RequestSecret
{
    private const string Scheme = "Bearer ";

    /// <summary>The headers that it can be in.</summary>
    public static readonly string[] Headers = ["Authorization", "x-api-key"];

    /// <summary>Reads <c>Authorization: Bearer …</c>, or <c>x-api-key</c>, which Anthropic's clients send.</summary>
    /// <returns>The key as a part of the header, or nothing.</returns>
    public static ReadOnlySpan<char> Find(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization;
        if (authorization.Count == 1 && authorization[0].AsSpan().TrimStart() is var value
            && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return value[Scheme.Length..].Trim();
        var key = headers["x-api-key"];
        return key.Count == 1 ? key[0].AsSpan().Trim() : default;
    }
}
