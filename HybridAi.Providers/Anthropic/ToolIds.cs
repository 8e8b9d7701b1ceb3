using System.Buffers;

namespace HybridAi.Providers.Anthropic;

/// <summary>Ids of tool calls that other providers made, as Anthropic takes them.</summary>
internal static class ToolIds
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>An id of letters, digits, hyphens and underscores: Anthropic refuses others. The same id is always made the same.</summary>
    public static string Clean(string id) => !id.AsSpan().ContainsAnyExcept(Allowed) && id.Length > 0
        ? id
        : id.Length == 0 ? "call" : string.Create(id.Length, id, static (clean, given) =>
        {
            for (var i = 0; i < clean.Length; i++)
                clean[i] = Allowed.Contains(given[i]) ? given[i] : '_';
        });
}
