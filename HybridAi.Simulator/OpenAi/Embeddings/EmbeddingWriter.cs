using System.Runtime.InteropServices;
using System.Text.Json;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Embeddings;

/// <summary>Writes the answer to an embedding request.</summary>
internal static class EmbeddingWriter
{
    public static void Write(Utf8JsonWriter json, ProviderProfile profile, EmbeddingRequest request, string id, long nanoDollars)
    {
        json.WriteStartObject();
        if (profile.EmbeddingsHaveId)
            json.WriteString("id"u8, id);
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            json.WritePropertyName("embedding"u8);
            WriteVector(json, request, Embedder.Embed(request.Inputs[i], request.Model.Catalog.Id, request.Dimensions));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, request.Model.AnswerName);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, request.Tokens);
        json.WriteNumber("total_tokens"u8, request.Tokens);
        if (profile.EmbeddingsHaveId)
            json.WriteNumber("completion_tokens"u8, 0);
        if (profile.Usage.HasFlag(UsageParts.Cost))
            json.WriteNumber("cost"u8, nanoDollars / 1_000_000_000m);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, EmbeddingRequest request, float[] vector)
    {
        if (request.DataType != "float")
        {
            var bytes = Quantize(vector, request.DataType);
            if (request.Base64)
                json.WriteBase64StringValue(bytes);
            else
                WriteIntegers(json, bytes, signed: request.DataType is "int8" or "binary");
            return;
        }

        if (request.Base64)
        {
            json.WriteBase64StringValue(MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }

        json.WriteStartArray();
        foreach (var value in vector)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>A vector in bytes, or in bits packed into bytes.</summary>
    public static byte[] Quantize(float[] vector, string type)
    {
        if (type is "int8" or "uint8")
        {
            var most = vector.Max(MathF.Abs);
            return [.. vector.Select(value => (byte)(int)MathF.Round((value / most * 127) + (type == "uint8" ? 128 : 0)))];
        }

        var bits = new byte[(vector.Length + 7) / 8];
        for (var i = 0; i < vector.Length; i++)
        {
            if (vector[i] > 0)
                bits[i / 8] |= (byte)(0x80 >> (i % 8));
        }

        // Signed packed bits are offset by 128.
        return type == "ubinary" ? bits : [.. bits.Select(value => (byte)(value - 128))];
    }

    private static void WriteIntegers(Utf8JsonWriter json, byte[] values, bool signed)
    {
        json.WriteStartArray();
        foreach (var value in values)
            json.WriteNumberValue(signed ? (sbyte)value : value);
        json.WriteEndArray();
    }
}
