using System.Text.Encodings.Web;
using System.Text.Json;
using System.Buffers;

namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>The lines that a batch answers: those of the output file, or those of the error file.</summary>
internal sealed class BatchResults
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public bool IsEmpty => _bytes.WrittenCount == 0;

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>A request that was answered, well or with an error.</summary>
    public void Add(string id, string? customId, int status, string? requestId, byte[] body) => Write(id, customId, json =>
    {
        json.WriteStartObject("response"u8);
        json.WriteNumber("status_code"u8, status);
        if (requestId is not null)
            json.WriteString("request_id"u8, requestId);
        json.WritePropertyName("body"u8);
        json.WriteRawValue(body, skipInputValidation: true);
        json.WriteEndObject();
        json.WriteNull("error"u8);
    });

    /// <summary>A request that never was answered.</summary>
    public void AddUnanswered(string id, string? customId, string code, string message) => Write(id, customId, json =>
    {
        json.WriteNull("response"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    });

    private void Write(string id, string? customId, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(_bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("custom_id"u8, customId);
            write(json);
            json.WriteEndObject();
        }

        _bytes.Write("\n"u8);
    }
}
