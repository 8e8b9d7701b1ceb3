namespace HybridAi.Core.Chat;

/// <summary>
/// Folds one stream's events into the response that they amount to, exactly, and reports events out of order as faults. An event
/// with a fault changes nothing. Not safe for concurrent use.
/// </summary>
/// <param name="maxContent">The most characters and bytes of content to hold; each event counts a little besides.</param>
public sealed class ChatFold(long maxContent = ChatFold.DefaultMaxContent)
{
    /// <summary>64 Mi characters and bytes: beyond the longest answer of any model.</summary>
    public const long DefaultMaxContent = 64 * 1024 * 1024;

    private const int EventOverhead = 16;

    // Fields are looked up one by one, so that a flood of them must end soon.
    private const int FieldOverhead = 4096;

    private readonly ChatGrammar _grammar = new();
    private readonly List<ChoiceFold> _choices = [];
    private readonly List<ExtraField> _extra = [];
    private long _content;
    private ResponseHead? _head;
    private ReportedUsage? _usage;

    /// <summary>Whether the stream is over, well or badly.</summary>
    public bool IsOver => _grammar.IsOver;

    /// <summary>Why the stream failed, if it did, even before the response began.</summary>
    public ChatError? Error { get; private set; }

    /// <summary>Takes the next event.</summary>
    /// <param name="next">The event.</param>
    /// <returns>What is wrong with it here.</returns>
    public EventFault Add(ChatEvent next)
    {
        var size = EventOverhead + SizeOf(next);
        if (_content + size > maxContent && next is not (ChatEvent.Failed or ChatEvent.Ended))
            return EventFault.TooLarge;
        var fault = _grammar.Check(next);
        if (fault != EventFault.None)
            return fault;
        _content += size;
        Apply(next);
        return EventFault.None;
    }

    /// <summary>What has come so far: the whole response once the stream is over. Null before it began. May be asked at any time.</summary>
    public ChatResponse? ToResponse()
    {
        if (_head is null)
            return null;
        var choices = new ChatChoice[_choices.Count];
        for (var i = 0; i < choices.Length; i++)
            choices[i] = _choices[i].ToChoice();
        return new ChatResponse(_head, choices) { Usage = _usage, Error = Error, Extra = [.. _extra] };
    }

    private void Apply(ChatEvent next)
    {
        switch (next)
        {
            case ChatEvent.Started started:
                _head = started.Head;
                break;
            case ChatEvent.PartEvent part:
                ChoiceAt(part.Choice).Apply(part);
                break;
            case ChatEvent.ChoiceFinished finished:
                ChoiceAt(finished.Choice).Finish = finished.Finish;
                break;
            case ChatEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case ChatEvent.FieldAdded { Choice: { } choice } added:
                ChoiceAt(choice).Add(added.Field, added.OfPart);
                break;
            case ChatEvent.FieldAdded added:
                ChoiceFold.Put(_extra, added.Field);
                break;
            case ChatEvent.Failed failed:
                Error = failed.Error;
                break;
        }
    }

    private ChoiceFold ChoiceAt(int index)
    {
        while (_choices.Count <= index)
            _choices.Add(new ChoiceFold());
        return _choices[index];
    }

    private static long SizeOf(ChatEvent next) => next switch
    {
        ChatEvent.TextDelta delta => delta.Text.Length + SizeOf(delta.Logprobs),
        ChatEvent.RefusalDelta delta => delta.Text.Length + SizeOf(delta.Logprobs),
        ChatEvent.ReasoningDelta delta => delta.Addition.Text.Length,
        ChatEvent.ToolInputDelta delta => delta.Input.Utf8.Length,
        ChatEvent.SpeechDelta delta => delta.Data.Length + delta.Transcript.Length,
        ChatEvent.CitationAdded added => added.Citation.Json.Utf8.Length,
        ChatEvent.Sealed @sealed => @sealed.Seal.Data.Utf8.Length,
        ChatEvent.FieldAdded added => FieldOverhead + added.Field.Path.Length + added.Field.Json.Utf8.Length,
        ChatEvent.PartStarted { Opening: ChatPart.Opaque opaque } => opaque.Json.Utf8.Length,
        ChatEvent.PartStarted { Opening: ChatPart.Media { Source: MediaSource.Base64 base64 } } => base64.Data.Utf8.Length,
        _ => 0,
    };

    private static long SizeOf(IReadOnlyList<TokenLogprob> logprobs)
    {
        var size = 0L;
        for (var i = 0; i < logprobs.Count; i++)
            size += EventOverhead + SizeOf(logprobs[i].Top);
        return size;
    }
}
