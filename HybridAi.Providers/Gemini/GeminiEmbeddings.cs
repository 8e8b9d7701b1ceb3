using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>
/// Translates to and from Gemini's <c>models/{model}:batchEmbedContents</c>: one request of the batch for each text, since several
/// parts of one request become one vector (npm <c>@google/genai</c> 3.1.0).
/// </summary>
internal sealed class GeminiEmbeddings : IEmbeddingsTranslator
{
    // "At most 100 requests can be in one batch."
    private const int MostTexts = 100;

    private static readonly FrozenDictionary<string, string> TaskTypes = new Dictionary<string, string>
    {
        ["search_document"] = "RETRIEVAL_DOCUMENT", ["search_query"] = "RETRIEVAL_QUERY", ["classification"] = "CLASSIFICATION", ["clustering"] = "CLUSTERING",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public ChatBody? Write(EmbeddingsRequest request, ChatTarget target, TranslationReport report)
    {
        string? task = null;
        if (request.Texts.Count > MostTexts)
            report.Refuse("input", $"{report.Target} takes at most {MostTexts} texts at once; send {request.Texts.Count} in several requests.");
        if (request.InputType is { } type && !TaskTypes.TryGetValue(type, out task))
            report.Refuse("input_type", $"{report.Target} takes an 'input_type' of {string.Join(", ", TaskTypes.Keys.Order(StringComparer.Ordinal))}.");
        if (!report.IsPossible)
            return null;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var output = new Utf8JsonWriter(buffer, Writing))
        {
            output.WriteStartObject();
            output.WriteStartArray("requests");
            foreach (var text in request.Texts)
                WriteRequest(output, text, $"models/{target.Model}", task, request.Dimensions);
            output.WriteEndArray();
            output.WriteEndObject();
        }

        return new ChatBody(buffer.WrittenMemory);
    }

    /// <inheritdoc />
    public string? ReadAnswer(ReadOnlySpan<byte> body, EmbeddingsAnswer answer)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isVectors, isUsage) = (reader.Is("embeddings"u8), reader.Is("usageMetadata"u8));
                reader.Read();
                if (isVectors && reader.TokenType == JsonTokenType.StartArray)
                {
                    if (!ReadVectors(ref reader, body, answer))
                        return "a vector is not a list of numbers";
                }
                else if (isUsage && reader.TokenType == JsonTokenType.StartObject)
                    ReadUsage(ref reader, answer);
                else
                    reader.Skip();
            }

            reader.Read();
            return null;
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }
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
