using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Translation;

namespace HybridAi.Gateway.Dialects.Embeddings;

/// <summary>OpenAI's request for embeddings, as far as translation needs it.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="IsTokens">Whether the input is given as token numbers, which mean something to one tokenizer only.</param>
/// <param name="IsBase64">Whether the vectors are wanted as base64 of little-endian floats.</param>
/// <param name="Lost">Fields that nobody else has.</param>
internal sealed record EmbeddingsBody(EmbeddingsRequest Request, bool IsTokens, bool IsBase64, IReadOnlyList<ExtraField> Lost)
{
    // OpenAI's own limit.
    private const int MostTexts = 2048;

    public static GatewayError? TryRead(ReadOnlyMemory<byte> body, out EmbeddingsBody? result) => BodyReader.Read(body, Read, out result);

    private static EmbeddingsBody Read(JsonFields fields)
    {
        fields.RequiredText("model");
        fields.Any("hybridai");
        var texts = new List<string>();
        var isTokens = false;
        if (fields.Any("input") is not { } input)
            fields.Missing("input");
        else if (input.ValueKind == JsonValueKind.String)
            texts.Add(input.GetString()!);
        else if (input.ValueKind != JsonValueKind.Array || input.GetArrayLength() is 0 or > MostTexts)
            fields.Fail("input", $"must be a text or a list of 1 to {MostTexts} texts");
        else
            isTokens = ReadList(fields, input, texts);
        if (!isTokens && texts.Contains(""))
            fields.Fail("input", "must not hold an empty text");
        var format = fields.Text("encoding_format");
        if (format is not (null or "float" or "base64"))
            fields.Fail("encoding_format", "must be 'float' or 'base64'");
        var request = new EmbeddingsRequest(texts) { Dimensions = fields.Integer("dimensions", 1), InputType = fields.Text("input_type") };
        return new EmbeddingsBody(request, isTokens, format == "base64", fields.Rest());
    }

    private static bool ReadList(JsonFields fields, JsonElement input, List<string> texts)
    {
        var isTokens = input[0].ValueKind is JsonValueKind.Number or JsonValueKind.Array;
        foreach (var item in input.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && !isTokens)
                texts.Add(item.GetString()!);
            else if (!isTokens || item.ValueKind is not (JsonValueKind.Number or JsonValueKind.Array))
            {
                fields.Fail("input", "must be a text, a list of texts, or token numbers");
                break;
            }
        }

        return isTokens;
    }
}
