using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>
/// Reads content blocks one after the other into the parts of the only choice. Blocks that only this wire understands come whole at their
/// end: the input of a server tool's call arrives in pieces. So does the input of a function that stands for a tool of plain text.
/// </summary>
/// <param name="provider">The provider: who issues the seals.</param>
/// <param name="tools">The request's tools: calls of those that take plain text are told by them.</param>
internal sealed class AnthropicBlockReader(string provider, IReadOnlyList<ToolDefinition> tools)
{
    private const int LongestHeldInput = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _input = new();
    private Kind _open;
    private int _part = -1;
    private bool _anyText;
    private string? _seal;
    private Verbatim _whole;
    private string _type = "";

    private enum Kind
    {
        None,
        Text,
        Thinking,
        Redacted,
        Tool,
        EmulatedTool,
        Opaque,
    }

    /// <summary>Begins a block, whatever of it is already there; one that is still open ends.</summary>
    public string? Begin(JsonElement block, List<ChatEvent> events)
    {
        if (block.ValueKind != JsonValueKind.Object || AnthropicMessage.Text(block, "type") is not { } type)
            return "a content block has no type";
        if (End(events, evenIfNone: true) is { } wrong)
            return wrong;
        _part++;
        (_anyText, _seal, _whole, _type) = (false, null, default, type);
        _input.ResetWrittenCount();
        switch (type)
        {
            case "text":
                BeginText(block, events);
                return null;
            case "thinking":
                Start(Kind.Thinking, new ChatPart.Reasoning([]) { Extra = ExtraOf(block, "thinking", "signature") }, events);
                AddThinking(AnthropicMessage.Text(block, "thinking"), events);
                _seal = AnthropicMessage.Text(block, "signature");
                return null;
            case "redacted_thinking":
                Start(Kind.Redacted, new ChatPart.Reasoning([]) { Extra = ExtraOf(block, "data") }, events);
                _seal = AnthropicMessage.Text(block, "data");
                return null;
            case "tool_use":
                return BeginTool(block, events);
            default:
                _open = Kind.Opaque;
                _whole = AnthropicMessage.RawOf(block);
                return null;
        }
    }

