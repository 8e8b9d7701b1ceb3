namespace HybridAi.Gateway.Identity;

/// <summary>Finds the API key that a request carries.</summary>
public static class RequestSecret
{
    private const string Scheme = "Bearer ";

    /// <summary>The headers that it can be in.</summary>
    public static readonly string[] Headers = ["Authorization", "x-api-key"];

    /// <summary>Reads <c>Authorization: Bearer …</c>, or <c>x-api-key</c>, which Anthropic's clients send.</summary>
    /// <returns>The key as a part of the header, or nothing.</returns>
    public static ReadOnlySpan<char> Find(IHeaderDictionary headers) => Find(headers, out _);

    /// <summary>The same, and which header it stands in; null if there is none.</summary>
    internal static ReadOnlySpan<char> Find(IHeaderDictionary headers, out string? header)
    {
        var authorization = headers.Authorization;
        header = authorization.Count == 1 ? authorization[0] : null;
        if (header.AsSpan().TrimStart() is var value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return value[Scheme.Length..].Trim();
        var key = headers["x-api-key"];
        header = key.Count == 1 ? key[0] : null;
        return header.AsSpan().Trim();
    }
}
