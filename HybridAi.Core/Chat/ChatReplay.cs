namespace HybridAi.Core.Chat;

/// <summary>Turns a whole response into the stream that it amounts to: the reverse of <see cref="ChatFold"/>, for answers that are not streamed by the provider or come from a cache.</summary>
public static class ChatReplay
{
    /// <summary>The events of a response, each part's content in one piece, choices one after the other.
    /// Of a whole response, or one that failed; half of one makes no legal stream.</summary>
    /// <param name="response">The response.</param>
    public static IEnumerable<ChatEvent> Events(ChatResponse response)
    {
        yield return new ChatEvent.Started(response.Head);
        foreach (var field in response.Extra)
            yield return new ChatEvent.FieldAdded(null, false, field);
        for (var i = 0; i < response.Choices.Count; i++)
        {
            foreach (var next in EventsOfChoice(i, response.Choices[i]))
                yield return next;
        }
        if (response.Usage is { } usage)
            yield return new ChatEvent.UsageReported(usage);
        yield return response.Error is { } error ? new ChatEvent.Failed(error) : new ChatEvent.Ended();
    }

    private static IEnumerable<ChatEvent> EventsOfChoice(int index, ChatChoice choice)
    {
        for (var i = 0; i < choice.Parts.Count; i++)
        {
            var part = choice.Parts[i];
            yield return new ChatEvent.PartStarted(index, i, Opening(part));
            foreach (var delta in Content(index, i, part))
                yield return delta;
            if (part.Seal is { } seal && !ChatGrammar.IsWhole(part))
                yield return new ChatEvent.Sealed(index, i, seal);
            yield return new ChatEvent.PartEnded(index, i);
        }
        foreach (var field in choice.Extra)
            yield return new ChatEvent.FieldAdded(index, false, field);
        if (choice.Finish is { } finish)
            yield return new ChatEvent.ChoiceFinished(index, finish);
    }

    private static ChatPart Opening(ChatPart part) => part switch
    {
        ChatPart.Text text => text with { Value = "", Citations = [], Logprobs = [], Seal = null },
        ChatPart.Refusal refusal => refusal with { Value = "", Logprobs = [], Seal = null },
        ChatPart.Reasoning reasoning => reasoning with { Texts = [], Seal = null },
        ChatPart.ToolCall call => call with { Input = default, Seal = null },
        ChatPart.Speech speech => speech with { Data = default, Transcript = "", ExpiresAt = null, Seal = null },
        _ => part,
    };

    private static IEnumerable<ChatEvent> Content(int choice, int index, ChatPart part)
    {
        switch (part)
        {
            case ChatPart.Text text:
                if (text.Value.Length + text.Logprobs.Count > 0)
                    yield return new ChatEvent.TextDelta(choice, index, text.Value) { Logprobs = text.Logprobs };
                foreach (var citation in text.Citations)
                    yield return new ChatEvent.CitationAdded(choice, index, citation);
                break;
            case ChatPart.Refusal refusal:
                if (refusal.Value.Length + refusal.Logprobs.Count > 0)
                    yield return new ChatEvent.RefusalDelta(choice, index, refusal.Value) { Logprobs = refusal.Logprobs };
                break;
            case ChatPart.Reasoning reasoning:
                for (var i = 0; i < reasoning.Texts.Count; i++)
                    yield return new ChatEvent.ReasoningDelta(choice, index, i, reasoning.Texts[i]);
                break;
            case ChatPart.ToolCall { Input.IsEmpty: false } call:
                yield return new ChatEvent.ToolInputDelta(choice, index, call.Input);
                break;
            case ChatPart.Speech speech:
                yield return new ChatEvent.SpeechDelta(choice, index, speech.Data, speech.Transcript) { ExpiresAt = speech.ExpiresAt };
                break;
        }
    }
}
