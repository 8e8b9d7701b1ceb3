using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Translation;

/// <summary>Picks from a translated answer's events what its record needs.</summary>
public sealed class ChatFacts
{
    private const int BytesPerToken = 4;
    private const int LongestFinishReason = 32;

    private AnswerFacts _facts;
    private long _contentBytes;
    private int _deltas;

    /// <summary>What the provider said: usage, cost, finish reason.</summary>
    public AnswerFacts Facts => _facts;

    /// <summary>The output tokens as the content's length suggests. Short deltas are about one token each, as with streams that pass unchanged.</summary>
    public int EstimatedOutputTokens => (int)Math.Max(Math.Min(_deltas, _contentBytes), _contentBytes / BytesPerToken);

    /// <summary>Looks at the next event.</summary>
    /// <param name="next">The event.</param>
    public void Add(ChatEvent next)
    {
        switch (next)
        {
            case ChatEvent.UsageReported { Usage: var usage }:
                _facts.Usage = usage.Billed ?? usage.Tokens;
                _facts.CostUsd = usage.Cost?.Usd ?? _facts.CostUsd;
                break;
            case ChatEvent.ChoiceFinished { Finish: { Raw: var raw } finish } finished:
                _facts.IsCut |= finish.Reason is FinishReason.ContentFilter or FinishReason.Error;
                if (finished.Choice == 0 || _facts.FinishReason is null)
                    _facts.FinishReason = raw.Length <= LongestFinishReason ? raw : raw[..LongestFinishReason];
                break;
            case ChatEvent.TextDelta delta:
                Count(delta.Text.Length);
                break;
            case ChatEvent.RefusalDelta delta:
                Count(delta.Text.Length);
                break;
            case ChatEvent.ReasoningDelta delta:
                Count(delta.Addition.Text.Length);
                break;
            case ChatEvent.ToolInputDelta delta:
                Count(delta.Input.Utf8.Length);
                break;
        }
    }

    /// <summary>Whether an event is what a caller would see as the beginning of an answer.</summary>
    /// <param name="next">The event.</param>
    public static bool IsContent(ChatEvent next) => next switch
    {
        ChatEvent.PartStarted started => started.Opening is ChatPart.Media or ChatPart.Opaque or ChatPart.ToolCall,
        ChatEvent.PartEvent or ChatEvent.ChoiceFinished => true,
        _ => false,
    };

    private void Count(int length)
    {
        _contentBytes += length;
        _deltas++;
    }
}