    /// <summary>Reads a delta of the open block; one of a kind that is not known says nothing.</summary>
    public string? ReadDelta(ReadOnlySpan<byte> delta, JsonReaderOptions options, List<ChatEvent> events)
    {
        if (_open == Kind.None)
            return "a delta belongs to no content block";
        if (delta.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(delta, options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // The name of its content tells a delta's kind as well as its type does, and comes once.
            if (reader.Is("text"u8))
                AddText(Text(ref reader), events);
            else if (reader.Is("partial_json"u8))
            {
                if (!AddInput(ref reader, events))
                    return "the input of a tool is too long";
            }
            else if (reader.Is("thinking"u8))
                AddThinking(Text(ref reader), events);
            else if (reader.Is("signature"u8))
                _seal = Text(ref reader) ?? _seal;
            else if (reader.Is("citation"u8))
                AddCitation(ref reader, delta, events);
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return null;
    }

    /// <summary>Ends the open block.</summary>
    public string? End(List<ChatEvent> events, bool evenIfNone = false)
    {
        switch (_open)
        {
            case Kind.None:
                return evenIfNone ? null : "a content block ends that never began";
            case Kind.Opaque:
                events.Add(new ChatEvent.PartStarted(0, _part, new ChatPart.Opaque("anthropic", _type, OpaqueBlock.WithInput(_whole, _input.WrittenSpan))));
                break;
            case Kind.Tool when !_anyText:
                // A whole input, or none at all: a call without arguments.
                events.Add(new ChatEvent.ToolInputDelta(0, _part, _whole.IsEmpty ? Verbatim.Of("{}") : _whole));
                break;
            case Kind.EmulatedTool when EmulatedTools.Unwrap(_whole.IsEmpty ? new Verbatim(_input.WrittenSpan.ToArray()) : _whole) is { IsEmpty: false } text:
                // The text that stands for the arguments is known when they are whole.
                events.Add(new ChatEvent.ToolInputDelta(0, _part, text));
                break;
            case Kind.Thinking when !_anyText:
                // Left out but signed: not the same as redacted.
                events.Add(new ChatEvent.ReasoningDelta(0, _part, 0, new ReasoningText(ReasoningKind.Thought, "")));
                break;
        }

        if (_seal is { Length: > 0 } seal && _open is Kind.Thinking or Kind.Redacted)
            events.Add(new ChatEvent.Sealed(0, _part, new Seal(provider, Verbatim.Of(seal))));
        events.Add(new ChatEvent.PartEnded(0, _part));
        _open = Kind.None;
        return null;
    }

    private void BeginText(JsonElement block, List<ChatEvent> events)
    {
        Start(Kind.Text, new ChatPart.Text("") { Extra = ExtraOf(block, "text", "citations") }, events);
        AddText(AnthropicMessage.Text(block, "text"), events);
        if (block.TryGetProperty("citations", out var citations) && citations.ValueKind == JsonValueKind.Array)
        {
            foreach (var citation in citations.EnumerateArray())
                events.Add(new ChatEvent.CitationAdded(0, _part, Citations.Read(citation)));
        }
    }

    private string? BeginTool(JsonElement block, List<ChatEvent> events)
    {
        if (AnthropicMessage.Text(block, "id") is not { } id || AnthropicMessage.Text(block, "name") is not { } name)
            return "a tool call has no id or no name";
        var (open, kind) = EmulatedTools.IsCustom(tools, name) ? (Kind.EmulatedTool, ToolKind.Custom) : (Kind.Tool, ToolKind.Function);
        Start(open, new ChatPart.ToolCall(kind, id, name, default) { Extra = ExtraOf(block, "id", "name", "input") }, events);
        if (block.TryGetProperty("input", out var input) && !(input.ValueKind == JsonValueKind.Object && !input.EnumerateObject().Any()))
            _whole = AnthropicMessage.RawOf(input);
        return null;
    }

    private void Start(Kind kind, ChatPart opening, List<ChatEvent> events)
    {
        _open = kind;
        events.Add(new ChatEvent.PartStarted(0, _part, opening));
    }

    private void AddText(string? text, List<ChatEvent> events)
    {
        if (text is { Length: > 0 } && _open == Kind.Text)
            events.Add(new ChatEvent.TextDelta(0, _part, text));
    }

    private void AddThinking(string? text, List<ChatEvent> events)
    {
        if (text is not { Length: > 0 } || _open != Kind.Thinking)
            return;
        _anyText = true;
        events.Add(new ChatEvent.ReasoningDelta(0, _part, 0, new ReasoningText(ReasoningKind.Thought, text)));
    }

    private bool AddInput(ref Utf8JsonReader reader, List<ChatEvent> events)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty || _open is not (Kind.Tool or Kind.EmulatedTool or Kind.Opaque))
        {
            reader.Skip();
            return true;
        }

        var bytes = new byte[reader.ValueSpan.Length];
        var piece = bytes.AsMemory(0, reader.CopyString(bytes));
        _anyText = true;
        if (_open == Kind.Tool)
            events.Add(new ChatEvent.ToolInputDelta(0, _part, new Verbatim(piece)));
        else
            _input.Write(piece.Span);
        return _input.WrittenCount <= LongestHeldInput;
    }

    private void AddCitation(ref Utf8JsonReader reader, ReadOnlySpan<byte> delta, List<ChatEvent> events)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (_open != Kind.Text)
            return;
        var one = new Utf8JsonReader(delta[start..(int)reader.BytesConsumed], new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        using var document = JsonDocument.ParseValue(ref one);
        events.Add(new ChatEvent.CitationAdded(0, _part, Citations.Read(document.RootElement)));
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    private static IReadOnlyList<ExtraField> ExtraOf(JsonElement block, params ReadOnlySpan<string> typed)
    {
        List<ExtraField>? extra = null;
        foreach (var field in block.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && field.Name != "type" && !typed.Contains(field.Name))
                (extra ??= []).Add(new ExtraField(field.Name, AnthropicMessage.RawOf(field.Value)));
        }

        return extra ?? (IReadOnlyList<ExtraField>)[];
    }
}
