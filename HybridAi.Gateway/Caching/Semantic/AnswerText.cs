using System.Text;
using System.Text.Json;
using HybridAi.Core.Caching;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// What an answer says, to compare it with another one of the same API: its texts, its refusals, and what it asks tools for, one after the other. A stream's are the same as a whole answer's, put together, though
/// an API that repeats them at the end has them twice: both answers have.
/// </summary>
internal static class AnswerText
{
    /// <summary>Reads it.</summary>
    /// <returns>The text; empty if there is none, or the answer cannot be read.</returns>
    public static string Of(CachedAnswer answer)
    {
        var text = new StringBuilder();
        if (!answer.Streamed)
            Add(answer.Body.Span, text);
        else
        {
            foreach (var range in answer.Body.Span.Split((byte)'\n'))
            {
                var line = answer.Body.Span[range];
                if (line.StartsWith("data:"u8))
                    Add(line["data:"u8.Length..].Trim((byte)' ').TrimEnd((byte)'\r'), text);
            }
        }

        return text.ToString();
    }

    private static void Add(ReadOnlySpan<byte> json, StringBuilder text)
    {
        var before = text.Length;
        try
        {
            var reader = new Utf8JsonReader(json);
            var counts = false;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    counts = IsText(ref reader);
                else if (reader.TokenType == JsonTokenType.String && counts)
                    text.Append(reader.GetString());
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // "[DONE]", or half of a surrogate pair.
            text.Length = before;
        }
    }

    // The names that the three dialects have for what is said. Where one of them holds an object, the names in that decide.
    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("content"u8) || reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("refusal"u8)
        || reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("partial_json"u8);
}
