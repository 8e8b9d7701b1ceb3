using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Reads <c>contents</c> and checks that they are a conversation: turns in order, calls answered, signatures brought back.</summary>
internal sealed class ContentsReader(CatalogModel model, PromptMeter meter, MediaReader media)
{
    private static readonly string[] Data =
        ["text", "inlineData", "fileData", "functionCall", "functionResponse", "executableCode", "codeExecutionResult"];

    private readonly List<ChatMessage> _messages = [];
    private List<(string Id, string Name)> _open = [];

    public IReadOnlyList<ChatMessage> Messages => _messages;

    public ApiError? Read(IReadOnlyList<JsonElement> contents)
    {
        if (contents.Count == 0)
            return Invalid.At("contents", "contents is not specified");
        for (var i = 0; i < contents.Count; i++)
        {
            if (ReadContent(contents[i], i, contents.Count > 1) is { } error)
                return error;
        }

        if (_messages[^1].Role is "assistant")
            return Invalid.Argument("Please ensure that multiturn requests end with a user turn or a function response.", "contents");
        return SignatureCheck.Check(contents, model);
    }

    public ApiError? ReadSystem(JsonElement system)
    {
        var text = new StringBuilder();
        foreach (var part in ProtoReader.List(system, "parts"))
        {
            if (ProtoReader.Text(part, "text") is not { } words)
                return Invalid.At("system_instruction.parts", "only text is supported");
            meter.AddText(words);
            text.Append(words);
        }

        if (text.Length == 0)
            return Invalid.At("system_instruction.parts", "contents.parts must not be empty.");
        _messages.Add(new ChatMessage("system", text.ToString()));
        return null;
    }

    private ApiError? ReadContent(JsonElement content, int index, bool several)
    {
        var path = $"contents[{index}]";
        var role = ProtoReader.Text(content, "role");
        if (role is not (null or "" or "user" or "model"))
            return role == "function" ? ReadTurn(content, path, index, fromModel: false) : Invalid.Argument("Please use a valid role: user, model.", $"{path}.role");
        if (several && role is null or "")
            return Invalid.Argument("Please use a valid role: user, model.", $"{path}.role");
        return ReadTurn(content, path, index, role == "model");
    }

    private ApiError? ReadTurn(JsonElement content, string path, int index, bool fromModel)
    {
        var parts = ProtoReader.List(content, "parts");
        if (parts.Count == 0)
            return Invalid.At($"{path}.parts", "contents.parts must not be empty.");
        var turn = new Turn();
        for (var i = 0; i < parts.Count; i++)
        {
            if (ReadPart(parts[i], $"{path}.parts[{i}]", fromModel, turn) is { } error)
                return error;
        }

        return fromModel ? AddModel(turn, index) : AddUser(turn);
    }

    private ApiError? ReadPart(JsonElement part, string path, bool fromModel, Turn turn)
    {
        string? kind = null;
        foreach (var name in Data)
        {
            if (ProtoReader.Get(part, name) is null)
                continue;
            if (kind is not null)
            {
                var description = $"Invalid value at '{path}' (oneof), oneof field 'data' is already set. Cannot set '{name}'";
                return ApiError.Invalid(description, path) with { Violations = [new FieldViolation(path, description)] };
            }

            kind = name;
        }

        if (kind is null)
            return Invalid.At($"{path}.data", "required oneof field 'data' must have one initialized field");
        var value = ProtoReader.Get(part, kind)!.Value;
        switch (kind)
        {
            case "text":
                ReadText(value.GetString()!, ProtoReader.Flag(part, "thought") == true, turn);
                return null;
            case "inlineData":
                return media.ReadInline(value, $"{path}.inline_data");
            case "fileData":
                return media.ReadFile(value, $"{path}.file_data");
            case "functionCall":
                return fromModel ? ReadCall(value, path, turn) : Invalid.At($"{path}.function_call", "function calls belong to the model's turn");
            case "functionResponse":
                return fromModel ? Invalid.At($"{path}.function_response", "function responses belong to the user's turn") : ReadResponse(value, path, turn);
            default:
                meter.AddText(value.GetRawText());
                return null;
        }
    }

