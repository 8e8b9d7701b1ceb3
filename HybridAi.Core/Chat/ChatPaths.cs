namespace HybridAi.Core.Chat;

/// <summary>
/// Where the pieces of a conversation stand in a caller's body, by the dialect's own names. <c>[]</c> stands for some item of a list, so that
/// a field that is dropped of a thousand messages has one name: <c>messages[].content[].cache_control</c>.
/// </summary>
public static class ChatPaths
{
    /// <summary>A field of a message.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="field">The field.</param>
    public static string OfMessage(ChatDialect dialect, string field) =>
        dialect == ChatDialect.Completions ? "prompt" : $"{ChatFields.NameOf(ChatField.Messages, dialect)}[].{field}";

    /// <summary>A field of a part.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="part">The part.</param>
    /// <param name="role">Whose message it is in; <see cref="ChatRole.Tool"/> also for what stands within a tool's result.</param>
    /// <param name="field">The field.</param>
    public static string OfPart(ChatDialect dialect, ChatPart part, ChatRole role, string field) => dialect switch
    {
        ChatDialect.Completions => "prompt",
        ChatDialect.Messages => $"{InMessages(part, role)}.{field}",
        ChatDialect.Responses => part is ChatPart.ToolCall or ChatPart.ToolResult or ChatPart.Reasoning or ChatPart.Opaque
            ? $"input[].{field}"
            : role == ChatRole.Tool ? $"input[].output[].{field}" : $"input[].content[].{field}",
        _ => part switch
        {
            ChatPart.ToolCall => $"messages[].tool_calls[].{field}",
            ChatPart.ToolResult or ChatPart.Reasoning => $"messages[].{field}",
            ChatPart.Speech => $"messages[].audio.{field}",
            _ => $"messages[].content[].{field}",
        },
    };

    /// <summary>A typed member of a part.</summary>
    /// <param name="dialect">The dialect.</param>
    /// <param name="part">The part.</param>
    /// <param name="role">Whose message it is in.</param>
    /// <param name="member">The member.</param>
    public static string OfPart(ChatDialect dialect, ChatPart part, ChatRole role, PartMember member) =>
        // Of the answer's text, chat completions tell this beside it.
        member == PartMember.Citations && dialect == ChatDialect.ChatCompletions
            ? OfMessage(dialect, "annotations")
            : part is ChatPart.Reasoning { Path: { } path } ? OfMessage(dialect, member == PartMember.Seal ? path.Replace("[].thinking", "[].signature", StringComparison.Ordinal) : path)
            : OfPart(dialect, part, role, NameOf(dialect, part, member));

    private static string InMessages(ChatPart part, ChatRole role) =>
        role == ChatRole.System ? "system[]"
        : role == ChatRole.Tool && part is not ChatPart.ToolResult ? "messages[].content[].content[]"
        : "messages[].content[]";

    private static string NameOf(ChatDialect dialect, ChatPart part, PartMember member) => (member, dialect) switch
    {
        (PartMember.Cache, ChatDialect.Responses) => "prompt_cache_breakpoint",
        (PartMember.Cache, _) => "cache_control",
        (PartMember.Citations, ChatDialect.Messages) or (PartMember.Citable, _) => "citations",
        (PartMember.Citations, _) => "annotations",
        (PartMember.Detail, ChatDialect.ChatCompletions) => "image_url.detail",
        (PartMember.Detail, _) => "detail",
        (PartMember.Name, ChatDialect.Messages) => "title",
        (PartMember.Name, ChatDialect.ChatCompletions) => "file.filename",
        (PartMember.Name, _) => "filename",
        (PartMember.Whole, ChatDialect.Messages) => "thinking",
        (PartMember.Whole, _) => "reasoning",
        // In a tool call the gateway hides it in the id.
        (PartMember.Seal, ChatDialect.Responses) when part is ChatPart.Reasoning => "encrypted_content",
        (PartMember.Seal, ChatDialect.ChatCompletions) when part is ChatPart.Reasoning => "reasoning_details",
        _ => "signature",
    };
}
