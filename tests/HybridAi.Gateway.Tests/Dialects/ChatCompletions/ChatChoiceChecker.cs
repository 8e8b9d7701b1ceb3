using System.Text.Json.Nodes;

namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>One choice of a <see cref="ChatStreamChecker"/>.</summary>
internal sealed class ChatChoiceChecker(int index)
{
    private static readonly string[] Fields =
        ["index", "delta", "logprobs", "finish_reason", "content_filter_results", "content_filter_offsets", "content_filter_result", "native_finish_reason", "stop_reason", "token_ids"];

    private static readonly string[] Reasons = ["stop", "length", "tool_calls", "content_filter", "function_call", "error"];

    private readonly JsonObject _message = new() { ["role"] = "assistant", ["content"] = null, ["refusal"] = null };
    private readonly JsonArray _contentLogprobs = [];
    private readonly JsonArray _refusalLogprobs = [];
    private readonly JsonObject _extra = [];
    private bool _hasRole;
    private string? _finish;

    public bool IsFinished => _finish is not null;

    public JsonObject ToChoice()
    {
        var choice = new JsonObject { ["index"] = index, ["message"] = _message.DeepClone(), ["logprobs"] = null };
        if (_contentLogprobs.Count + _refusalLogprobs.Count > 0)
            choice["logprobs"] = new JsonObject { ["content"] = OrNull(_contentLogprobs), ["refusal"] = OrNull(_refusalLogprobs) };
        choice["finish_reason"] = _finish;
        foreach (var (name, value) in _extra)
            choice[name] = value!.DeepClone();
        return choice;
    }

    public void Read(JsonObject choice)
    {
        Assert.False(IsFinished, "something comes behind the finish reason");
        Assert.All(choice, member => Assert.Contains(member.Key, Fields));
        Assert.True(choice.ContainsKey("logprobs") && choice.ContainsKey("finish_reason"));
        var delta = Assert.IsType<JsonObject>(choice["delta"]);
        Assert.Equal(!_hasRole, delta.ContainsKey("role"));
        _hasRole = true;
        foreach (var (name, value) in delta)
            Read(name, value);
        if (choice["logprobs"] is JsonObject logprobs)
        {
            Add(_contentLogprobs, logprobs["content"]);
            Add(_refusalLogprobs, logprobs["refusal"]);
        }

        _finish = (string?)choice["finish_reason"];
        if (_finish is null)
            return;
        Assert.Contains(_finish, Reasons);
        Assert.Empty(delta);
        foreach (var (name, value) in choice)
        {
            if (name is not ("index" or "delta" or "logprobs" or "finish_reason"))
                _extra[name] = value!.DeepClone();
        }
    }

    private void Read(string name, JsonNode? value)
    {
        switch (name)
        {
            case "role":
                Assert.Equal("assistant", (string?)value);
                break;
            case "content" or "refusal" or "reasoning" or "reasoning_content":
                if (value is not null)
                    Append(_message, name, (string)value!);
                break;
            case "tool_calls":
                ReadCall(Assert.IsType<JsonObject>(Assert.Single((JsonArray)value!)));
                break;
            case "function_call":
                var call = _message["function_call"] as JsonObject;
                Assert.Equal(call is null, value!["name"] is not null);
                if (call is null)
                    _message["function_call"] = call = new JsonObject { ["name"] = value["name"]!.DeepClone() };
                Append(call, "arguments", (string)value["arguments"]!);
                break;
            case "reasoning_details":
                ReadDetail(Assert.IsType<JsonObject>(Assert.Single((JsonArray)value!)));
                break;
            case "annotations" or "images":
                foreach (var item in (JsonArray)value!)
                    ListOf(name).Add(item!.DeepClone());
                break;
            case "audio":
                ReadAudio((JsonObject)value!);
                break;
            default:
                Assert.Fail($"a delta has '{name}'");
                break;
        }
    }

    private void ReadCall(JsonObject fragment)
    {
        var calls = ListOf("tool_calls");
        var number = (int)fragment["index"]!;
        if (number == calls.Count)
        {
            var type = (string)fragment["type"]!;
            Assert.Contains(type, new[] { "function", "custom" });
            Assert.Equal(["index", "id", "type", type], fragment.Select(member => member.Key));
            var id = (string)fragment["id"]!;
            Assert.NotEmpty(id);
            Assert.DoesNotContain(id, calls.Select(call => (string)call!["id"]!));
            Assert.Equal(["name", InputOf(type)], ((JsonObject)fragment[type]!).Select(member => member.Key));
            Assert.NotEmpty((string)fragment[type]!["name"]!);
            Assert.Equal("", (string?)fragment[type]![InputOf(type)]);
            var call = (JsonObject)fragment.DeepClone();
            call.Remove("index");
            calls.Add(call);
            return;
        }

        // Calls do not mingle: only the last one goes on.
        Assert.Equal(calls.Count - 1, number);
        var kind = (string)calls[number]!["type"]!;
        Assert.Equal(["index", kind], fragment.Select(member => member.Key));
        Assert.Equal([InputOf(kind)], ((JsonObject)fragment[kind]!).Select(member => member.Key));
        Append((JsonObject)calls[number]![kind]!, InputOf(kind), (string)fragment[kind]![InputOf(kind)]!);
    }

    private void ReadDetail(JsonObject detail)
    {
        var details = ListOf("reasoning_details");
        var number = (int)detail["index"]!;
        Assert.InRange(number, Math.Max(0, details.Count - 1), details.Count);
        if (number == details.Count)
        {
            details.Add(detail.DeepClone());
            return;
        }

        var known = (JsonObject)details[number]!;
        Assert.Equal((string)known["type"]!, (string)detail["type"]!);
        foreach (var (name, value) in detail)
        {
            if (name is "text" or "summary")
                Append(known, name, (string)value!);
            else if (name is not ("type" or "index"))
            {
                Assert.False(known.ContainsKey(name), "a proof comes twice");
                known[name] = value!.DeepClone();
            }
        }
    }

    // Pieces of base64 are decoded one by one.
    private void ReadAudio(JsonObject audio)
    {
        if (_message["audio"] is not JsonObject known)
            _message["audio"] = known = new JsonObject { ["id"] = "", ["data"] = "", ["transcript"] = "" };
        byte[] sound = [.. Convert.FromBase64String((string)known["data"]!), .. Convert.FromBase64String((string?)audio["data"] ?? "")];
        known["data"] = Convert.ToBase64String(sound);
        Append(known, "transcript", (string?)audio["transcript"] ?? "");
        foreach (var name in new[] { "id", "expires_at" })
        {
            if (audio[name] is { } value)
                known[name] = value.DeepClone();
        }
    }

    private JsonArray ListOf(string name)
    {
        if (_message[name] is not JsonArray list)
            _message[name] = list = [];
        return list;
    }

    private static string InputOf(string type) => type == "custom" ? "input" : "arguments";

    private static void Append(JsonObject to, string name, string text) => to[name] = (string?)to[name] + text;

    private static void Add(JsonArray to, JsonNode? tokens)
    {
        foreach (var token in tokens as JsonArray ?? [])
            to.Add(token!.DeepClone());
    }

    private static JsonNode? OrNull(JsonArray tokens) => tokens.Count == 0 ? null : tokens.DeepClone();
}
