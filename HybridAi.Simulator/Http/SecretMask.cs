namespace HybridAi.Simulator.Http;

/// <summary>Hides secrets in what is logged and said.</summary>
internal static class SecretMask
{
    private const string KeyParameter = "key=";

    private static readonly HashSet<string> Secret = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key", "cookie",
    };

    /// <summary>All but the last four characters, and of short secrets nothing.</summary>
    public static string Mask(string secret) => secret.Length >= 12 ? $"***{secret[^4..]}" : "***";

    public static KeyValuePair<string, string>[] MaskHeaders(IHeaderDictionary headers)
    {
        var masked = new KeyValuePair<string, string>[headers.Count];
        var index = 0;
        foreach (var (name, values) in headers)
            masked[index++] = new(name, Secret.Contains(name) ? MaskCredentials(values.ToString()) : values.ToString());
        return masked;
    }

    /// <summary>A query with the value of <c>key</c> hidden.</summary>
    public static string MaskQuery(string? query)
    {
        if (query is not { Length: > 1 })
            return "";
        var parts = query[1..].Split('&');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith(KeyParameter, StringComparison.OrdinalIgnoreCase))
                parts[i] = KeyParameter + Mask(parts[i][KeyParameter.Length..]);
        }

        return $"?{string.Join('&', parts)}";
    }

    private static string MaskCredentials(string value)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? $"{value[..space]} {Mask(value[(space + 1)..])}" : Mask(value);
    }
}
