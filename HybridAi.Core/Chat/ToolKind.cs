namespace HybridAi.Core.Chat;

/// <summary>Who runs a tool and what it takes.</summary>
public enum ToolKind
{
    /// <summary>The caller runs it; it takes JSON.</summary>
    Function,

    /// <summary>The caller runs it; it takes plain text (OpenAI's custom tools).</summary>
    Custom,

    /// <summary>The provider runs it.</summary>
    Hosted,
}
