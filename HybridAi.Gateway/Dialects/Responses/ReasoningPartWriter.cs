using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes reasoning: an item of its own, with summaries and texts that are counted apart.</summary>
/// <param name="events">Gets the events.</param>
/// <param name="summarized">Whether all of it is told as a summary.</param>
internal sealed class ReasoningPartWriter(EventWriter events, bool summarized) : IPartWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<ReasoningText> _texts = [];
    private OpenItem _item = null!;
    private ReasoningKind? _open;
    private Seal? _seal;
    private int _summaries;
    private int _contents;

    public void Begin(OpenItem item, ChatPart opening)
    {
        (_item, _open, _seal, _summaries, _contents) = (item, null, null, 0, 0);
        _texts.Clear();
    }

    public void Write(ChatEvent.PartEvent next)
    {
        if (next is ChatEvent.Sealed { Seal: var seal })
            _seal = seal;
        if (next is not ChatEvent.ReasoningDelta { Addition: var addition } delta)
            return;
        if (_open is null || delta.Index > _texts.Count)
            Open(addition.Kind);
        _text.Append(addition.Text);
        if (addition.Text.Length == 0 || !events.Begin(IsSummary ? "response.reasoning_summary_text.delta"u8 : "response.reasoning_text.delta"u8, out var json))
            return;
        WritePlace();
        json.WriteString("delta"u8, addition.Text);
        events.End();
    }

    public ChatPart End()
    {
        Close();
        return new ChatPart.Reasoning([.. _texts]) { Seal = _seal };
    }

    private bool IsSummary => summarized || _open == ReasoningKind.Summary;

    private void Open(ReasoningKind kind)
    {
        Close();
        _open = kind;
        _text.Clear();
        WritePart(IsSummary ? "response.reasoning_summary_part.added"u8 : "response.content_part.added"u8);
    }

    private void Close()
    {
        if (_open is not { } kind)
            return;
        if (events.Begin(IsSummary ? "response.reasoning_summary_text.done"u8 : "response.reasoning_text.done"u8, out var json))
        {
            WritePlace();
            json.WriteString("text"u8, _text.ToString());
            events.End();
        }

        WritePart(IsSummary ? "response.reasoning_summary_part.done"u8 : "response.content_part.done"u8);
        (IsSummary ? ref _summaries : ref _contents)++;
        _texts.Add(new ReasoningText(kind, _text.ToString()));
        _open = null;
    }

    private void WritePart(ReadOnlySpan<byte> type)
    {
        if (!events.Begin(type, out var json))
            return;
        WritePlace();
        json.WritePropertyName("part"u8);
        ItemWriter.WriteReasoningText(json, IsSummary, _text.ToString());
        events.End();
    }

    private void WritePlace() => events.WritePlace(_item, IsSummary ? "summary_index"u8 : "content_index"u8, IsSummary ? _summaries : _contents);
}
