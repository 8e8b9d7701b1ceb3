using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>
/// Writes a stream in Anthropic's grammar: <c>message_start</c>, blocks one after the other, <c>message_delta</c>, <c>message_stop</c>.
/// Of several choices only the first is written. The message's start waits for the first content, so that it can tell the input's tokens.
/// </summary>
internal sealed class MessagesStream(DialectContext context) : IDialectStream
{
    private readonly ArrayBufferWriter<byte> _nowhere = new(1);
    private readonly List<ExtraField> _extra = [];
    private MessagesStreamWriter? _writer;
    private MessagesBlockWriter? _blocks;
    private ResponseHead _head = new("", "");
    private TokenUsage _usage;
    private ChatFinish? _finish;
    private bool _begun;

    public void Write(ChatEvent next, IBufferWriter<byte> output)
    {
        _writer ??= new MessagesStreamWriter(_nowhere);
        _writer.Target(output);
        switch (next)
        {
            case ChatEvent.Started started:
                _head = started.Head;
                break;
            case ChatEvent.UsageReported reported:
                _usage = reported.Usage.Tokens;
                break;
            case ChatEvent.FieldAdded { Choice: null } added:
                _extra.RemoveAll(field => field.Path == added.Field.Path);
                _extra.Add(added.Field);
                break;
            case ChatEvent.PartEvent { Choice: 0 } part:
                Begin();
                _blocks!.Write(part);
                break;
            case ChatEvent.ChoiceFinished { Choice: 0 } finished:
                Begin();
                _finish = finished.Finish;
                break;
            case ChatEvent.Ended:
                Begin();
                End();
                break;
        }
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => output.Write(AnthropicErrorShape.Instance.StreamEvent(error, context.RequestId));

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        _blocks = new MessagesBlockWriter(_writer!);
        var json = _writer!.Begin("message_start"u8);
        json.WriteStartObject("message"u8);
        MessagesEnvelope.WriteHead(json, _head);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        MessagesEnvelope.WriteEnd(json, null, _extra);
        json.WritePropertyName("usage"u8);
        MessagesUsage.Write(json, _usage, _head.ServiceTier, _extra);
        json.WriteEndObject();
        _writer.End();
    }

    private void End()
    {
        var json = _writer!.Begin("message_delta"u8);
        json.WriteStartObject("delta"u8);
        MessagesEnvelope.WriteEnd(json, _finish, _extra);
        json.WriteEndObject();
        json.WritePropertyName("usage"u8);
        MessagesUsage.WriteDelta(json, _usage, _extra);
        _writer.End();
        _writer.Begin("message_stop"u8);
        _writer.End();
    }
}
