using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>
/// Translates to and from Gemini's <c>models/{model}:batchEmbedContents</c>: one request of the batch for each text, since several
/// parts of one request become one vector (npm <c>@google/genai</c> 3.1.0).
/// </summary>
/// <remarks>"At most 100 requests can be in one batch."</remarks>
internal sealed class GeminiEmbeddings() : EmbeddingsTranslator(mostTexts: 100)
{
    /// <inheritdoc />
    protected override void WriteMembers(Utf8JsonWriter output, EmbeddingsRequest request, ChatTarget target)
    {
        var task = request.InputType switch
        {
            null => null,
            "search_document" => "RETRIEVAL_DOCUMENT",
            "search_query" => "RETRIEVAL_QUERY",
            var type => type.ToUpperInvariant(),
        };
        output.WriteStartArray("requests");
        foreach (var text in request.Texts)
            WriteRequest(output, text, $"models/{target.Model}", task, request.Dimensions);
        output.WriteEndArray();
    }

    /// <inheritdoc />
    protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EmbeddingsAnswer answer)
    {
        var (isVectors, isUsage) = (reader.Is("embeddings"u8), reader.Is("usageMetadata"u8));
        reader.Read();
        if (isVectors && reader.TokenType == JsonTokenType.StartArray)
            return ReadVectors(ref reader, body, answer);
        if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            ReadUsage(ref reader, answer);
        else
            reader.Skip();
        return true;
    }

    private static void WriteRequest(Utf8JsonWriter output, string text, string model, string? task, int? dimensions)
    {
        output.WriteStartObject();
        output.WriteString("model", model);
        output.WriteStartObject("content");
        output.WriteString("role", "user");
        output.WriteStartArray("parts");
        output.WriteStartObject();
        output.WriteString("text", text);
        output.WriteEndObject();
        output.WriteEndArray();
        output.WriteEndObject();
        if (task is not null)
            output.WriteString("taskType", task);
        if (dimensions is { } length)
            output.WriteNumber("outputDimensionality", length);
        output.WriteEndObject();
    }

    private static bool ReadVectors(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EmbeddingsAnswer answer)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                return false;
            var before = answer.Vectors.Count;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isValues = reader.Is("values"u8);
                reader.Read();
                if (!isValues)
                    reader.Skip();
                else if (!answer.TryAdd(ref reader, body))
                    return false;
            }

            if (answer.Vectors.Count != before + 1)
                return false;
        }

        return true;
    }

    private static void ReadUsage(ref Utf8JsonReader reader, EmbeddingsAnswer answer)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTokens = reader.Is("promptTokenCount"u8);
            reader.Read();
            if (isTokens && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var tokens) && tokens is >= 0 and < int.MaxValue)
                answer.Usage = new TokenUsage { Input = tokens };
            else
                reader.Skip();
        }
    }
}
