using System.Buffers;
using System.Text;

namespace HybridAi.Core.Chat;

/// <summary>The open part of a <see cref="ChoiceFold"/>, reused from part to part.</summary>
internal sealed class PartFold
{
    private readonly StringBuilder _text = new();
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<ReasoningText> _texts = [];
    private readonly List<Citation> _citations = [];
    private readonly List<TokenLogprob> _logprobs = [];
    private ChatPart _opening = new ChatPart.Text("");
    private ReasoningKind? _kind;
    private Seal? _seal;
    private DateTimeOffset? _expiresAt;

    public List<ExtraField> Extra { get; } = [];

    public void Begin(ChatPart opening)
    {
        _text.Clear();
        _bytes.ResetWrittenCount();
        _texts.Clear();
        _citations.Clear();
        _logprobs.Clear();
        Extra.Clear();
        Extra.AddRange(opening.Extra);
        _opening = opening;
        _kind = null;
        _seal = opening.Seal;
        _expiresAt = null;
    }

    public void Apply(ChatEvent.PartEvent next)
    {
        switch (next)
        {
            case ChatEvent.TextDelta delta:
                _text.Append(delta.Text);
                _logprobs.AddRange(delta.Logprobs);
                break;
            case ChatEvent.RefusalDelta delta:
                _text.Append(delta.Text);
                _logprobs.AddRange(delta.Logprobs);
                break;
            case ChatEvent.ReasoningDelta delta:
                AddReasoning(delta);
                break;
            case ChatEvent.ToolInputDelta delta:
                _bytes.Write(delta.Input.Utf8.Span);
                break;
            case ChatEvent.SpeechDelta delta:
                _bytes.Write(delta.Data.Span);
                _text.Append(delta.Transcript);
                _expiresAt = delta.ExpiresAt ?? _expiresAt;
                break;
            case ChatEvent.CitationAdded added:
                _citations.Add(added.Citation);
                break;
            case ChatEvent.Sealed @sealed:
                _seal = @sealed.Seal;
                break;
        }
    }

    public ChatPart ToPart()
    {
        IReadOnlyList<ExtraField> extra = [.. Extra];
        return _opening switch
        {
            ChatPart.Text text => text with
            {
                Value = _text.ToString(), Citations = [.. _citations], Logprobs = [.. _logprobs], Seal = _seal, Extra = extra,
            },
            ChatPart.Refusal refusal => refusal with
            {
                Value = _text.ToString(), Logprobs = [.. _logprobs], Seal = _seal, Extra = extra,
            },
            ChatPart.Reasoning reasoning => reasoning with
            {
                Texts = _kind is { } kind ? [.. _texts, new ReasoningText(kind, _text.ToString())] : [], Seal = _seal, Extra = extra,
            },
            ChatPart.ToolCall call => call with
            {
                Input = new Verbatim(_bytes.WrittenSpan.ToArray()), Seal = _seal, Extra = extra,
            },
            ChatPart.Speech speech => speech with
            {
                Data = _bytes.WrittenSpan.ToArray(), Transcript = _text.ToString(), ExpiresAt = _expiresAt, Seal = _seal, Extra = extra,
            },
            var whole => whole with { Extra = extra },
        };
    }

    private void AddReasoning(ChatEvent.ReasoningDelta delta)
    {
        var count = _texts.Count + (_kind is null ? 0 : 1);
        if (delta.Index == count)
        {
            if (_kind is { } last)
                _texts.Add(new ReasoningText(last, _text.ToString()));
            _text.Clear();
            _kind = delta.Addition.Kind;
        }
        _text.Append(delta.Addition.Text);
    }
}
