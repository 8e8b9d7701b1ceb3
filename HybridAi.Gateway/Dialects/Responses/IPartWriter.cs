using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes the events within an item for one kind of part, one part after the other.</summary>
internal interface IPartWriter
{
    /// <summary>A part begins.</summary>
    /// <param name="item">The item that it belongs to.</param>
    /// <param name="opening">The part without its content.</param>
    void Begin(OpenItem item, ChatPart opening);

    /// <summary>The part goes on.</summary>
    void Write(ChatEvent.PartEvent next);

    /// <summary>The part ends.</summary>
    /// <returns>The whole part; null if it is left out.</returns>
    ChatPart? End();
}
