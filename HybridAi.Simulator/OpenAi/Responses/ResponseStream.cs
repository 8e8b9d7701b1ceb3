using System.Buffers;
using System.Text.Json;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>A response as a stream of numbered events.</summary>
internal sealed class ResponseStream(Exchange exchange, ResponseAnswer response, CallPlan plan, Pace pace, Bill bill, Action keep)
    : PacedStream(exchange, response.Answer, plan, pace, bill)
{
    private readonly List<ResponsePiece> _pieces = ResponsePiece.Cut(response.Status == "failed" ? [] : response.Items);
    private readonly ResponseWriter _writer = new(exchange.Profile, response, withUsage: !plan.OmitUsage);
    private int _sequence;

    protected override int Count => _pieces.Count;

    protected override bool HeadComesFirst => true;

    protected override (int Reasoning, int Visible) TokensOf(int piece) => (_pieces[piece].Reasoning, _pieces[piece].Visible);

    protected override void WriteHead()
    {
        WriteResponse("response.created", finished: false);
        WriteResponse("response.in_progress", finished: false);
    }

    protected override bool WriteKeepAlive() => false;

    protected override void WritePiece(int piece)
    {
        var at = _pieces[piece];
        switch (at.Kind)
        {
            case ResponsePieceKind.ItemAdded:
            case ResponsePieceKind.ItemDone:
                WriteItem(at);
                break;
            case ResponsePieceKind.End:
                keep();
                if (!Plan.OmitDone)
                    WriteResponse($"response.{response.Status}", finished: true);
                break;
            case ResponsePieceKind.SummaryPartAdded:
            case ResponsePieceKind.SummaryDelta:
            case ResponsePieceKind.SummaryDone:
            case ResponsePieceKind.SummaryPartDone:
                WriteSummary(at);
                break;
            default:
                WriteText(at);
                break;
        }
    }

    protected override void WriteMalformed() => Buffer.Bytes.Write(
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\"\n\n"u8);

    protected override void WriteError(ApiError error)
    {
        var json = Begin("error");
        json.WriteString("code"u8, Profile.Errors.RowFor(error).Type);
        json.WriteString("message"u8, error.Message);
        json.WriteString("param"u8, error.Param);
        EventWriter.End(Buffer);
    }

    private void WriteResponse(string name, bool finished)
    {
        Begin(name).WritePropertyName("response"u8);
        _writer.Write(Buffer.Json, finished);
        EventWriter.End(Buffer);
    }

    private void WriteItem(in ResponsePiece piece)
    {
        var done = piece.Kind == ResponsePieceKind.ItemDone;
        var json = Begin(done ? "response.output_item.done" : "response.output_item.added");
        json.WriteNumber("output_index"u8, piece.Item);
        json.WritePropertyName("item"u8);
        ItemWriter.Write(json, response.Request, response.Items[piece.Item], whole: done);
        EventWriter.End(Buffer);
    }

    private void WriteSummary(in ResponsePiece piece)
    {
        var text = response.Items[piece.Item].Summary[piece.Part];
        var (name, delta) = piece.Kind switch
        {
            ResponsePieceKind.SummaryPartAdded => ("response.reasoning_summary_part.added", false),
            ResponsePieceKind.SummaryDelta => ("response.reasoning_summary_text.delta", true),
            ResponsePieceKind.SummaryDone => ("response.reasoning_summary_text.done", false),
            _ => ("response.reasoning_summary_part.done", false),
        };
        var json = BeginInItem(name, piece.Item);
        json.WriteNumber("summary_index"u8, piece.Part);
        if (delta)
        {
            WriteDelta(json, piece.Text);
        }
        else if (piece.Kind == ResponsePieceKind.SummaryDone)
        {
            json.WriteString("text"u8, text);
        }
        else
        {
            json.WritePropertyName("part"u8);
            ItemWriter.WriteSummaryPart(json, piece.Kind == ResponsePieceKind.SummaryPartDone ? text : "");
        }

        EventWriter.End(Buffer);
    }

    private void WriteText(in ResponsePiece piece)
    {
        var item = response.Items[piece.Item];
        if (piece.Kind is ResponsePieceKind.PartAdded or ResponsePieceKind.PartDone)
        {
            var done = piece.Kind == ResponsePieceKind.PartDone;
            var part = BeginInItem(done ? "response.content_part.done" : "response.content_part.added", piece.Item);
            part.WriteNumber("content_index"u8, 0);
            part.WritePropertyName("part"u8);
            ItemWriter.WritePart(part, response.Request, item, whole: done);
            EventWriter.End(Buffer);
            return;
        }

        var (name, member) = Name(item);
        var isDelta = piece.Kind == ResponsePieceKind.Delta;
        var json = BeginInItem($"{name}.{(isDelta ? "delta" : "done")}", piece.Item);
        if (item.Kind != OutputKind.Call)
            json.WriteNumber("content_index"u8, 0);
        if (isDelta)
            WriteDelta(json, piece.Text);
        else
            json.WriteString(member, item.Text);
        if (item.Kind == OutputKind.Message)
            ItemWriter.WriteLogprobs(json, response.Request, isDelta ? piece.Text : item.Text);
        if (item.Call is { Custom: false } call && !isDelta)
            json.WriteString("name"u8, call.Name);
        EventWriter.End(Buffer);
    }

    private static (string Name, string Member) Name(OutputItem item) => item.Kind switch
    {
        OutputKind.Reasoning => ("response.reasoning_text", "text"),
        OutputKind.Refusal => ("response.refusal", "refusal"),
        OutputKind.Call => item.Call!.Custom ? ("response.custom_tool_call_input", "input") : ("response.function_call_arguments", "arguments"),
        _ => ("response.output_text", "text"),
    };

    private void WriteDelta(Utf8JsonWriter json, string text)
    {
        json.WriteString("delta"u8, text);
        if (response.Request.Chat.Obfuscate)
            json.WriteString("obfuscation"u8, "abcdefghijklmnop"u8[..(1 + (_sequence % 16))]);
    }

    private Utf8JsonWriter BeginInItem(string name, int item)
    {
        var json = Begin(name);
        json.WriteString("item_id"u8, response.Items[item].Id);
        json.WriteNumber("output_index"u8, item);
        return json;
    }

    private Utf8JsonWriter Begin(string name)
    {
        var json = EventWriter.Begin(Buffer, name);
        json.WriteNumber("sequence_number"u8, _sequence++);
        return json;
    }
}
