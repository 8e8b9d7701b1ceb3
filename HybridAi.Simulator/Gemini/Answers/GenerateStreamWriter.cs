using System.Buffers;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Gemini.Answers;

/// <summary>Writes a stream: each chunk a whole answer object with a part of the answer, as events or as the items of one JSON array.</summary>
internal sealed class GenerateStreamWriter(
    JsonBuffer buffer, ProviderProfile profile, GenerateRequest request, ChatAnswer answer, bool sse, bool withUsage) : IPieceWriter
{
    private readonly bool _third = GeminiFamily.IsThird(request.Chat.Model.Catalog);
    private bool _first = true;

    public string ContentType => sse ? "text/event-stream" : "application/json; charset=UTF-8";

    private Utf8JsonWriter Json => buffer.Json;

    public void WriteStart()
    {
        if (!sse)
            buffer.Bytes.Write("["u8);
        if (answer.Choices.Count > 0)
            return;
        Begin();
        GenerateWriter.WriteBlocked(Json);
        End(0, 0);
    }

    public void WritePiece(in StreamPiece piece, bool last, int reasoning, int visible)
    {
        // A role alone is not worth a chunk.
        if (piece.Kind == PieceKind.Role)
            return;
        var choice = answer.Choices[piece.Choice];
        Begin();
        Json.WriteStartArray("candidates"u8);
        Json.WriteStartObject();
        Json.WriteStartObject("content"u8);
        WriteParts(choice, piece);
        Json.WriteString("role"u8, "model"u8);
        Json.WriteEndObject();
        if (piece.Kind == PieceKind.Finish)
            GenerateWriter.WriteFinish(Json, choice);
        Json.WriteNumber("index"u8, piece.Choice);
        if (request.Chat.Logprobs && piece.Kind == PieceKind.Content)
            LogprobsResult.Write(Json, piece.Text, request.Chat.TopLogprobs);
        Json.WriteEndObject();
        Json.WriteEndArray();
        End(reasoning, visible);
    }

    public void WriteEnd()
    {
        if (!sse)
            buffer.Bytes.Write("\n]"u8);
    }

    public void WriteMalformed() => buffer.Bytes.Write(sse
        ? "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\"\r\n\r\n"u8
        : "\n,{\"candidates\": [{\"content\": {\"parts\": [{\"text\"\n"u8);

    public void WriteError(ApiError error)
    {
        Open();
        GoogleErrors.Write(Json, error, profile.Errors.RowFor(error));
        Close();
        WriteEnd();
    }

    private void WriteParts(ChoiceAnswer choice, in StreamPiece piece)
    {
        var signed = piece.Kind == PieceKind.Finish && _third && choice.ReasoningTokens > 0 && choice.Content is { Length: > 0 };

        // Older models end with an empty text, newer ones only where a signature has to go.
        if (piece.Kind == PieceKind.Finish && !signed && (_third || choice.FinishReason != "STOP" || choice.ToolCalls.Count > 0))
            return;
        Json.WriteStartArray("parts"u8);
        if (piece.Kind == PieceKind.WholeCall)
        {
            GenerateWriter.WriteCall(Json, choice, piece.Call, _third);
        }
        else
        {
            Json.WriteStartObject();
            Json.WriteString("text"u8, piece.Text);
            if (piece.Kind == PieceKind.Reasoning)
                Json.WriteBoolean("thought"u8, true);
            if (signed)
                Json.WriteString("thoughtSignature"u8, ThoughtSignatures.ForText());
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    private void Begin()
    {
        Open();
        Json.WriteStartObject();
    }

    private void End(int reasoning, int visible)
    {
        if (withUsage)
            GenerateUsage.Write(Json, request, answer, reasoning, visible);
        GenerateWriter.WriteTail(Json, answer);
        Json.WriteEndObject();
        Close();
    }

    private void Open()
    {
        if (sse)
            buffer.Bytes.Write("data: "u8);
        else if (!_first)
            buffer.Bytes.Write("\n,\r\n"u8);
        _first = false;
    }

    private void Close()
    {
        Json.Flush();
        Json.Reset();
        if (sse)
            buffer.Bytes.Write("\r\n\r\n"u8);
    }
}
