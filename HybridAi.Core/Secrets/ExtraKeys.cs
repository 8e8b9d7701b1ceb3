namespace HybridAi.Core.Secrets;

/// <summary>The names of providers' extra keys beside their own, by which they are stored: <c>provider/key</c>.</summary>
public static class ExtraKeys
{
    /// <summary>What an extra key is stored under.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="key">The key's name; it has no slash.</param>
    public static string StoredName(string provider, string key) => $"{provider}/{key}";

    /// <summary>The names of a provider's extra keys, in order.</summary>
    /// <param name="stored">The names of all keys.</param>
    /// <param name="provider">The provider's name.</param>
    public static IReadOnlyList<string> Of(IEnumerable<string> stored, string provider) =>
        [.. stored.Where(name => name.Length > provider.Length && name[provider.Length] == '/' && name.StartsWith(provider, StringComparison.Ordinal))
            .Select(name => name[(provider.Length + 1)..]).Order(StringComparer.Ordinal)];
}
