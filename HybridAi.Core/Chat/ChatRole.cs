namespace HybridAi.Core.Chat;

/// <summary>Who speaks in a message.</summary>
public enum ChatRole
{
    /// <summary>The operator.</summary>
    System,

    /// <summary>The operator in OpenAI's newer word; formats without it take it as <see cref="System"/>.</summary>
    Developer,

    /// <summary>The user.</summary>
    User,

    /// <summary>The model. As the last message it is a beginning for the model to continue, where a format can.</summary>
    Assistant,

    /// <summary>The tools: only <see cref="ChatPart.ToolResult"/> parts, all results of one assistant turn together.</summary>
    Tool,
}
