namespace HybridAi.Core.Chat;

/// <summary>What is wrong with an event at the point where it came.</summary>
public enum EventFault
{
    /// <summary>Nothing: it is in order.</summary>
    None,

    /// <summary>It came before <see cref="ChatEvent.Started"/>.</summary>
    NotStarted,

    /// <summary>The response began twice.</summary>
    AlreadyStarted,

    /// <summary>It came after <see cref="ChatEvent.Ended"/> or <see cref="ChatEvent.Failed"/>.</summary>
    AfterEnd,

    /// <summary>It names a choice below 0, or of which there can be none.</summary>
    NoSuchChoice,

    /// <summary>Its choice is finished.</summary>
    ChoiceIsFinished,

    /// <summary>A part, or the choice's end, came while the choice's last part was open.</summary>
    PartIsOpen,

    /// <summary>It names a part that is not the open one, or a new part that is not the next.</summary>
    NoSuchPart,

    /// <summary>The part that begins cannot be part of an answer.</summary>
    NotInAnAnswer,

    /// <summary>The part that begins already has content that must follow it.</summary>
    ContentInOpening,

    /// <summary>The open part is of another kind than the delta.</summary>
    WrongKind,

    /// <summary>A reasoning text that is neither the last, with its kind, nor the next.</summary>
    NoSuchText,

    /// <summary>The part was sealed before.</summary>
    AlreadySealed,

    /// <summary>The response ended without a choice, or with an unfinished one.</summary>
    Unfinished,

    /// <summary>The content is larger than the fold may hold.</summary>
    TooLarge,
}
