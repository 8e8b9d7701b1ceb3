using System.Text;
using System.Text.Json;

namespace HybridAi.Gateway.Tests.Dialects.Messages;

/// <summary>
/// Checks a stream of the messages API byte by byte against Anthropic's grammar, strictly, and folds it into the message that it amounts to:
/// <code>
/// stream := message_start  block*  message_delta  message_stop       ping may stand anywhere; error anywhere, and then last
/// block  := content_block_start  content_block_delta*  content_block_stop      indexes counted from 0
/// event  := "event: " type LF "data: " JSON LF LF                    the JSON's type is the event's
/// </code>
/// </summary>
internal sealed class MessagesGrammar
{
    private static readonly string[] StopReasons =
        ["end_turn", "max_tokens", "stop_sequence", "tool_use", "pause_turn", "refusal", "model_context_window_exceeded"];

    private readonly List<string> _faults = [];
    private readonly StringBuilder _input = new();
    private string? _openKind;
    private int _blocks;
    private bool _started;
    private bool _finished;
    private bool _over;

    /// <summary>What is wrong with the stream; nothing if it is legal and whole.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The types of the events, in order.</summary>
    public List<string> Types { get; } = [];

    /// <summary>All text of text blocks.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>All text of thinking blocks.</summary>
    public StringBuilder Thinking { get; } = new();

    /// <summary>The signatures of thinking and the data of redacted thinking, in order.</summary>
    public List<string> Signatures { get; } = [];

    /// <summary>The calls of tools, in order.</summary>
    public List<(string Id, string Name, string Input)> Calls { get; } = [];

    /// <summary>The message's start.</summary>
    public JsonElement Start { get; private set; }

    /// <summary>The message's delta: why it ended and the last usage.</summary>
    public JsonElement End { get; private set; }

    /// <summary>The error that ended it, if one did.</summary>
    public JsonElement? Error { get; private set; }

    /// <summary>Checks a whole stream.</summary>
    public static MessagesGrammar Check(byte[] sse) => Check(Encoding.UTF8.GetString(sse));

