using System.Text;
using System.Text.Json;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>
/// The grammar of this dialect's streams, checked on the raw bytes:
/// <code>
/// stream  := created in_progress item* (completed | incomplete | failed | error)     an error may cut the stream at any point
/// item    := output_item.added content output_item.done
/// content := part*  (message, reasoning)  |  delta* done  (calls)  |  nothing  (hosted)
/// part    := added (delta | annotation)* text_done part_done
/// </code>
/// Numbers count from 0 without gaps, ids and indexes fit, what is done equals what its deltas came to, and the last response has the
/// items that were done.
/// </summary>
internal sealed class ResponseStreamGrammar
{
    private static readonly string[] Envelope = ["type", "sequence_number"];

    private readonly List<string> _faults = [];
    private readonly List<JsonElement> _items = [];
    private readonly StringBuilder _text = new();
    private readonly List<JsonElement> _parts = [];
    private readonly List<JsonElement> _annotations = [];
    private JsonElement? _created;
    private JsonElement? _item;
    private JsonElement? _part;
    private string? _inputDone;
    private string? _textDone;
    private bool _isOver;

    private ResponseStreamGrammar()
    {
    }

    /// <summary>What is wrong with the stream; empty if nothing.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The events in their order.</summary>
    public IReadOnlyList<SseEvent> Events { get; private set; } = [];

    /// <summary>The response that the stream ended with, if it did not end with an error.</summary>
    public JsonElement? Response { get; private set; }

    /// <summary>The error that the stream ended with, if it did.</summary>
    public JsonElement? Error { get; private set; }

    /// <summary>Reads a stream to its end.</summary>
    public static ResponseStreamGrammar Read(ReadOnlySpan<byte> sse)
    {
        var grammar = new ResponseStreamGrammar();
        grammar.Events = SseEvent.ReadAll(sse, grammar._faults);
        for (var i = 0; i < grammar.Events.Count; i++)
            grammar.Take(i, grammar.Events[i]);
        if (!grammar._isOver)
            grammar.Fault("the stream has no end");
        return grammar;
    }

    private void Take(int number, SseEvent next)
    {
        var data = next.Data;
        if (data.GetProperty("type").GetString() != next.Name)
            Fault($"event {number} is named {next.Name}, its type is {data.GetProperty("type")}");
        if (data.GetProperty("sequence_number").GetInt32() != number)
            Fault($"event {number} has the number {data.GetProperty("sequence_number")}");
        if (_isOver)
            Fault($"{next.Name} after the end");
        var place = next.Name switch
        {
            "response.created" => 0,
            "response.in_progress" => 1,
            "error" => number,
            _ => Math.Max(number, 2),
        };
        if (place != number)
            Fault($"event {number} is {next.Name}");
        switch (next.Name)
        {
            case "response.created" or "response.in_progress":
                TakeState(number, data);
                break;
            case "response.output_item.added":
                AddItem(data);
                break;
            case "response.output_item.done":
                EndItem(data);
                break;
            case "response.completed" or "response.incomplete" or "response.failed":
                End(next.Name, data);
                break;
            case "error":
                Members(data, ("code", "sz"), ("message", "s"), ("param", "sz"));
                Error = data;
                _isOver = true;
                break;
            default:
                TakeWithinItem(next.Name, data);
                break;
        }
    }

    private void TakeState(int number, JsonElement data)
    {
        Members(data, ("response", "o"));
        var response = data.GetProperty("response");
        ResponseShape.CheckResponse(response, _faults);
        if (response.GetProperty("status").GetString() != "in_progress")
            Fault("a response begins in another state than in_progress");
        if (number == 1 && _created is { } created && !JsonElement.DeepEquals(created, response))
            Fault("created and in_progress differ");
        _created ??= response;
    }

    private void AddItem(JsonElement data)
    {
        Members(data, ("output_index", "n"), ("item", "o"));
        var item = data.GetProperty("item");
        ResponseShape.CheckItem(item, _faults);
        if (_item is not null)
            Fault("an item begins within another");
        if (data.GetProperty("output_index").GetInt32() != _items.Count)
            Fault($"item {_items.Count} has the index {data.GetProperty("output_index")}");
        foreach (var name in new[] { "content", "summary" })
        {
            if (item.TryGetProperty(name, out var list) && list.GetArrayLength() > 0)
                Fault("an item begins with content");
        }

        if (TypeOf(item) is "function_call" or "custom_tool_call" && item.GetProperty(InputOf(item)).GetString() != "")
            Fault("a call begins with input");
        if (item.TryGetProperty("status", out var status) && status.GetString() != "in_progress" && TypeOf(item) is "message" or "function_call" or "custom_tool_call")
            Fault($"an item begins as {status}");
        _item = item;
        _parts.Clear();
        _text.Clear();
        _inputDone = null;
    }

