using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Translation;

/// <summary>Arguments of tool calls, which came as text and may be anything.</summary>
internal static class CallArguments
{
    // They stand deeper in the provider's body than in the one that they came in.
    private const int DeepestArguments = BodyScan.MaxDepth - 16;

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
