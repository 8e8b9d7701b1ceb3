namespace HybridAi.Core.Chat;

/// <summary>
/// A step of a streamed answer. The set is closed; <see cref="ChatGrammar"/> holds the order:
/// <code>
/// stream  := Started  step*  Ended            Failed may stand at any point, even first, and is then the last
/// step    := a choice's next event | UsageReported | FieldAdded       choices mingle freely
/// choice  := part*  ChoiceFinished
/// part    := PartStarted  delta*  PartEnded   one part of a choice at a time
/// </code>
/// An event's bytes and lists belong to it and never change.
/// </summary>
public abstract record ChatEvent
{
    private ChatEvent()
    {
    }

    /// <summary>Only the kind, so that no log shows what was said.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>The response begins.</summary>
    /// <param name="Head">What it says before its content.</param>
    public sealed record Started(ResponseHead Head) : ChatEvent;

    /// <summary>What the response has taken so far; the last one counts. A wire that tells the input early gives several.</summary>
    /// <param name="Usage">The count from the response's beginning.</param>
    public sealed record UsageReported(ReportedUsage Usage) : ChatEvent;

    /// <summary>A field without a typed member, reported once rather than with each chunk; a later one of the same path replaces it.</summary>
    /// <param name="Choice">The choice it belongs to, or null for the response.</param>
    /// <param name="OfPart">Whether it belongs to the choice's open part.</param>
    /// <param name="Field">The field.</param>
    public sealed record FieldAdded(int? Choice, bool OfPart, ExtraField Field) : ChatEvent;

    /// <summary>A choice is complete.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Finish">Why it ended.</param>
    public sealed record ChoiceFinished(int Choice, ChatFinish Finish) : ChatEvent;

    /// <summary>The provider failed. Nothing follows.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Failed(ChatError Error) : ChatEvent;

    /// <summary>The response is complete: every choice is finished. Nothing follows.</summary>
    public sealed record Ended : ChatEvent;

    /// <summary>An event within a choice's part.</summary>
    /// <param name="Choice">The choice, from 0.</param>
    /// <param name="Part">The part within the choice, counted from 0 without gaps.</param>
    public abstract record PartEvent(int Choice, int Part) : ChatEvent;

    /// <summary>
    /// A part begins. Media and opaque parts come whole with this event; all others come bare, and their content, citations, log
    /// probabilities and seal follow, so that a writer has one way to get each.
    /// </summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Opening">The part without its content.</param>
    public sealed record PartStarted(int Choice, int Part, ChatPart Opening) : PartEvent(Choice, Part);

    /// <summary>More of a text.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Text">The addition.</param>
    public sealed record TextDelta(int Choice, int Part, string Text) : PartEvent(Choice, Part)
    {
        /// <summary>The log probabilities of the addition's tokens.</summary>
        public IReadOnlyList<TokenLogprob> Logprobs { get; init; } = [];
    }

    /// <summary>More of a refusal.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Text">The addition.</param>
    public sealed record RefusalDelta(int Choice, int Part, string Text) : PartEvent(Choice, Part)
    {
        /// <summary>The log probabilities of the addition's tokens.</summary>
        public IReadOnlyList<TokenLogprob> Logprobs { get; init; } = [];
    }

    /// <summary>More of a reasoning's text.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Index">Which of the part's texts: the last one, or the next, which then begins.</param>
    /// <param name="Addition">The addition and the kind of the text it belongs to.</param>
    public sealed record ReasoningDelta(int Choice, int Part, int Index, ReasoningText Addition) : PartEvent(Choice, Part);

    /// <summary>More of a tool call's input.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Input">The addition.</param>
    public sealed record ToolInputDelta(int Choice, int Part, Verbatim Input) : PartEvent(Choice, Part);

    /// <summary>More of the model's speech.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Data">More sound, decoded from base64; may be empty.</param>
    /// <param name="Transcript">More of its words; may be empty.</param>
    public sealed record SpeechDelta(int Choice, int Part, ReadOnlyMemory<byte> Data, string Transcript) : PartEvent(Choice, Part)
    {
        /// <summary>Until when the part's id stands for it, once the wire tells.</summary>
        public DateTimeOffset? ExpiresAt { get; init; }
    }

    /// <summary>A text's citation.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Citation">The citation.</param>
    public sealed record CitationAdded(int Choice, int Part, Citation Citation) : PartEvent(Choice, Part);

    /// <summary>A part's seal, once and whole.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    /// <param name="Seal">The seal.</param>
    public sealed record Sealed(int Choice, int Part, Seal Seal) : PartEvent(Choice, Part);

    /// <summary>A part is complete.</summary>
    /// <param name="Choice">The choice.</param>
    /// <param name="Part">The part.</param>
    public sealed record PartEnded(int Choice, int Part) : PartEvent(Choice, Part);
}
