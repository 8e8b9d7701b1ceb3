using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>Translates to and from Cohere's <c>POST /v2/embed</c> (Cohere OpenAPI file of August 2026).</summary>
/// <remarks>"total number of texts must be at most 96" (Cohere's errors page).</remarks>
internal sealed class CohereEmbeddings() : EmbeddingsTranslator(mostTexts: 96)
{
    /// <inheritdoc />
    protected override void WriteMembers(Utf8JsonWriter output, EmbeddingsRequest request, ChatTarget target)
    {
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
    }

    /// <inheritdoc />
    protected override bool ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EmbeddingsAnswer answer)
    {
        if (reader.Is("embeddings"u8))
            return ReadVectors(ref reader, body, answer);
        if (reader.Is("meta"u8))
            ReadMeta(ref reader, answer);
        else
            CohereJson.Pass(ref reader);
        return true;
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
