using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Cohere;

/// <summary>Reads one answer. The end of a text is held back until something else begins, since citations come behind their text.</summary>
internal sealed class CohereReader(ChatTarget target) : IChatReader
{
    private readonly CohereParts _parts = new(target.Tools);
    private bool _started;
    private bool _over;

    /// <inheritdoc />
    public string? ReadAnswer(ReadOnlySpan<byte> body, List<ChatEvent> events)
    {
        var answer = new CohereAnswer(body);
        if (answer.Read() is { } wrong)
            return wrong;
        Start(answer.Id, events);
        answer.Replay(_parts, events);
        return Finish(answer.FinishReason, answer.Error, answer.Usage, events);
    }

    /// <inheritdoc />
    public string? Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        // The official clients take this for an end; the answer is whole only by its message-end.
        if (_over || data.IsEmpty || data.SequenceEqual("[DONE]"u8))
            return null;
        var next = new CohereEvent(data);
        if (next.Read(eventName) is { } wrong)
            return wrong;
        if (next.Type == CohereEventType.Error || (next.Type == CohereEventType.None && next.Error is not null))
        {
            Fail(next.Error, null, events);
            return null;
        }

        if (next.Type is CohereEventType.None or CohereEventType.Other)
            return null;
        Start(next.Id, events);
        return Apply(ref next, events);
    }

    /// <inheritdoc />
    public void End(List<ChatEvent> events)
    {
        // Whole answers end by their own event.
    }

    private string? Apply(ref CohereEvent next, List<ChatEvent> events)
    {
        switch (next.Type)
        {
            case CohereEventType.ContentStart:
                if (next.IsThinking)
                    _parts.StartThinking(next.Thinking, events);
                else
                    _parts.StartText(next.Text, events);
                break;
            case CohereEventType.ContentDelta:
                if (next.Thinking is not null)
                    _parts.AddThinking(next.Thinking, ReasoningKind.Thought, events);
                if (next.Text is not null || next.Logprobs is { Count: > 0 })
                    _parts.AddText(next.Text ?? "", next.Logprobs, events);
                break;
            case CohereEventType.ContentEnd:
                _parts.EndContent(events);
                break;
            case CohereEventType.ToolPlanDelta:
                _parts.AddThinking(next.Plan ?? "", ReasoningKind.Plan, events);
                break;
            case CohereEventType.ToolCallStart:
                if (string.IsNullOrEmpty(next.CallName))
                    return "a tool call has no name";
                _parts.StartCall(next.CallId, next.CallName, next.Arguments, events);
                break;
            case CohereEventType.ToolCallDelta:
                return _parts.AddArguments(next.Arguments, events) ? null : "arguments came without a tool call, or without end";
            case CohereEventType.ToolCallEnd:
                _parts.EndCall(events);
                break;
            case CohereEventType.CitationStart:
                if (next.Citation is { } citation)
                    _parts.Cite(citation, events);
                break;
            case CohereEventType.MessageEnd:
                return Finish(next.FinishReason, next.Error, next.Usage, events);
        }

        return null;
    }

    private void Start(string? id, List<ChatEvent> events)
    {
        if (_started)
            return;
        _started = true;
        events.Add(new ChatEvent.Started(new ResponseHead(string.IsNullOrEmpty(id) ? $"cohere-{Guid.NewGuid():N}" : id, target.Model)));
    }

    private string? Finish(string? reason, string? error, ReportedUsage? usage, List<ChatEvent> events)
    {
        if (reason is null && error is null)
            return "the answer ends without a finish_reason";
        _parts.End(events);
        if (usage is not null)
            events.Add(new ChatEvent.UsageReported(usage));
        if (error is not null || CohereJson.Finish(reason!) is not { } finish)
        {
            Fail(error, reason, events);
            return null;
        }

        events.Add(new ChatEvent.ChoiceFinished(0, finish));
        events.Add(new ChatEvent.Ended());
        _over = true;
        return null;
    }

    private void Fail(string? message, string? reason, List<ChatEvent> events)
    {
        _over = true;
        events.Add(new ChatEvent.Failed(new ChatError(message ?? CohereErrors.MessageOf(reason)) { Type = reason }));
    }
}
