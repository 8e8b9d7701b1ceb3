using System.Buffers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Anthropic.Messages;

/// <summary>A message as a stream: <c>message_start</c>, the blocks, <c>message_delta</c>, <c>message_stop</c>, and a <c>ping</c> now and then.</summary>
internal sealed class MessageStream(Exchange exchange, MessageAnswer message, CallPlan plan, Pace pace, Bill bill)
    : PacedStream(exchange, message.Answer, plan, pace, bill)
{
    private readonly List<MessagePiece> _pieces = MessagePiece.Cut(message.Blocks);
    private readonly bool _waits = !pace.Immediate;

    protected override int Count => _pieces.Count;

    protected override bool HeadComesFirst => true;

    protected override (int Reasoning, int Visible) TokensOf(int piece) => (_pieces[piece].Reasoning, _pieces[piece].Visible);

    protected override void WriteHead()
    {
        EventWriter.Begin(Buffer, "message_start").WritePropertyName("message"u8);
        MessageWriter.WriteStart(Buffer.Json, message, withUsage: !Plan.OmitUsage);
        EventWriter.End(Buffer);
    }

    protected override bool WriteKeepAlive()
    {
        if (_waits)
            WritePing();
        return _waits;
    }

    protected override void WritePiece(int piece)
    {
        var at = _pieces[piece];
        switch (at.Kind)
        {
            case MessagePieceKind.BlockStart:
                BeginBlockEvent("content_block_start", at.Block);
                Buffer.Json.WritePropertyName("content_block"u8);
                MessageWriter.WriteBlock(Buffer.Json, message.Blocks[at.Block], whole: false);
                EventWriter.End(Buffer);
                if (at.Block == 0)
                    WritePing();
                break;
            case MessagePieceKind.BlockStop:
                BeginBlockEvent("content_block_stop", at.Block);
                EventWriter.End(Buffer);
                break;
            case MessagePieceKind.MessageDelta:
                WriteMessageDelta();
                break;
            default:
                WriteDelta(at);
                break;
        }
    }

    protected override void WriteTail()
    {
        if (Plan.OmitDone)
            return;
        EventWriter.Begin(Buffer, "message_stop");
        EventWriter.End(Buffer);
    }

    protected override void WriteMalformed() => Buffer.Bytes.Write(
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\"\n\n"u8);

    protected override void WriteError(ApiError error)
    {
        EventWriter.BeginRaw(Buffer, "error");
        Profile.Errors.Write(Buffer.Json, error with { RequestId = Exchange.Entry.RequestId });
        EventWriter.EndRaw(Buffer);
    }

    private void WriteDelta(in MessagePiece piece)
    {
        var (type, member) = piece.Kind switch
        {
            MessagePieceKind.Signature => ("signature_delta", "signature"),
            MessagePieceKind.Citation => ("citations_delta", "citation"),
            _ => message.Blocks[piece.Block].Kind switch
            {
                BlockKind.Thinking => ("thinking_delta", "thinking"),
                BlockKind.ToolUse => ("input_json_delta", "partial_json"),
                _ => ("text_delta", "text"),
            },
        };
        BeginBlockEvent("content_block_delta", piece.Block);
        Buffer.Json.WriteStartObject("delta"u8);
        Buffer.Json.WriteString("type"u8, type);
        if (piece.Kind == MessagePieceKind.Citation)
        {
            Buffer.Json.WritePropertyName(member);
            MessageWriter.WriteCitation(Buffer.Json, message.Blocks[piece.Block].Cites!);
        }
        else
        {
            Buffer.Json.WriteString(member, piece.Text);
        }

        Buffer.Json.WriteEndObject();
        EventWriter.End(Buffer);
    }

    private void WriteMessageDelta()
    {
        var json = EventWriter.Begin(Buffer, "message_delta");
        json.WriteStartObject("delta"u8);
        MessageWriter.WriteStop(json, message);
        json.WriteEndObject();
        if (!Plan.OmitUsage)
        {
            json.WritePropertyName("usage"u8);
            MessageWriter.WriteFinalUsage(json, message, Reasoning, Visible);
        }

        EventWriter.End(Buffer);
    }

    private void WritePing()
    {
        EventWriter.Begin(Buffer, "ping");
        EventWriter.End(Buffer);
    }

    private void BeginBlockEvent(string name, int block) => EventWriter.Begin(Buffer, name).WriteNumber("index"u8, block);
}
