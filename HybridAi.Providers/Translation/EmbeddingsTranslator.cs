using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Translation;

/// <summary>What the formats' embeddings share: the limits that are checked before, the frame of the body, the walk through the answer.</summary>
/// <param name="mostTexts">The most texts of one request.</param>
internal abstract class EmbeddingsTranslator(int mostTexts) : IEmbeddingsTranslator
{
    private static readonly string[] InputTypes = ["classification", "clustering", "search_document", "search_query"];

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc />
    public ChatBody? Write(EmbeddingsRequest request, ChatTarget target, TranslationReport report)
    {
        if (request.Texts.Count > mostTexts)
            report.Refuse("input", $"{report.Target} takes at most {mostTexts} texts at once; send {request.Texts.Count} in several requests.");
        if (request.InputType is { } type && !InputTypes.Contains(type))
            report.Refuse("input_type", $"{report.Target} takes an 'input_type' of {string.Join(", ", InputTypes)}.");
        if (!report.IsPossible)
            return null;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var output = new Utf8JsonWriter(buffer, Writing))
        {
            output.WriteStartObject();
            WriteMembers(output, request, target);
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
                if (!ReadMember(ref reader, body, answer))
                    return "a vector is not a list of numbers";
            }

            reader.Read();
            return null;
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }
    }

    /// <summary>Writes the members of the body.</summary>
    protected abstract void WriteMembers(Utf8JsonWriter output, EmbeddingsRequest request, ChatTarget target);

    /// <summary>Reads a member of the answer.</summary>
    /// <param name="reader">Stands at its name; afterwards at the last token of its value.</param>
    /// <param name="body">What it reads.</param>
    /// <param name="answer">Gets what it says.</param>
    /// <returns>False if a vector is no list of numbers.</returns>
    protected abstract bool ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, EmbeddingsAnswer answer);
}
