using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>An output item that is being written: a message with its finished parts, a reasoning, a call.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="Index">Its place in the output.</param>
/// <param name="SourceId">The id that its provider gave it, which parts of one message share.</param>
internal sealed record OpenItem(ItemKind Kind, string Id, int Index, string? SourceId)
{
    /// <summary>Its parts that are complete.</summary>
    public List<ChatPart> Parts { get; } = [];

    /// <summary>Whether another part belongs to the same message.</summary>
    public bool Takes(ItemKind kind, ChatPart part) => Kind == ItemKind.Message && kind == ItemKind.Message && SourceId == part.ItemId;
}
