using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Ids and arguments of tool calls that other providers made, as Anthropic takes them.</summary>
internal static class ToolIds
{
    // The arguments stand deeper in this body than in the one that they came in.
    private const int DeepestArguments = BodyScan.MaxDepth - 16;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>An id of letters, digits, hyphens and underscores: Anthropic refuses others. The same id is always made the same.</summary>
    public static string Clean(string id) => !id.AsSpan().ContainsAnyExcept(Allowed) && id.Length > 0
        ? id
        : id.Length == 0 ? "call" : string.Create(id.Length, id, static (clean, given) =>
        {
            for (var i = 0; i < clean.Length; i++)
                clean[i] = Allowed.Contains(given[i]) ? given[i] : '_';
        });

    /// <summary>Whether arguments are a JSON object and nothing else.</summary>
    public static bool IsObject(Verbatim arguments)
    {
        var reader = new Utf8JsonReader(arguments.Utf8.Span, new JsonReaderOptions { MaxDepth = DeepestArguments });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
