using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Reads the system prompt and the messages. A user's turn with results of tools becomes two messages, the results first.</summary>
internal static class MessagesConversation
{
    public static IReadOnlyList<ChatMessage> Read(JsonFields fields, bool isLatest)
    {
        var messages = new List<ChatMessage>();
        if (fields.Has("system"))
            messages.Add(new ChatMessage(ChatRole.System, ReadContent(fields, "system", new MessagesBlocks(ChatRole.System, isLatest))));
        var list = fields.Objects("messages");
        if (list.Count == 0)
            fields.Fail("messages", "must have at least one message");
        foreach (var message in list)
            Read(message, isLatest, messages);
        return messages;
    }

    private static void Read(JsonFields message, bool isLatest, List<ChatMessage> messages)
    {
        var role = message.RequiredText("role") switch
        {
            "user" => ChatRole.User,
            "assistant" => ChatRole.Assistant,
            "system" => ChatRole.System,
            _ => (ChatRole?)null,
        };
        if (role is null)
            message.Fail("role", "must be one of user, assistant, system");
        message.Missing("content");
        var parts = ReadContent(message, "content", new MessagesBlocks(role ?? ChatRole.User, isLatest));
        var extra = message.Rest();
        if (role == ChatRole.User && parts.Exists(part => part is ChatPart.ToolResult))
        {
            var (results, rest) = (parts.FindAll(part => part is ChatPart.ToolResult), parts.FindAll(part => part is not ChatPart.ToolResult));
            messages.Add(new ChatMessage(ChatRole.Tool, results) { Extra = rest.Count == 0 ? extra : [] });
            if (rest.Count == 0)
                return;
            parts = rest;
        }

        messages.Add(new ChatMessage(role ?? ChatRole.User, parts) { Extra = extra });
    }

    // A text, or a list of blocks.
    private static List<ChatPart> ReadContent(JsonFields fields, string name, MessagesBlocks blocks)
    {
        if (fields.Any(name) is not { } content)
            return [];
        if (content.ValueKind == JsonValueKind.String)
            return [new ChatPart.Text(content.GetString()!)];
        if (content.ValueKind == JsonValueKind.Array)
            return blocks.Read(fields.Objects(name));
        fields.Fail(name, "must be a text or a list of content blocks");
        return [];
    }
}
