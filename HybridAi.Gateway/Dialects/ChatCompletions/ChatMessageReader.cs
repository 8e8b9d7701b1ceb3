using System.Globalization;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Reads the conversation. Tool messages that follow one another are one message of the model: the results of one turn.</summary>
internal sealed class ChatMessageReader(JsonFields body)
{
    private readonly List<ChatMessage> _messages = [];
    private readonly List<ChatPart> _results = [];
    private int _functionCalls;

    public IReadOnlyList<ChatMessage> Read()
    {
        body.Missing("messages");
        var messages = body.Objects("messages");
        if (messages.Count == 0 && body.Has("messages"))
            body.Fail("messages", "must hold at least one message");
        foreach (var message in messages)
            Read(message);
        EndResults();
        return _messages;
    }

    private void Read(JsonFields message)
    {
        var role = message.RequiredText("role");
        if (role is not ("tool" or "function"))
            EndResults();
        switch (role)
        {
            case "system":
                Add(ChatRole.System, message);
                break;
            case "developer":
                Add(ChatRole.Developer, message);
                break;
            case "user":
                Add(ChatRole.User, message);
                break;
            case "assistant":
                AddAssistant(message);
                break;
            case "tool":
                AddResult(message, message.RequiredText("tool_call_id"));
                break;
            case "function":
                message.Missing("name");
                AddResult(message, FunctionCallId(Math.Max(0, _functionCalls - 1)));
                break;
            default:
                message.Fail("role", "must be system, developer, user, assistant or tool");
                break;
        }
    }

    private void Add(ChatRole role, JsonFields message)
    {
        message.Missing("content");
        var parts = ChatPartReader.ReadContent(message);
        _messages.Add(new ChatMessage(role, parts) { Name = message.Text("name"), Extra = message.Rest() });
    }

    private void AddAssistant(JsonFields message)
    {
        var calls = new List<ChatPart.ToolCall>();
        foreach (var call in message.Objects("tool_calls"))
            calls.Add(ReadCall(call));
        if (message.Object("function_call") is { } function)
            calls.Add(ReadFunction(function, ToolKind.Function, FunctionCallId(_functionCalls++), null, []));
        var parts = ChatReasoningReader.ReadHistory(message, calls);
        // What a client kept of an answer and sends back as it came.
        var citations = message.Objects("annotations").Select(annotation => new Citation(ChatPartReader.Wire, annotation.Raw())).ToArray();
        foreach (var part in ChatPartReader.ReadContent(message))
        {
            if (part is ChatPart.Text text && citations.Length > 0)
                (parts, citations) = ([.. parts, text with { Citations = citations }], []);
            else if (part is not ChatPart.Text { Value: "", Extra.Count: 0, Cache: null })
                parts.Add(part);
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
            parts.Add(new ChatPart.Refusal(refusal));
        if (message.Object("audio") is { } audio)
            parts.Add(new ChatPart.Speech(default, audio.Text("transcript") ?? "") { ItemId = audio.RequiredText("id") });
        parts.AddRange(calls);
        _messages.Add(new ChatMessage(ChatRole.Assistant, parts) { Name = message.Text("name"), Extra = message.Rest() });
    }

    private static ChatPart.ToolCall ReadCall(JsonFields call)
    {
        var id = Seals.FromId(call.RequiredText("id"), out var seal);
        // Clients that gather fragments of a stream keep the number.
        call.Any("index");
        switch (call.Text("type") ?? "function")
        {
            case "function":
                call.Missing("function");
                return call.Object("function") is { } function ? ReadFunction(function, ToolKind.Function, id, seal, call.Rest()) : Nothing(id);
            case "custom":
                call.Missing("custom");
                return call.Object("custom") is { } custom ? ReadFunction(custom, ToolKind.Custom, id, seal, call.Rest()) : Nothing(id);
            default:
                call.Fail("type", "must be function or custom");
                return Nothing(id);
        }
    }

    private static ChatPart.ToolCall Nothing(string id) => new(ToolKind.Function, id, "", default);

    private static ChatPart.ToolCall ReadFunction(JsonFields function, ToolKind kind, string id, Seal? seal, IReadOnlyList<ExtraField> extra)
    {
        var input = kind == ToolKind.Custom ? function.TextBytes("input")
            // Mistral takes an object too.
            : function.Any("arguments") is { ValueKind: JsonValueKind.Object } json ? function.RawOf(json)
            : function.TextBytes("arguments");
        var name = function.RequiredText("name");
        var inner = function.Rest(kind == ToolKind.Custom ? "custom/" : "function/");
        return new ChatPart.ToolCall(kind, id, name, input) { Seal = seal, Extra = inner.Count == 0 ? extra : [.. inner, .. extra] };
    }

    private void AddResult(JsonFields message, string callId)
    {
        message.Missing("content");
        var parts = ChatPartReader.ReadContent(message);
        _results.Add(new ChatPart.ToolResult(Seals.FromId(callId, out _), parts) { Name = message.Text("name"), Extra = message.Rest() });
    }

    private void EndResults()
    {
        if (_results.Count == 0)
            return;
        _messages.Add(new ChatMessage(ChatRole.Tool, [.. _results]));
        _results.Clear();
    }

    // The deprecated form has no ids: each call is answered before the next is made.
    private static string FunctionCallId(int number) => string.Create(CultureInfo.InvariantCulture, $"call_function_{number}");
}
