namespace HybridAi.Core.Chat;

/// <summary>
/// One turn of a conversation. Neighbouring wire items of the same turn (OpenAI's tool messages, the items of a response) are one
/// message here; Anthropic's user turn with tool results and text is two, the results first.
/// </summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">What is said, in order.</param>
public sealed record ChatMessage(ChatRole Role, IReadOnlyList<ChatPart> Parts)
{
    /// <summary>The speaker's name, where several share a role.</summary>
    public string? Name { get; init; }

    /// <summary>Fields without a typed member.</summary>
    public IReadOnlyList<ExtraField> Extra { get; init; } = [];
}
