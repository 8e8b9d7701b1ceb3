using System.Buffers;
using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Cohere.Chat;

/// <summary>Writes a stream: named events, from <c>message-start</c> to <c>message-end</c>.</summary>
internal sealed class ChatEventWriter(JsonBuffer buffer, CohereAnswer answer, bool withUsage) : IPieceWriter
{
    private PieceKind _open = PieceKind.Role;
    private int _index = -1;
    private int _call = -1;
    private int _length;
    private int _cited;
    private int _made;

    public string ContentType => "text/event-stream";

    private Utf8JsonWriter Json => buffer.Json;

    public void WriteStart()
    {
        Begin("message-start");
        Json.WriteString("id"u8, answer.Chat.Id);
        Json.WriteStartObject("delta"u8);
        Json.WriteStartObject("message"u8);
        Json.WriteString("role"u8, "assistant"u8);
        foreach (var name in (ReadOnlySpan<string>)["content", "tool_calls", "citations"])
        {
            Json.WriteStartArray(name);
            Json.WriteEndArray();
        }

        Json.WriteString("tool_plan"u8, ""u8);
        Json.WriteEndObject();
        Json.WriteEndObject();
        End();
    }

    public void WritePiece(in StreamPiece piece, bool last, int reasoning, int visible)
    {
        _made = reasoning + visible;
        switch (piece.Kind)
        {
            case PieceKind.Reasoning:
                WriteContent(PieceKind.Reasoning, "thinking", piece.Text);
                break;
            case PieceKind.Content when answer.Plan.Length > 0:
                WritePlan(piece.Text);
                break;
            case PieceKind.Content:
                WriteContent(PieceKind.Content, "text", piece.Text);
                break;
            case PieceKind.CallHead:
                Close();
                WriteCallStart(piece.Call);
                break;
            case PieceKind.CallArguments:
                WriteArguments(piece.Text);
                break;
            case PieceKind.Finish:
                Close();
                break;
            default:
                break;
        }
    }

    public void WriteEnd()
    {
        Begin("message-end");
        Json.WriteStartObject("delta"u8);
        Json.WriteString("finish_reason"u8, answer.FinishReason);
        if (withUsage)
            ChatWriter.WriteUsage(Json, answer, answer.Chat.CompletionTokens);
        Json.WriteEndObject();
        End();
    }

    public void WriteMalformed() => buffer.Bytes.Write("event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\"\n\n"u8);

    public void WriteError(ApiError error)
    {
        Begin("message-end");
        Json.WriteStartObject("delta"u8);
        Json.WriteString("error"u8, error.Message);
        Json.WriteString("finish_reason"u8, "ERROR"u8);
        ChatWriter.WriteUsage(Json, answer, _made);
        Json.WriteEndObject();
        End();
    }

    private void WriteContent(PieceKind kind, string name, string text)
    {
        if (_open != kind)
        {
            Close();
            _open = kind;
            _index++;
            BeginDelta("content-start", _index);
            Json.WriteStartObject("content"u8);
            Json.WriteString("type"u8, name);
            Json.WriteString(name, ""u8);
            Json.WriteEndObject();
            EndDelta();
        }

        BeginDelta("content-delta", _index);
        Json.WriteStartObject("content"u8);
        Json.WriteString(name, text);
        Json.WriteEndObject();
        Json.WriteEndObject();
        Json.WriteEndObject();
        if (answer.Request.Chat.Logprobs && kind == PieceKind.Content)
        {
            Json.WritePropertyName("logprobs"u8);
            ChatWriter.WriteLogprobs(Json, text);
        }

        End();
        if (kind != PieceKind.Content)
            return;
        _length += text.Length;
        if (answer.Request.FastCitations)
            WriteCitations(_length);
    }

    private void WritePlan(string text)
    {
        _open = PieceKind.Role;
        Begin("tool-plan-delta");
        Json.WriteStartObject("delta"u8);
        Json.WriteStartObject("message"u8);
        Json.WriteString("tool_plan"u8, text);
        EndDelta();
    }

    private void WriteCallStart(int index)
    {
        _open = PieceKind.CallHead;
        _call = index;
        BeginDelta("tool-call-start", index);
        Json.WritePropertyName("tool_calls"u8);
        ChatWriter.WriteCall(Json, answer.Choice.ToolCalls[index], "");
        EndDelta();
    }

    private void WriteArguments(string text)
    {
        BeginDelta("tool-call-delta", _call);
        Json.WriteStartObject("tool_calls"u8);
        Json.WriteStartObject("function"u8);
        Json.WriteString("arguments"u8, text);
        Json.WriteEndObject();
        Json.WriteEndObject();
        EndDelta();
    }

    // Ends what is open; citations that have not come with their text come now.
    private void Close()
    {
        if (_open is PieceKind.Content or PieceKind.Reasoning)
        {
            if (_open == PieceKind.Content)
                WriteCitations(int.MaxValue);
            Begin("content-end");
            Json.WriteNumber("index"u8, _index);
            End();
        }
        else if (_open == PieceKind.CallHead)
        {
            Begin("tool-call-end");
            Json.WriteNumber("index"u8, _call);
            End();
        }

        _open = PieceKind.Role;
    }

    private void WriteCitations(int length)
    {
        for (; _cited < answer.Citations.Count && answer.Citations[_cited].End <= length; _cited++)
        {
            BeginDelta("citation-start", _cited);
            Json.WritePropertyName("citations"u8);
            ChatWriter.WriteCitation(Json, answer, answer.Citations[_cited]);
            EndDelta();
            Begin("citation-end");
            Json.WriteNumber("index"u8, _cited);
            End();
        }
    }

    private void BeginDelta(string type, int index)
    {
        Begin(type);
        Json.WriteNumber("index"u8, index);
        Json.WriteStartObject("delta"u8);
        Json.WriteStartObject("message"u8);
    }

    private void EndDelta()
    {
        Json.WriteEndObject();
        Json.WriteEndObject();
        End();
    }

    private void Begin(string type)
    {
        buffer.Bytes.Write("event: "u8);
        buffer.Bytes.Write(Encoding.ASCII.GetBytes(type));
        buffer.Bytes.Write("\ndata: "u8);
        Json.WriteStartObject();
        Json.WriteString("type"u8, type);
    }

    private void End()
    {
        Json.WriteEndObject();
        Json.Flush();
        Json.Reset();
        buffer.Bytes.Write("\n\n"u8);
    }
}