    private void EndItem(JsonElement data)
    {
        Members(data, ("output_index", "n"), ("item", "o"));
        var item = data.GetProperty("item");
        ResponseShape.CheckItem(item, _faults);
        if (_item is not { } open || _part is not null)
        {
            Fault("an item ends that is not open, or whose part is");
            return;
        }

        if (data.GetProperty("output_index").GetInt32() != _items.Count)
            Fault($"the item done has the index {data.GetProperty("output_index")}");
        foreach (var name in new[] { "id", "type", "call_id", "name", "role" })
        {
            if (Text(open, name) != Text(item, name))
                Fault($"{name} was {Text(open, name)} and is {Text(item, name)}");
        }

        if (item.TryGetProperty("status", out var status) && status.GetString() is not ("completed" or "incomplete"))
            Fault($"an item ends as {status}");
        CheckContent(item);
        _items.Add(item);
        _item = null;
    }

    private void CheckContent(JsonElement item)
    {
        switch (TypeOf(item))
        {
            case "message" or "reasoning":
                var all = new List<JsonElement>();
                foreach (var name in new[] { "summary", "content" })
                {
                    if (item.TryGetProperty(name, out var list))
                        all.AddRange(list.EnumerateArray());
                }

                // Summaries and texts of one reasoning are counted apart.
                if (!Same(all, [.. _parts.OrderBy(part => TypeOf(part) == "summary_text" ? 0 : 1)]))
                    Fault("an item is not what its parts came to");
                break;
            case "function_call" or "custom_tool_call":
                if (_inputDone is null || item.GetProperty(InputOf(item)).GetString() != _inputDone)
                    Fault("a call's input is not what was done");
                break;
        }
    }

    private void TakeWithinItem(string name, JsonElement data)
    {
        if (_item is not { } item)
        {
            Fault($"{name} without an item");
            return;
        }

        if (Text(data, "item_id") != Text(item, "id") || data.GetProperty("output_index").GetInt32() != _items.Count)
            Fault($"{name} belongs to another item");
        switch (name)
        {
            case "response.content_part.added" or "response.reasoning_summary_part.added":
                AddPart(name, data);
                break;
            case "response.content_part.done" or "response.reasoning_summary_part.done":
                EndPart(name, data);
                break;
            case "response.output_text.annotation.added":
                AddAnnotation(data);
                break;
            case "response.function_call_arguments.delta" or "response.custom_tool_call_input.delta":
                Members(data, ("item_id", "s"), ("output_index", "n"), ("delta", "s"));
                if (_inputDone is not null || name.Contains("function", StringComparison.Ordinal) != (TypeOf(item) == "function_call"))
                    Fault($"{name} out of place");
                Append(data);
                break;
            case "response.function_call_arguments.done":
                Members(data, ("item_id", "s"), ("output_index", "n"), ("arguments", "s"), ("name", "s"));
                EndInput(data, "arguments");
                if (Text(data, "name") != Text(item, "name"))
                    Fault("arguments of another function");
                break;
            case "response.custom_tool_call_input.done":
                Members(data, ("item_id", "s"), ("output_index", "n"), ("input", "s"));
                EndInput(data, "input");
                break;
            default:
                TakeText(name, data);
                break;
        }
    }

    private void EndInput(JsonElement data, string member)
    {
        if (_inputDone is not null || data.GetProperty(member).GetString() != _text.ToString())
            Fault("a call's input is not what its deltas came to");
        _inputDone = data.GetProperty(member).GetString();
    }

    private void AddPart(string name, JsonElement data)
    {
        CheckPartMembers(name, data, ("part", "o"));
        var part = data.GetProperty("part");
        ResponseShape.CheckPart(part, _faults);
        if (_part is not null)
            Fault("a part begins within another");
        if (Content(part) != "" || (part.TryGetProperty("annotations", out var annotations) && annotations.GetArrayLength() > 0))
            Fault("a part begins with content");
        if (IndexOf(data) != _parts.Count(other => (TypeOf(other) == "summary_text") == (TypeOf(part) == "summary_text")))
            Fault($"a part has the index {IndexOf(data)}");
        _part = part;
        _text.Clear();
        _annotations.Clear();
        _textDone = null;
    }

