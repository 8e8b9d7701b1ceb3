using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>
/// Writes parts as content blocks, counted as they begin. A block begins with its first content: only that tells whether a text says
/// anything, whether thinking is redacted, and which seal a tool call's id has to carry.
/// </summary>
internal sealed class MessagesBlockWriter(MessagesStreamWriter writer)
{
    // A character may be cut in two between deltas; what is written must be whole.
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char? _half;
    private ChatPart? _waiting;
    private Verbatim _heldInput;
    private bool _open;
    private bool _redacted;
    private bool _isThinking;
    private bool _isSigned;
    private int _index = -1;
    private int _thought;

    public void Write(ChatEvent.PartEvent next)
    {
        switch (next)
        {
            case ChatEvent.PartStarted started:
                Start(started.Opening);
                break;
            case ChatEvent.TextDelta { Text.Length: > 0 } delta:
                Delta("text_delta"u8, "text"u8, delta.Text);
                break;
            case ChatEvent.RefusalDelta { Text.Length: > 0 } delta:
                Delta("text_delta"u8, "text"u8, delta.Text);
                break;
            case ChatEvent.SpeechDelta { Transcript.Length: > 0 } delta:
                Delta("text_delta"u8, "text"u8, delta.Transcript);
                break;
            case ChatEvent.ReasoningDelta delta:
                Think(delta);
                break;
            case ChatEvent.ToolInputDelta delta:
                AddInput(delta.Input);
                break;
            case ChatEvent.CitationAdded added when MessagesEnvelope.IsOwn(added.Citation.Wire):
                Cite(added.Citation);
                break;
            case ChatEvent.Sealed @sealed:
                Seal(@sealed.Seal);
                break;
            case ChatEvent.PartEnded:
                End();
                break;
        }
    }

    private void Start(ChatPart opening)
    {
        (_waiting, _heldInput, _redacted, _isThinking, _isSigned, _thought, _half) = (opening, default, false, false, false, 0, null);
        _decoder.Reset();
        if (opening is ChatPart.Opaque opaque && MessagesEnvelope.IsOwn(opaque.Wire))
        {
            _waiting = null;
            MessagesOpaque.Write(writer, ++_index, opaque);
            _open = true;
        }
    }

    private void Think(ChatEvent.ReasoningDelta delta)
    {
        if (delta.Index > _thought && _open)
            Delta("thinking_delta"u8, "thinking"u8, MessagesEnvelope.BetweenThoughts);
        _thought = delta.Index;
        if (delta.Addition.Text.Length > 0)
            Delta("thinking_delta"u8, "thinking"u8, delta.Addition.Text);
        else
            Open(null);
    }

    // A seal comes right behind the first piece of the input, or never.
    private void AddInput(Verbatim input)
    {
        if (_waiting is ChatPart.ToolCall && _heldInput.IsEmpty)
        {
            _heldInput = input;
            return;
        }

        Open(null);
        WriteInput(input);
    }

    private void Seal(Seal seal)
    {
        switch (_waiting)
        {
            case ChatPart.ToolCall:
                Open(seal);
                break;
            case ChatPart.Reasoning:
                _redacted = true;
                Open(seal);
                break;
            case null when _open && _isThinking && !_redacted:
                Sign(Seals.ToText(seal));
                break;
        }
    }

    private void Sign(string signature)
    {
        // Half a character that the thinking ended with is none of the signature's.
        _half = null;
        Delta("signature_delta"u8, "signature"u8, signature);
        _isSigned = true;
    }

    // Begins the block that waits, if one does.
    private void Open(Seal? seal)
    {
        if (_waiting is not { } part)
            return;
        _waiting = null;
        _open = true;
        _isThinking = part is ChatPart.Reasoning;
        var json = writer.Begin("content_block_start"u8);
        json.WriteNumber("index"u8, ++_index);
        json.WritePropertyName("content_block"u8);
        WriteBare(json, part, seal);
        writer.End();
        if (!_heldInput.IsEmpty)
            WriteInput(_heldInput);
        _heldInput = default;
    }

    private void WriteBare(Utf8JsonWriter json, ChatPart part, Seal? seal)
    {
        if (part is ChatPart.ToolCall call)
        {
            MessagesEnvelope.WriteCallStart(json, call, seal);
            json.WriteStartObject("input"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            return;
        }

        json.WriteStartObject();
        if (_redacted)
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteString("data"u8, Seals.ToText(seal!));
        }
        else if (part is ChatPart.Reasoning)
        {
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, ""u8);
            json.WriteString("signature"u8, ""u8);
        }
        else
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, ""u8);
        }

        json.WriteEndObject();
    }

    private void Delta(ReadOnlySpan<byte> type, ReadOnlySpan<byte> name, string text)
    {
        Open(null);
        if (_half is { } half)
            text = half + text;
        _half = char.IsHighSurrogate(text[^1]) ? text[^1] : null;
        var whole = text.AsSpan(0, text.Length - (_half is null ? 0 : 1));
        if (whole.IsEmpty)
            return;
        var json = BeginDelta(type);
        json.WriteString(name, whole);
        EndDelta(json);
    }

    private void WriteInput(Verbatim input)
    {
        var characters = new char[_decoder.GetCharCount(input.Utf8.Span, flush: false)];
        var length = _decoder.GetChars(input.Utf8.Span, characters, flush: false);
        var json = BeginDelta("input_json_delta"u8);
        json.WriteString("partial_json"u8, characters.AsSpan(0, length));
        EndDelta(json);
    }

    private void Cite(Citation citation)
    {
        Open(null);
        var json = BeginDelta("citations_delta"u8);
        json.WritePropertyName("citation"u8);
        json.WriteRawValue(citation.Json.Utf8.Span);
        EndDelta(json);
    }

    private Utf8JsonWriter BeginDelta(ReadOnlySpan<byte> type)
    {
        var json = writer.Begin("content_block_delta"u8);
        json.WriteNumber("index"u8, _index);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        return json;
    }

    private void EndDelta(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        writer.End();
    }

    private void End()
    {
        // A call may be without arguments; anything else that said nothing is left out.
        if (_waiting is ChatPart.ToolCall)
            Open(null);
        if (_open && _isThinking && !_redacted && !_isSigned)
            Sign(Seals.Unsealed());
        if (_open)
        {
            var json = writer.Begin("content_block_stop"u8);
            json.WriteNumber("index"u8, _index);
            writer.End();
        }

        (_open, _waiting) = (false, null);
    }
}
