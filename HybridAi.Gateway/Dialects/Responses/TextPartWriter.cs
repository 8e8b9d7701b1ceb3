using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>
/// Writes texts and refusals: one <c>content</c> entry of a message each. A text that stays empty behind another one makes none: it only
/// carried a signature (Gemini), and clients that parse each entry would stumble over it.
/// </summary>
internal sealed class TextPartWriter(EventWriter events) : IPartWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<TokenLogprob> _logprobs = [];
    private readonly List<Citation> _citations = [];
    private OpenItem _item = null!;
    private int _index;
    private bool _isRefusal;
    private bool _isAnnounced;

    public void Begin(OpenItem item, ChatPart opening)
    {
        (_item, _index, _isRefusal) = (item, item.Parts.Count, opening is ChatPart.Refusal);
        _text.Clear();
        _logprobs.Clear();
        _citations.Clear();
        _isAnnounced = false;
        if (_index == 0)
            Announce();
    }

    public void Write(ChatEvent.PartEvent next)
    {
        switch (next)
        {
            case ChatEvent.TextDelta delta:
                AddText(delta.Text, delta.Logprobs);
                break;
            case ChatEvent.RefusalDelta delta:
                AddRefusal(delta.Text);
                break;
            case ChatEvent.SpeechDelta delta:
                AddText(delta.Transcript, []);
                break;
            case ChatEvent.CitationAdded { Citation: var citation } when AnnotationWriter.CanWrite(citation):
                AddAnnotation(citation);
                break;
        }
    }

    public ChatPart? End()
    {
        if (!_isAnnounced)
            return null;
        var part = ToPart();
        if (events.Begin(_isRefusal ? "response.refusal.done"u8 : "response.output_text.done"u8, out var json))
        {
            events.WritePlace(_item, "content_index"u8, _index);
            json.WriteString(_isRefusal ? "refusal"u8 : "text"u8, _text.ToString());
            if (!_isRefusal)
            {
                json.WritePropertyName("logprobs"u8);
                LogprobWriter.Write(json, _logprobs);
            }

            events.End();
        }

        WritePart("response.content_part.done"u8, part);
        return part;
    }

    private void Announce()
    {
        if (_isAnnounced)
            return;
        _isAnnounced = true;
        WritePart("response.content_part.added"u8, ToPart());
    }

    private void AddText(string text, IReadOnlyList<TokenLogprob> logprobs)
    {
        if (text.Length + logprobs.Count == 0)
            return;
        Announce();
        _text.Append(text);
        for (var i = 0; i < logprobs.Count; i++)
            _logprobs.Add(logprobs[i]);
        if (!events.Begin("response.output_text.delta"u8, out var json))
            return;
        events.WritePlace(_item, "content_index"u8, _index);
        json.WriteString("delta"u8, text);
        json.WritePropertyName("logprobs"u8);
        LogprobWriter.Write(json, logprobs);
        events.End();
    }

    private void AddRefusal(string text)
    {
        if (text.Length == 0)
            return;
        Announce();
        _text.Append(text);
        if (!events.Begin("response.refusal.delta"u8, out var json))
            return;
        events.WritePlace(_item, "content_index"u8, _index);
        json.WriteString("delta"u8, text);
        events.End();
    }

    private void AddAnnotation(Citation citation)
    {
        Announce();
        _citations.Add(citation);
        if (!events.Begin("response.output_text.annotation.added"u8, out var json))
            return;
        events.WritePlace(_item, "content_index"u8, _index);
        json.WriteNumber("annotation_index"u8, _citations.Count - 1);
        json.WritePropertyName("annotation"u8);
        AnnotationWriter.Write(json, citation);
        events.End();
    }

    private void WritePart(ReadOnlySpan<byte> type, ChatPart part)
    {
        if (!events.Begin(type, out var json))
            return;
        events.WritePlace(_item, "content_index"u8, _index);
        json.WritePropertyName("part"u8);
        ItemWriter.WritePart(json, part);
        events.End();
    }

    private ChatPart ToPart() => _isRefusal
        ? new ChatPart.Refusal(_text.ToString())
        : new ChatPart.Text(_text.ToString()) { Citations = [.. _citations], Logprobs = [.. _logprobs] };
}