    /// <summary>Checks a whole stream.</summary>
    public static MessagesGrammar Check(string sse)
    {
        var grammar = new MessagesGrammar();
        if (!sse.EndsWith("\n\n", StringComparison.Ordinal))
            grammar.Fault("the stream does not end with a whole event");
        foreach (var item in sse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            grammar.ReadEvent(item);
        if (!grammar._over)
            grammar.Fault("the stream does not end with message_stop or error");
        return grammar;
    }

    private void ReadEvent(string item)
    {
        var lines = item.Split('\n');
        if (lines.Length != 2 || !lines[0].StartsWith("event: ", StringComparison.Ordinal) || !lines[1].StartsWith("data: ", StringComparison.Ordinal))
        {
            Fault($"not an event: {item}");
            return;
        }

        var type = lines[0][7..];
        Types.Add(type);
        JsonElement json;
        try
        {
            using var document = JsonDocument.Parse(lines[1][6..]);
            json = document.RootElement.Clone();
        }
        catch (JsonException broken)
        {
            Fault($"{type}: {broken.Message}");
            return;
        }

        if (Member(json, "type").GetString() != type)
            Fault($"the event {type} has the type {Member(json, "type")}");
        if (_over)
            Fault($"{type} behind the end");
        Take(type, json);
    }

    private void Take(string type, JsonElement json)
    {
        switch (type)
        {
            case "message_start":
                TakeStart(json);
                break;
            case "content_block_start":
                TakeBlock(json);
                break;
            case "content_block_delta":
                TakeDelta(json);
                break;
            case "content_block_stop":
                TakeBlockStop(json);
                break;
            case "message_delta":
                TakeMessageDelta(json);
                break;
            case "message_stop":
                Need(_finished, "message_stop before message_delta");
                _over = true;
                break;
            case "ping":
                break;
            case "error":
                Error = Member(json, "error");
                Need(Member(Error.Value, "type").ValueKind == JsonValueKind.String && Member(Error.Value, "message").ValueKind == JsonValueKind.String, "an error without type or message");
                _over = true;
                break;
            default:
                Fault($"there is no event {type}");
                break;
        }
    }

    private void TakeStart(JsonElement json)
    {
        Need(!_started, "message_start twice");
        _started = true;
        Start = Member(json, "message");
        Need(Member(Start, "type").ToString() == "message" && Member(Start, "role").ToString() == "assistant", "message_start without type or role");
        Need(Member(Start, "id").ToString().Length > 0 && Member(Start, "model").ToString().Length > 0, "message_start without id or model");
        Need(Member(Start, "content") is { ValueKind: JsonValueKind.Array } content && content.GetArrayLength() == 0, "message_start with content");
        Need(Start.TryGetProperty("stop_reason", out var reason) && reason.ValueKind == JsonValueKind.Null, "message_start with a stop_reason");
        NeedCounts(Member(Start, "usage"));
    }

    private void TakeBlock(JsonElement json)
    {
        Need(_started && !_finished && _openKind is null, "content_block_start out of order");
        Need(Member(json, "index").ToString() == _blocks.ToString(System.Globalization.CultureInfo.InvariantCulture), $"block {Member(json, "index")} is not {_blocks}");
        _blocks++;
        var block = Member(json, "content_block");
        _openKind = Member(block, "type").ToString();
        _input.Clear();
        switch (_openKind)
        {
            case "text":
                Need(Member(block, "text").ToString() == "", "a text block that does not begin empty");
                break;
            case "thinking":
                Need(Member(block, "thinking").ToString() == "" && Member(block, "signature").ToString() == "", "a thinking block that does not begin empty");
                break;
            case "redacted_thinking":
                Need(Member(block, "data").ToString().Length > 0, "redacted thinking without data");
                Signatures.Add(Member(block, "data").ToString());
                break;
            case "tool_use":
                Need(Member(block, "input") is { ValueKind: JsonValueKind.Object } input && !input.EnumerateObject().Any(), "a tool call whose input does not begin empty");
                Need(Member(block, "id").ToString() is { Length: > 0 } id && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'), "a tool call's id");
                Calls.Add((Member(block, "id").ToString(), Member(block, "name").ToString(), ""));
                break;
            case "":
                Fault("a block without a type");
                break;
        }
    }

    private void TakeDelta(JsonElement json)
    {
        Need(_openKind is not null && Member(json, "index").ToString() == (_blocks - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), "a delta of no open block");
        var delta = Member(json, "delta");
        var type = Member(delta, "type").ToString();
        var fits = (type, _openKind) switch
        {
            ("text_delta" or "citations_delta", "text") => true,
            ("thinking_delta" or "signature_delta", "thinking") => true,
            ("input_json_delta", not ("text" or "thinking" or "redacted_thinking")) => true,
            _ => false,
        };
        Need(fits, $"{type} within {_openKind}");
        switch (type)
        {
            case "text_delta":
                Text.Append(Member(delta, "text").GetString());
                break;
            case "thinking_delta":
                Thinking.Append(Member(delta, "thinking").GetString());
                break;
            case "signature_delta":
                Signatures.Add(Member(delta, "signature").GetString()!);
                break;
            case "input_json_delta":
                _input.Append(Member(delta, "partial_json").GetString());
                break;
        }
    }

    private void TakeBlockStop(JsonElement json)
    {
        Need(_openKind is not null && Member(json, "index").ToString() == (_blocks - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), "a stop of no open block");
        if (_openKind == "tool_use")
            Calls[^1] = Calls[^1] with { Input = _input.ToString() };
        _openKind = null;
    }

    private void TakeMessageDelta(JsonElement json)
    {
        Need(_started && !_finished && _openKind is null, "message_delta out of order");
        _finished = true;
        End = json;
        var delta = Member(json, "delta");
        var reason = Member(delta, "stop_reason").ToString();
        Need(StopReasons.Contains(reason), $"the stop_reason '{reason}'");
        Need(Member(delta, "stop_sequence").ValueKind == JsonValueKind.String == (reason == "stop_sequence"), "stop_sequence against stop_reason");
        Need(Calls.Count > 0 || reason != "tool_use", "tool_use without a call");
        NeedCounts(Member(json, "usage"));
    }

    private void NeedCounts(JsonElement usage)
    {
        foreach (var name in (ReadOnlySpan<string>)["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"])
            Need(Member(usage, name) is { ValueKind: JsonValueKind.Number } count && count.GetInt64() >= 0, $"usage without {name}");
    }

    private void Need(bool holds, string fault)
    {
        if (!holds)
            Fault(fault);
    }

    private void Fault(string fault) => _faults.Add($"event {Types.Count}: {fault}");

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
}
