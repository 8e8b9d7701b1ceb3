using System.Buffers;
using System.Text.Json;

namespace HybridAi.Gateway.Errors;

/// <summary>
/// How OpenAI's responses API tells errors: as the other OpenAI APIs do, but in a stream as an <c>error</c> event of its own,
/// <c>{"type":"error","sequence_number","code","message","param"}</c>.
/// </summary>
internal sealed class ResponsesErrorShape : IErrorShape
{
    public static readonly ResponsesErrorShape Instance = new();

    public string Format => OpenAiErrorShape.Instance.Format;

    public int StatusOf(GatewayError error) => OpenAiErrorShape.Instance.StatusOf(error);

    public ReadOnlyMemory<byte> Body(GatewayError error, Guid? requestId) => OpenAiErrorShape.Instance.Body(error, requestId);

    public byte[] StreamEvent(GatewayError error, Guid? requestId) => StreamEvent(error, requestId, 0);

    public byte[] StreamEvent(GatewayError error, Guid? requestId, int sequence)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        WriteEvent(error, sequence, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the event that ends a stream.</summary>
    public static void WriteEvent(GatewayError error, int sequence, IBufferWriter<byte> output)
    {
        var (_, type, code) = OpenAiErrorShape.Of(error);
        output.Write("event: error\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, ErrorWriter.Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteNumber("sequence_number", sequence);
            json.WriteString("code", code ?? type);
            json.WriteString("message", ErrorWriter.MessageOf(error));
            json.WriteString("param", error.Param);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
