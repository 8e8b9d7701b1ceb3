using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Cohere;

/// <summary>Makes the events of one answer's parts, one part open at a time, whatever comes in which order.</summary>
internal sealed class CohereParts(IReadOnlyList<ToolDefinition> tools)
{
    private const int LongestText = 16 * 1024 * 1024;

    // The arguments of a function that stands for a tool of plain text; they are that text only when they are whole.
    private readonly ArrayBufferWriter<byte> _wrapped = new();

    private int _part = -1;
    private Kind _open;
    private ReasoningKind _thinking;
    private int _strayCitations;
    private bool _isWrapped;

    private enum Kind
    {
        None,
        Text,
        Reasoning,
        Call,
    }

    public void StartText(string? text, List<ChatEvent> events)
    {
        Begin(Kind.Text, new ChatPart.Text(""), events);
        if (!string.IsNullOrEmpty(text))
            events.Add(new ChatEvent.TextDelta(0, _part, text));
    }

    public void AddText(string text, IReadOnlyList<TokenLogprob>? logprobs, List<ChatEvent> events)
    {
        if (_open != Kind.Text)
            Begin(Kind.Text, new ChatPart.Text(""), events);
        if (text.Length > 0 || logprobs is { Count: > 0 })
            events.Add(new ChatEvent.TextDelta(0, _part, text) { Logprobs = logprobs ?? [] });
    }

    public void StartThinking(string? text, List<ChatEvent> events)
    {
        BeginReasoning(ReasoningKind.Thought, events);
        if (!string.IsNullOrEmpty(text))
            AddThinking(text, ReasoningKind.Thought, events);
    }

    public void AddThinking(string text, ReasoningKind kind, List<ChatEvent> events)
    {
        if (_open != Kind.Reasoning || _thinking != kind)
            BeginReasoning(kind, events);
        events.Add(new ChatEvent.ReasoningDelta(0, _part, 0, new ReasoningText(kind, text)));
    }

    public void StartCall(string? id, string name, Verbatim arguments, List<ChatEvent> events)
    {
        var kind = EmulatedTools.IsCustom(tools, name) ? ToolKind.Custom : ToolKind.Function;
        Begin(Kind.Call, new ChatPart.ToolCall(kind, string.IsNullOrEmpty(id) ? $"call_{Guid.NewGuid():N}" : id, name, default), events);
        _isWrapped = kind == ToolKind.Custom;
        _wrapped.ResetWrittenCount();
        AddArguments(arguments, events);
    }

    /// <summary>Adds to a call's arguments.</summary>
    /// <returns>False if no call is open, or a text never ends.</returns>
    public bool AddArguments(Verbatim arguments, List<ChatEvent> events)
    {
        if (_open != Kind.Call)
            return false;
        if (_isWrapped)
        {
            if (_wrapped.WrittenCount + arguments.Utf8.Length > LongestText)
                return false;
            _wrapped.Write(arguments.Utf8.Span);
        }
        else if (!arguments.IsEmpty)
            events.Add(new ChatEvent.ToolInputDelta(0, _part, arguments));
        return true;
    }

    public void EndCall(List<ChatEvent> events)
    {
        if (_open == Kind.Call)
            End(events);
    }

    /// <summary>A piece of content is complete. Of a text that is kept to oneself: its citations may follow.</summary>
    public void EndContent(List<ChatEvent> events)
    {
        if (_open == Kind.Reasoning)
            End(events);
    }

    public void Cite(CohereCitation citation, List<ChatEvent> events)
    {
        // What speaks of something else than a text has no place in the model and is kept raw.
        if (_open == Kind.Text && citation.IsOfText)
            events.Add(new ChatEvent.CitationAdded(0, _part, citation.Citation));
        else
            events.Add(new ChatEvent.FieldAdded(0, OfPart: false, new ExtraField($"citations/{_strayCitations++}", citation.Citation.Json)));
    }

    public void End(List<ChatEvent> events)
    {
        if (_open == Kind.None)
            return;
        if (_open == Kind.Call && _isWrapped && EmulatedTools.Unwrap(new Verbatim(_wrapped.WrittenSpan.ToArray())) is { IsEmpty: false } text)
            events.Add(new ChatEvent.ToolInputDelta(0, _part, text));
        _open = Kind.None;
        events.Add(new ChatEvent.PartEnded(0, _part));
    }

    private void BeginReasoning(ReasoningKind kind, List<ChatEvent> events)
    {
        Begin(Kind.Reasoning, new ChatPart.Reasoning([]), events);
        _thinking = kind;
    }

    private void Begin(Kind kind, ChatPart opening, List<ChatEvent> events)
    {
        End(events);
        _open = kind;
        events.Add(new ChatEvent.PartStarted(0, ++_part, opening));
    }
}