    private void ReadText(string text, bool thought, Turn turn)
    {
        // Thoughts that come back are read and not counted.
        if (thought)
        {
            meter.AddHash(text);
            return;
        }

        meter.AddText(text);
        turn.Text.Append(turn.Text.Length > 0 ? "\n" : "").Append(text);
    }

    private ApiError? ReadCall(JsonElement call, string path, Turn turn)
    {
        if (ProtoReader.Text(call, "name") is not { Length: > 0 } name)
            return Invalid.At($"{path}.function_call.name", "Name cannot be empty.");
        meter.AddText(name);
        if (ProtoReader.Get(call, "args") is { } arguments)
            meter.AddText(arguments.GetRawText());
        turn.Calls.Add((ProtoReader.Text(call, "id") ?? $"{name}#{turn.Calls.Count}", name));
        return null;
    }

    private ApiError? ReadResponse(JsonElement response, string path, Turn turn)
    {
        if (ProtoReader.Text(response, "name") is not { Length: > 0 } name)
            return Invalid.At($"{path}.function_response.name", "Name cannot be empty.");
        if (ProtoReader.Get(response, "response") is not { } result)
            return Invalid.At($"{path}.function_response.response", "Response cannot be empty.");
        meter.AddText(name);
        meter.AddText(result.GetRawText());
        foreach (var part in ProtoReader.List(response, "parts"))
        {
            if (ProtoReader.Get(part, "inlineData") is { } data && media.ReadInline(data, $"{path}.function_response.parts") is { } wrong)
                return wrong;
        }

        turn.Responses.Add((ProtoReader.Text(response, "id"), name, ResultText(result)));
        return null;
    }

    private ApiError? AddModel(Turn turn, int index)
    {
        if (_open.Count > 0)
            return Unanswered();
        if (turn.Calls.Count > 0 && (index == 0 || _messages[^1].Role is not ("user" or "tool")))
            return Invalid.Argument("Please ensure that function call turn comes immediately after a user turn or after a function response turn.", $"contents[{index}]");
        _open = [.. turn.Calls];
        _messages.Add(new ChatMessage("assistant", turn.Text.ToString()) { Calls = turn.Calls });
        return null;
    }

    private ApiError? AddUser(Turn turn)
    {
        if (turn.Responses.Count > 0 && _open.Count == 0)
            return Invalid.Argument("Please ensure that function response turn comes immediately after a function call turn.", "contents");
        if (turn.Responses.Count != _open.Count)
            return Unanswered();
        foreach (var (id, name, text) in turn.Responses)
        {
            var at = _open.FindIndex(call => call.Name == name && (id is null || call.Id == id));
            if (at < 0)
                return Invalid.Argument($"Please ensure that the function response name and id match those of a function call of the previous turn: '{name}' does not.", "contents");
            _messages.Add(new ChatMessage("tool", text) { ToolCallId = _open[at].Id });
            _open.RemoveAt(at);
        }

        if (turn.Responses.Count == 0 || turn.Text.Length > 0)
            _messages.Add(new ChatMessage("user", turn.Text.ToString()));
        return null;
    }

    private static ApiError Unanswered() => Invalid.Argument(
        "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.", "contents");

    private static string ResultText(JsonElement result)
    {
        foreach (var name in (ReadOnlySpan<string>)["output", "result"])
        {
            if (result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                return value.GetString()!;
        }

        return result.GetRawText();
    }

    private sealed class Turn
    {
        public StringBuilder Text { get; } = new();

        public List<(string Id, string Name)> Calls { get; } = [];

        public List<(string? Id, string Name, string Text)> Responses { get; } = [];
    }
}
