namespace HybridAi.Core.Chat;

/// <summary>What of a <see cref="ChatPart"/> may be dropped, by the names that dialects have for it (<see cref="ChatPaths"/>).</summary>
public enum PartMember
{
    /// <summary>All of it: only reasoning is dropped as a whole.</summary>
    Whole,

    /// <summary><see cref="ChatPart.Cache"/>.</summary>
    Cache,

    /// <summary><see cref="ChatPart.Seal"/>.</summary>
    Seal,

    /// <summary><see cref="ChatPart.Text.Citations"/>.</summary>
    Citations,

    /// <summary><see cref="ChatPart.Media.Detail"/>.</summary>
    Detail,

    /// <summary><see cref="ChatPart.Media.Name"/>.</summary>
    Name,

    /// <summary><see cref="ChatPart.Media.Citable"/>.</summary>
    Citable,
}
