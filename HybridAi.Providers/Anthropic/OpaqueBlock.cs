using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Puts the input that a server tool's call got in pieces into its block.</summary>
internal static class OpaqueBlock
{
    /// <summary>A block with its input; as it is if no input came, or one that is no JSON.</summary>
    public static Verbatim WithInput(Verbatim block, ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty || !IsJson(input))
            return block;
        var buffer = new ArrayBufferWriter<byte>(block.Utf8.Length + input.Length);
        using var document = JsonDocument.Parse(block.Utf8, new JsonDocumentOptions { MaxDepth = BodyScan.MaxDepth });
        using (var json = new Utf8JsonWriter(buffer, AnthropicJson.Options))
        {
            json.WriteStartObject();
            foreach (var field in document.RootElement.EnumerateObject())
            {
                if (!field.NameEquals("input"))
                    field.WriteTo(json);
            }

            json.WritePropertyName("input");
            json.WriteRawValue(input, skipInputValidation: true);
            json.WriteEndObject();
        }

        return new Verbatim(buffer.WrittenMemory);
    }

    private static bool IsJson(ReadOnlySpan<byte> input)
    {
        var reader = new Utf8JsonReader(input, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
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
