using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>Translates to and from Cohere's <c>POST /v2/embed</c> (Cohere OpenAPI file of August 2026).</summary>
internal sealed class CohereEmbeddings : IEmbeddingsTranslator
{
    // "total number of texts must be at most 96" (Cohere's errors page).
    private const int MostTexts = 96;

    private static readonly string[] InputTypes = ["search_document", "search_query", "classification", "clustering"];

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public ChatBody? Write(EmbeddingsRequest request, ChatTarget target, TranslationReport report)
    {
        if (request.Texts.Count > MostTexts)
            report.Refuse("input", $"{report.Target} takes at most {MostTexts} texts at once; send {request.Texts.Count} in several requests.");
        if (request.InputType is { } type && !InputTypes.Contains(type))
            report.Refuse("input_type", $"{report.Target} takes an 'input_type' of {string.Join(", ", InputTypes)}.");
        if (!report.IsPossible)
            return null;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var output = new Utf8JsonWriter(buffer, Writing))
        {
            output.WriteStartObject();
            output.WriteString("model", target.Model);
            // It is required; what is not said is taken for what most vectors are made for.
            output.WriteString("input_type", request.InputType ?? "search_document");
            output.WriteStartArray("texts");
            foreach (var text in request.Texts)
                output.WriteStringValue(text);
            output.WriteEndArray();
            output.WriteStartArray("embedding_types");
            output.WriteStringValue("float");
            output.WriteEndArray();
            if (request.Dimensions is { } dimensions)
                output.WriteNumber("output_dimension", dimensions);
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
            while (CohereJson.NextName(ref reader))
            {
                if (reader.Is("embeddings"u8))
                {
                    if (!ReadVectors(ref reader, body, answer))
                        return "a vector is not a list of numbers";
                }
                else if (reader.Is("meta"u8))
                    ReadMeta(ref reader, answer);
                else
                    CohereJson.Pass(ref reader);
            }

            reader.Read();
            return null;
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }
    }

    private static bool ReadVectors(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EmbeddingsAnswer answer)
    {
        if (!CohereJson.Enter(ref reader))
            return true;
        while (CohereJson.NextName(ref reader))
        {
            var isFloat = reader.Is("float"u8);
            reader.Read();
            if (!isFloat || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (!answer.TryAdd(ref reader, body))
                    return false;
            }
        }

        return true;
    }

    private static void ReadMeta(ref Utf8JsonReader reader, EmbeddingsAnswer answer)
    {
        if (!CohereJson.Enter(ref reader))
            return;
        while (CohereJson.NextName(ref reader))
        {
            if (!reader.Is("billed_units"u8))
                CohereJson.Pass(ref reader);
            else if (CohereJson.Enter(ref reader))
            {
                while (CohereJson.NextName(ref reader))
                {
                    if (reader.Is("input_tokens"u8))
                        answer.Usage = CohereJson.Count(ref reader) is { } tokens ? new TokenUsage { Input = tokens } : answer.Usage;
                    else
                        CohereJson.Pass(ref reader);
                }
            }
        }
    }
}