    private void EndPart(string name, JsonElement data)
    {
        CheckPartMembers(name, data, ("part", "o"));
        var part = data.GetProperty("part");
        ResponseShape.CheckPart(part, _faults);
        if (_part is not { } open || TypeOf(open) != TypeOf(part) || _textDone is null || Content(part) != _textDone)
            Fault("a part is done that is not what its text came to");
        if (part.TryGetProperty("annotations", out var annotations) && !Same([.. annotations.EnumerateArray()], _annotations))
            Fault("a part's annotations are not those that were added");
        _parts.Add(part);
        _part = null;
    }

    private void AddAnnotation(JsonElement data)
    {
        CheckPartMembers("content", data, ("annotation_index", "n"), ("annotation", "o"));
        if (_part is not { } part || TypeOf(part) != "output_text" || _textDone is not null || data.GetProperty("annotation_index").GetInt32() != _annotations.Count)
            Fault("an annotation out of place");
        _annotations.Add(data.GetProperty("annotation"));
    }

    private void TakeText(string name, JsonElement data)
    {
        (string Type, string Kind)? known = name switch
        {
            "response.output_text.delta" or "response.output_text.done" => ("output_text", "text"),
            "response.refusal.delta" or "response.refusal.done" => ("refusal", "refusal"),
            "response.reasoning_summary_text.delta" or "response.reasoning_summary_text.done" => ("summary_text", "text"),
            "response.reasoning_text.delta" or "response.reasoning_text.done" => ("reasoning_text", "text"),
            _ => null,
        };
        if (known is not var (type, member))
        {
            Fault($"an event that is not known: {name}");
            return;
        }

        var isDelta = name.EndsWith(".delta", StringComparison.Ordinal);
        (string, string)[] logprobs = type == "output_text" ? [("logprobs", "a")] : [];
        CheckPartMembers(name, data, [(isDelta ? "delta" : member, "s"), .. logprobs]);
        if (_part is not { } part || TypeOf(part) != type || _textDone is not null)
            Fault($"{name} out of place");
        else if (isDelta)
            Append(data);
        else if ((_textDone = data.GetProperty(member).GetString()) != _text.ToString())
            Fault("a text is not what its deltas came to");
    }

    private void Append(JsonElement data)
    {
        if (data.GetProperty("delta").GetString() == "" && data.TryGetProperty("logprobs", out var logprobs) && logprobs.GetArrayLength() == 0)
            Fault("an empty delta");
        _text.Append(data.GetProperty("delta").GetString());
    }

    private void End(string name, JsonElement data)
    {
        Members(data, ("response", "o"));
        var response = data.GetProperty("response");
        ResponseShape.CheckResponse(response, _faults);
        if (_item is not null)
            Fault("the response ends within an item");
        if (name != $"response.{Text(response, "status")}")
            Fault($"{name} with status {Text(response, "status")}");
        if (!Same([.. response.GetProperty("output").EnumerateArray()], _items))
            Fault("the response has other items than those that were done");
        foreach (var constant in new[] { "id", "created_at", "model", "tools", "instructions", "store" })
        {
            if (_created is { } created && !JsonElement.DeepEquals(created.GetProperty(constant), response.GetProperty(constant)))
                Fault($"{constant} changed");
        }

        Response = response;
        _isOver = true;
    }

    private void CheckPartMembers(string name, JsonElement data, params (string Name, string Kinds)[] members) =>
        Members(data, [("item_id", "s"), ("output_index", "n"), (name.Contains("summary", StringComparison.Ordinal) ? "summary_index" : "content_index", "n"), .. members]);

    private void Members(JsonElement data, params (string Name, string Kinds)[] members) =>
        ResponseShape.Check(Text(data, "type")!, data, [.. Envelope.Select(name => (name, name == "type" ? "s" : "n")), .. members], _faults);

    private void Fault(string what) => _faults.Add(what);

    private static bool Same(List<JsonElement> left, List<JsonElement> right) => left.Count == right.Count && left.Zip(right).All(pair => JsonElement.DeepEquals(pair.First, pair.Second));

    private static string TypeOf(JsonElement element) => element.GetProperty("type").GetString()!;

    private static string InputOf(JsonElement call) => TypeOf(call) == "function_call" ? "arguments" : "input";

    private static int IndexOf(JsonElement data) => data.GetProperty(data.TryGetProperty("summary_index", out _) ? "summary_index" : "content_index").GetInt32();

    private static string? Content(JsonElement part) => Text(part, TypeOf(part) == "refusal" ? "refusal" : "text");

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
