using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>
/// Reads input items into messages. What the model said in one turn (messages, reasoning, calls) joins one assistant's message, and
/// neighbouring outputs of tools join one tool turn; the other messages stay as they are.
/// </summary>
internal sealed class InputReader(History history, bool storing)
{
    private List<ChatPart>? _turn;
    private List<ExtraField> _turnExtra = [];
    private ChatRole _turnRole;

    public List<ChatMessage> Messages { get; } = [];

    /// <summary>Adds a message of its own.</summary>
    public void Add(ChatMessage message)
    {
        _turn = null;
        Messages.Add(message);
    }

    /// <summary>Adds the conversation of earlier responses.</summary>
    public void AddHistory()
    {
        if (!history.IsEmpty)
            Reread(history.Items, fields => ReadItems(fields.Objects("input")));
    }

    /// <summary>Reads items in their order.</summary>
    public void ReadItems(IReadOnlyList<JsonFields> items)
    {
        foreach (var item in items)
            ReadItem(item);
    }

    private void ReadItem(JsonFields item)
    {
        var type = item.Text("type") ?? (item.Has("role") ? "message" : item.RequiredText("type"));
        switch (type)
        {
            case "message":
                ReadMessage(item);
                break;
            case "function_call":
                Join(ChatRole.Assistant, ReadCall(item, ToolKind.Function, "arguments"));
                break;
            case "custom_tool_call":
                Join(ChatRole.Assistant, ReadCall(item, ToolKind.Custom, "input"));
                break;
            case "function_call_output" or "custom_tool_call_output":
                Join(ChatRole.Tool, ReadOutput(item));
                break;
            case "reasoning":
                if (ReasoningReader.Read(item) is { } reasoning)
                    Join(ChatRole.Assistant, reasoning);
                break;
            case "image_generation_call" when item.Json.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.String:
                Join(ChatRole.Assistant, new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(item.TextBytes("result"))) { ItemId = item.Text("id") });
                break;
            case "item_reference":
                ReadReference(item);
                break;
            default:
                Join(IsOutput(type) ? ChatRole.Tool : ChatRole.Assistant, new ChatPart.Opaque(ResponsesDialect.Wire, type, item.Raw()) { ItemId = item.Text("id") });
                break;
        }
    }

    // Outputs of tools that only OpenAI's own models are offered; all else that is not listed is the model's own.
    private static bool IsOutput(string type) => type.EndsWith("_output", StringComparison.Ordinal) || type == "mcp_approval_response";

    private void ReadMessage(JsonFields item)
    {
        ChatRole? role = item.RequiredText("role") switch
        {
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            "developer" => ChatRole.Developer,
            _ => null,
        };
        if (role is null && item.Has("role"))
            item.Fail("role", "must be 'user', 'assistant', 'system' or 'developer'");
        var parts = ContentReader.Read(item, "content", role == ChatRole.Assistant, item.Text("id"));
        var extra = RestOf(item);
        if (role == ChatRole.Assistant)
            Join(ChatRole.Assistant, parts, extra);
        else
            Add(new ChatMessage(role ?? ChatRole.User, parts) { Extra = extra });
    }

    private static ChatPart.ToolCall ReadCall(JsonFields item, ToolKind kind, string inputName)
    {
        var id = Seals.FromId(item.RequiredText("call_id"), out var seal);
        var name = item.RequiredText("name");
        item.Missing(inputName);
        var input = item.TextBytes(inputName);
        return new ChatPart.ToolCall(kind, id, name, input) { ItemId = item.Text("id"), Seal = seal, Extra = RestOf(item) };
    }

    private static ChatPart.ToolResult ReadOutput(JsonFields item)
    {
        var id = Seals.FromId(item.RequiredText("call_id"), out _);
        return new ChatPart.ToolResult(id, ContentReader.Read(item, "output", ofAssistant: false, itemId: null)) { ItemId = item.Text("id"), Extra = RestOf(item) };
    }

    private void ReadReference(JsonFields item)
    {
        var id = item.RequiredText("id");
        if (history.ById.TryGetValue(id, out var referred))
            Reread(referred, ReadItem);
        else if (storing)
            item.Fail("id", "names an item that is not stored here, or no longer");
        else
            item.Fail("id", RequestReader.StorageIsOff("send the item itself (set 'store' to false where your client sends references)"));
    }

    // What was stored was read well before.
    private static void Reread(ReadOnlyMemory<byte> stored, Action<JsonFields> read)
    {
        var error = BodyReader.Read<object>(stored, fields =>
        {
            read(fields);
            return fields;
        }, out _);
        if (error is not null)
            throw new InvalidOperationException($"A stored item cannot be read: {error.Message}");
    }

    // A state that only says that the item is whole says nothing to a provider.
    private static IReadOnlyList<ExtraField> RestOf(JsonFields item)
    {
        if (item.Json.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String && status.ValueEquals("completed"u8))
            item.Any("status");
        return item.Rest();
    }

    private void Join(ChatRole role, ChatPart part) => Join(role, [part], []);

    private void Join(ChatRole role, IReadOnlyList<ChatPart> parts, IReadOnlyList<ExtraField> extra)
    {
        if (_turn is null || _turnRole != role)
        {
            (_turn, _turnExtra, _turnRole) = ([], [], role);
            Messages.Add(new ChatMessage(role, _turn) { Extra = _turnExtra });
        }

        _turn.AddRange(parts);
        _turnExtra.AddRange(extra);
    }
}
