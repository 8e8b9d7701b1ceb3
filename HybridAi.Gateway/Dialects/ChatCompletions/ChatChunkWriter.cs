using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Writes single chunks: the head that all of them share, one choice's delta, and what belongs behind it.</summary>
internal sealed class ChatChunkWriter(DialectContext context)
{
    private const string Fingerprint = "system_fingerprint";

    private readonly Utf8JsonWriter _json = new(Stream.Null, ChatJson.Options);
    private readonly List<ExtraField> _pending = [];
    private JsonEncodedText _id;
    private JsonEncodedText _model;
    private long _created;
    private string? _tier;
    private Verbatim _fingerprint;
    private IBufferWriter<byte>? _output;

    public void To(IBufferWriter<byte> output) => _output = output;

    public void Begin(ResponseHead head)
    {
        _id = JsonEncodedText.Encode(ChatJson.IdOf(head, context), ChatJson.Options.Encoder);
        _model = JsonEncodedText.Encode(head.Model, ChatJson.Options.Encoder);
        _created = ChatJson.CreatedOf(head, context);
        _tier = head.ServiceTier;
    }

    /// <summary>Takes a field of the response for the next chunk; the fingerprint for all.</summary>
    public void Keep(ExtraField field)
    {
        if (field.Path == Fingerprint)
            _fingerprint = field.Json;
        else
            _pending.Add(field);
    }

    /// <summary>Begins a chunk of a choice; the caller writes into its delta.</summary>
    public Utf8JsonWriter Open(int choice)
    {
        WriteHead();
        _json.WriteStartArray("choices");
        _json.WriteStartObject();
        _json.WriteNumber("index", choice);
        _json.WriteStartObject("delta");
        return _json;
    }

    /// <summary>Ends it.</summary>
    public void Close(string? finishReason = null, IReadOnlyList<TokenLogprob>? content = null, IReadOnlyList<TokenLogprob>? refusal = null, List<ExtraField>? extra = null)
    {
        _json.WriteEndObject();
        if (content is not { Count: > 0 } && refusal is not { Count: > 0 })
            _json.WriteNull("logprobs");
        else
        {
            _json.WriteStartObject("logprobs");
            ChatJson.WriteTokens(_json, "content", content ?? []);
            ChatJson.WriteTokens(_json, "refusal", refusal ?? []);
            _json.WriteEndObject();
        }

        _json.WriteString("finish_reason", finishReason);
        foreach (var field in extra ?? [])
            _json.WriteRaw(field.Path, field.Json);
        _json.WriteEndObject();
        _json.WriteEndArray();
        if (context.Request.IncludeUsage)
            _json.WriteNull("usage");
        End();
    }

    public void WriteUsage(ReportedUsage usage, IReadOnlyList<ExtraField> extra)
    {
        WriteHead();
        _json.WriteStartArray("choices");
        _json.WriteEndArray();
        ChatJson.WriteUsage(_json, usage.Tokens, extra);
        End();
    }

    private void WriteHead()
    {
        _output!.Write("data: "u8);
        _json.Reset(_output!);
        _json.WriteStartObject();
        _json.WriteString("id", _id);
        _json.WriteString("object", "chat.completion.chunk");
        _json.WriteNumber("created", _created);
        _json.WriteString("model", _model);
        if (_tier is not null)
            _json.WriteString("service_tier", _tier);
        if (!_fingerprint.IsEmpty)
            _json.WriteRaw(Fingerprint, _fingerprint);
    }

    private void End()
    {
        foreach (var field in _pending)
            _json.WriteRaw(field.Path, field.Json);
        _pending.Clear();
        _json.WriteEndObject();
        _json.Flush();
        _output!.Write("\n\n"u8);
    }
}
