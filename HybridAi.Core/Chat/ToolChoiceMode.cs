namespace HybridAi.Core.Chat;

/// <summary>Whether the model must call tools.</summary>
public enum ToolChoiceMode
{
    /// <summary>As it likes.</summary>
    Auto,

    /// <summary>It must not.</summary>
    None,

    /// <summary>It must call at least one.</summary>
    Required,

    /// <summary>It must call the one tool that <see cref="ToolChoice.Tools"/> names.</summary>
    Named,
}
