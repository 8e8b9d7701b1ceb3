namespace HybridAi.Core.Chat;

/// <summary>
/// Watches the order of one stream's events (see <see cref="ChatEvent"/>) without keeping their content. An event with a fault
/// changes nothing. Not safe for concurrent use.
/// </summary>
public sealed class ChatGrammar
{
    /// <summary>The most choices of one response: what OpenAI allows.</summary>
    public const int MaxChoices = 128;

    private readonly List<ChoiceState> _choices = [];
    private bool _started;

    /// <summary>Whether the stream is over, well or badly.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Takes the next event.</summary>
    /// <param name="next">The event.</param>
    /// <returns>What is wrong with it here.</returns>
    public EventFault Check(ChatEvent next)
    {
        if (IsOver)
            return EventFault.AfterEnd;
        if (next is ChatEvent.Failed)
        {
            IsOver = true;
            return EventFault.None;
        }
        if (next is ChatEvent.Started)
        {
            var fault = _started ? EventFault.AlreadyStarted : EventFault.None;
            _started = true;
            return fault;
        }
        return !_started ? EventFault.NotStarted : next switch
        {
            ChatEvent.PartEvent part => CheckPart(part),
            ChatEvent.ChoiceFinished finished => Finish(finished.Choice),
            ChatEvent.FieldAdded field => CheckField(field),
            ChatEvent.Ended => End(),
            _ => EventFault.None,
        };
    }

    private EventFault CheckPart(ChatEvent.PartEvent part)
    {
        var choice = Find(part.Choice, out var fault);
        if (fault != EventFault.None)
            return fault;
        if (part is ChatEvent.PartStarted started)
            return Start(choice, started);
        if (choice?.Open is not { } open || part.Part != choice.Parts - 1)
            return EventFault.NoSuchPart;
        switch (part)
        {
            case ChatEvent.PartEnded:
                choice.Open = null;
                return EventFault.None;
            case ChatEvent.Sealed:
                return Seal(choice, open);
            case ChatEvent.ReasoningDelta delta:
                return open is ChatPart.Reasoning ? CheckText(choice, delta) : EventFault.WrongKind;
            default:
                return Takes(open, part) ? EventFault.None : EventFault.WrongKind;
        }
    }

    private EventFault Start(ChoiceState? choice, ChatEvent.PartStarted started)
    {
        if (choice?.Open is not null)
            return EventFault.PartIsOpen;
        if (started.Part != (choice?.Parts ?? 0))
            return EventFault.NoSuchPart;
        if (started.Opening is ChatPart.ToolResult)
            return EventFault.NotInAnAnswer;
        if (!IsWhole(started.Opening) && !IsBare(started.Opening))
            return EventFault.ContentInOpening;
        choice ??= Reach(started.Choice);
        choice.Open = started.Opening;
        choice.Parts++;
        choice.Texts = 0;
        choice.IsSealed = false;
        return EventFault.None;
    }

    /// <summary>Whether a part comes whole with its <see cref="ChatEvent.PartStarted"/>.</summary>
    internal static bool IsWhole(ChatPart part) => part is ChatPart.Media or ChatPart.Opaque;

    private static bool IsBare(ChatPart part) => part.Seal is null && part switch
    {
        ChatPart.Text text => text.Value.Length == 0 && text.Citations.Count == 0 && text.Logprobs.Count == 0,
        ChatPart.Refusal refusal => refusal.Value.Length == 0 && refusal.Logprobs.Count == 0,
        ChatPart.Reasoning reasoning => reasoning.Texts.Count == 0,
        ChatPart.ToolCall call => call.Input.IsEmpty,
        ChatPart.Speech speech => speech.Data.IsEmpty && speech.Transcript.Length == 0 && speech.ExpiresAt is null,
        _ => false,
    };

    private static bool Takes(ChatPart open, ChatEvent delta) => delta switch
    {
        ChatEvent.TextDelta or ChatEvent.CitationAdded => open is ChatPart.Text,
        ChatEvent.RefusalDelta => open is ChatPart.Refusal,
        ChatEvent.ToolInputDelta => open is ChatPart.ToolCall,
        ChatEvent.SpeechDelta => open is ChatPart.Speech,
        _ => false,
    };

    private static EventFault Seal(ChoiceState choice, ChatPart open)
    {
        if (IsWhole(open))
            return EventFault.WrongKind;
        var fault = choice.IsSealed ? EventFault.AlreadySealed : EventFault.None;
        choice.IsSealed = true;
        return fault;
    }

    private static EventFault CheckText(ChoiceState choice, ChatEvent.ReasoningDelta delta)
    {
        if (delta.Index == choice.Texts)
        {
            choice.Texts++;
            choice.TextKind = delta.Addition.Kind;
            return EventFault.None;
        }
        return delta.Index >= 0 && delta.Index == choice.Texts - 1 && delta.Addition.Kind == choice.TextKind
            ? EventFault.None
            : EventFault.NoSuchText;
    }

    private EventFault CheckField(ChatEvent.FieldAdded field)
    {
        if (field.Choice is not { } index)
            return field.OfPart ? EventFault.NoSuchPart : EventFault.None;
        var choice = Find(index, out var fault);
        if (field.OfPart && choice?.Open is null)
            return fault == EventFault.NoSuchChoice ? fault : EventFault.NoSuchPart;
        if (fault == EventFault.None)
            Reach(index);
        // What a wire tells with or after the finish reason still belongs to the choice.
        return fault == EventFault.ChoiceIsFinished ? EventFault.None : fault;
    }

    private EventFault Finish(int index)
    {
        var choice = Find(index, out var fault);
        if (fault != EventFault.None)
            return fault;
        if (choice?.Open is not null)
            return EventFault.PartIsOpen;
        Reach(index).IsFinished = true;
        return EventFault.None;
    }

    private EventFault End()
    {
        if (_choices.Count == 0)
            return EventFault.Unfinished;
        foreach (var choice in _choices)
        {
            if (!choice.IsFinished)
                return EventFault.Unfinished;
        }
        IsOver = true;
        return EventFault.None;
    }

    private ChoiceState? Find(int index, out EventFault fault)
    {
        var choice = index >= 0 && index < _choices.Count ? _choices[index] : null;
        fault = index is < 0 or >= MaxChoices ? EventFault.NoSuchChoice
            : choice is { IsFinished: true } ? EventFault.ChoiceIsFinished
            : EventFault.None;
        return choice;
    }

    private ChoiceState Reach(int index)
    {
        while (_choices.Count <= index)
            _choices.Add(new ChoiceState());
        return _choices[index];
    }

    private sealed class ChoiceState
    {
        public int Parts;
        public ChatPart? Open;
        public bool IsSealed;
        public int Texts;
        public ReasoningKind TextKind;
        public bool IsFinished;
    }
}
