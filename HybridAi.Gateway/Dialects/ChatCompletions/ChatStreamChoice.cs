using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Writes one choice of a stream.</summary>
/// <param name="index">The choice.</param>
/// <param name="chunk">Writes its chunks.</param>
/// <param name="asFunctionCall">Whether the caller wants the deprecated <c>function_call</c>.</param>
/// <param name="showsReasoning">Whether the caller wants reasoning.</param>
internal sealed class ChatStreamChoice(int index, ChatChunkWriter chunk, bool asFunctionCall, bool showsReasoning)
{
    private bool _hasRole;
    private ChatPart? _open;
    private ChatPart.ToolCall? _heldCall;
    private Verbatim? _heldInput;
    private Seal? _heldSeal;
    private int _calls;
    private int _details;
    private int _texts;
    private ReasoningKind _kind;
    private int _length;
    private int _partStart;

    /// <summary>Fields that go out with the choice's end.</summary>
    public List<ExtraField> Extra { get; } = [];

    public void Write(ChatEvent.PartEvent next)
    {
        switch (next)
        {
            case ChatEvent.PartStarted started:
                Start(started.Opening);
                break;
            case ChatEvent.TextDelta delta:
                WriteText("content", delta.Text, delta.Logprobs, []);
                _length += delta.Text.Length;
                break;
            case ChatEvent.RefusalDelta delta:
                WriteText("refusal", delta.Text, [], delta.Logprobs);
                break;
            case ChatEvent.ReasoningDelta delta when showsReasoning:
                WriteReasoning(delta);
                break;
            case ChatEvent.ToolInputDelta delta:
                AddInput(delta.Input);
                break;
            case ChatEvent.SpeechDelta delta:
                WriteSpeech(delta);
                break;
            case ChatEvent.CitationAdded { Citation: { Url: not null } citation }:
                WriteAnnotation(citation);
                break;
            case ChatEvent.Sealed @sealed:
                AddSeal(@sealed.Seal);
                break;
            case ChatEvent.PartEnded:
                ReleaseCall();
                _open = null;
                break;
        }
    }

    public void Finish(ChatFinish finish)
    {
        WriteRole(null);
        chunk.Open(index);
        chunk.Close(ChatJson.WordOf(finish.Reason, asFunctionCall), extra: Extra);
    }

    private void Start(ChatPart opening)
    {
        WriteRole(opening);
        _open = opening;
        switch (opening)
        {
            case ChatPart.Text:
                _partStart = _length;
                break;
            case ChatPart.Reasoning:
                _texts = 0;
                break;
            case ChatPart.ToolCall call:
                // Its id carries its seal, and that comes behind the input where that comes whole.
                _heldCall = call;
                break;
            case ChatPart.Media { Kind: MediaKind.Image } image:
                var json = chunk.Open(index);
                json.WriteStartArray("images");
                ChatJson.WriteImage(json, image);
                json.WriteEndArray();
                chunk.Close();
                break;
        }
    }

    private void WriteRole(ChatPart? first)
    {
        if (_hasRole)
            return;
        _hasRole = true;
        var json = chunk.Open(index);
        json.WriteString("role", "assistant");
        json.WriteString("content", first is ChatPart.ToolCall or ChatPart.Speech or ChatPart.Refusal ? null : "");
        json.WriteNull("refusal");
        chunk.Close();
    }

    private void WriteText(string name, string text, IReadOnlyList<TokenLogprob> content, IReadOnlyList<TokenLogprob> refusal)
    {
        chunk.Open(index).WriteString(name, text);
        chunk.Close(null, content, refusal);
    }

    private void WriteReasoning(ChatEvent.ReasoningDelta delta)
    {
        // Each text is an item of its own, told apart by its number.
        if (delta.Index == _texts)
        {
            _texts++;
            _details++;
        }

        _kind = delta.Addition.Kind;
        var json = chunk.Open(index);
        if (delta.Addition.Text.Length > 0)
            ChatReasoningWriter.WriteText(json, delta.Addition.Text);
        json.WriteStartArray("reasoning_details");
        ChatReasoningWriter.WriteDetail(json, delta.Addition, _details - 1, null);
        json.WriteEndArray();
        chunk.Close();
    }

