using System.Text.Json;

namespace HybridAi.Providers.Wire;

/// <summary>Recognises an error where an answer should be: some providers report one with status 200.</summary>
public static class ErrorBody
{
    /// <summary>Whether a body is a JSON object with an <c>error</c> that says something; its format reads what.</summary>
    /// <param name="body">The body, whatever it is.</param>
    public static bool IsError(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            var found = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isError = reader.Is("error"u8);
                reader.Read();
                found |= isError && reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
                reader.Skip();
            }

            return found;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
