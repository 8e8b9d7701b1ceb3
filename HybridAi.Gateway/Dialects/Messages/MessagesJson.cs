using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.Messages;

[JsonSerializable(typeof(string))]
internal sealed partial class MessagesJson : JsonSerializerContext
{
    /// <summary>Whether something is JSON, and an object.</summary>
    public static bool IsObject(Verbatim text)
    {
        var reader = new Utf8JsonReader(text.Utf8.Span, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
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