    private void AddSeal(Seal seal)
    {
        if (_open is ChatPart.ToolCall && _heldCall is not null)
        {
            _heldSeal = seal;
            ReleaseCall();
        }
        else if (_open is ChatPart.ToolCall call)
            WriteProof(isSignature: false, _details++, seal, call.Id);
        else if (_open is ChatPart.Reasoning && showsReasoning && _texts > 0 && _kind != ReasoningKind.Summary)
            WriteProof(isSignature: true, _details - 1, seal, null);
        else if (_open is ChatPart.Reasoning && showsReasoning)
            WriteProof(isSignature: false, _details++, seal, null);
    }

    private void WriteProof(bool isSignature, int number, Seal seal, string? call)
    {
        var json = chunk.Open(index);
        json.WriteStartArray("reasoning_details");
        ChatReasoningWriter.WriteProof(json, isSignature, number, seal, call);
        json.WriteEndArray();
        chunk.Close();
    }

    private void AddInput(Verbatim input)
    {
        if (_heldCall is not null && _heldInput is null)
        {
            _heldInput = input;
            return;
        }

        ReleaseCall();
        WriteInput(input);
    }

    // The first piece waits for what comes next: a seal, more, or the end.
    private void ReleaseCall()
    {
        if (_heldCall is not { } call)
            return;
        _heldCall = null;
        if (!asFunctionCall || _calls == 0)
            WriteCall(call);
        _calls++;
        if (_heldInput is { } input)
            WriteInput(input);
        (_heldInput, _heldSeal) = (null, null);
    }

    private void WriteCall(ChatPart.ToolCall call)
    {
        var json = chunk.Open(index);
        if (asFunctionCall)
            json.WriteStartObject("function_call");
        else
        {
            var type = call.Kind == ToolKind.Custom ? "custom" : "function";
            json.WriteStartArray("tool_calls");
            json.WriteStartObject();
            json.WriteNumber("index", _calls);
            json.WriteString("id", Seals.ToId(call.Id, _heldSeal));
            json.WriteString("type", type);
            json.WriteStartObject(type);
        }

        json.WriteString("name", call.Name);
        json.WriteString(call.Kind == ToolKind.Custom ? "input" : "arguments", "");
        EndCall(json);
    }

    private void WriteInput(Verbatim input)
    {
        if (input.IsEmpty || (asFunctionCall && _calls > 1))
            return;
        var isCustom = _open is ChatPart.ToolCall { Kind: ToolKind.Custom };
        var json = chunk.Open(index);
        if (asFunctionCall)
            json.WriteStartObject("function_call");
        else
        {
            json.WriteStartArray("tool_calls");
            json.WriteStartObject();
            json.WriteNumber("index", _calls - 1);
            json.WriteStartObject(isCustom ? "custom" : "function");
        }

        json.WriteString(isCustom ? "input" : "arguments", input.Decode());
        EndCall(json);
    }

    private void EndCall(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        if (!asFunctionCall)
        {
            json.WriteEndObject();
            json.WriteEndArray();
        }

        chunk.Close();
    }

    private void WriteSpeech(ChatEvent.SpeechDelta delta)
    {
        var json = chunk.Open(index);
        json.WriteStartObject("audio");
        if (_open is ChatPart.Speech { ItemId: { } id })
            json.WriteString("id", id);
        if (!delta.Data.IsEmpty)
            json.WriteBase64String("data", delta.Data.Span);
        if (delta.Transcript.Length > 0)
            json.WriteString("transcript", delta.Transcript);
        if (delta.ExpiresAt is { } until)
            json.WriteNumber("expires_at", until.ToUnixTimeSeconds());
        json.WriteEndObject();
        chunk.Close();
    }

    private void WriteAnnotation(Citation citation)
    {
        var json = chunk.Open(index);
        json.WriteStartArray("annotations");
        ChatJson.WriteAnnotation(json, citation, _partStart, _length - _partStart);
        json.WriteEndArray();
        chunk.Close();
    }
}
