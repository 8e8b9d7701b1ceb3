namespace HybridAi.Core.Chat;

/// <summary>What a piece of media is.</summary>
public enum MediaKind
{
    /// <summary>A picture.</summary>
    Image,

    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Moving pictures.</summary>
    Video,

    /// <summary>A PDF, text or other file to read.</summary>
    Document,
}
