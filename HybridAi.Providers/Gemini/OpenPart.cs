using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Opens and closes the parts of one candidate, one at a time.</summary>
internal sealed class OpenPart(int choice)
{
    // Beyond this no citation is placed: its offsets could not be counted.
    private const int LongestCitable = 1024 * 1024;

    private readonly List<string> _texts = [];
    private ChatPart? _open;
    private bool _isSealed;
    private int _next;
    private int _length;

    /// <summary>Whether a text is open, so that it can be cited.</summary>
    public bool IsText => _open is ChatPart.Text;

    /// <summary>The text of the open part so far; null if it is too long to be cited.</summary>
    public string? CitableText => _length <= LongestCitable ? string.Concat(_texts) : null;

    private int Part => _next - 1;

    /// <summary>More text of the answer.</summary>
    public void AddText(string text, IReadOnlyList<TokenLogprob> logprobs, Seal? seal, List<ChatEvent> events)
    {
        if (text.Length == 0 && logprobs.Count == 0 && seal is null)
            return;
        // A text with a signature is a part of its own: it goes back as it came.
        if (_open is not ChatPart.Text || _isSealed || seal is not null)
            Start(new ChatPart.Text(""), events);
        if (text.Length + logprobs.Count > 0)
            events.Add(new ChatEvent.TextDelta(choice, Part, text) { Logprobs = logprobs });
        _length += text.Length;
        if (_length <= LongestCitable)
            _texts.Add(text);
        Add(seal, events);
    }

    /// <summary>More of the model's thoughts.</summary>
    public void AddThought(string text, Seal? seal, List<ChatEvent> events)
    {
        if (text.Length == 0 && seal is null)
            return;
        if (_open is not ChatPart.Reasoning || _isSealed || seal is not null)
            Start(new ChatPart.Reasoning([]), events);
        events.Add(new ChatEvent.ReasoningDelta(choice, Part, 0, new ReasoningText(ReasoningKind.Thought, text)));
        Add(seal, events);
    }

    /// <summary>More sound.</summary>
    public void AddSpeech(byte[] sound, string? mediaType, Seal? seal, List<ChatEvent> events)
    {
        if (_open is not ChatPart.Speech open || open.MediaType != mediaType || _isSealed || seal is not null)
            Start(new ChatPart.Speech(default, "") { MediaType = mediaType }, events);
        events.Add(new ChatEvent.SpeechDelta(choice, Part, sound, ""));
        Add(seal, events);
    }

    /// <summary>A whole call.</summary>
    public void AddCall(ChatPart.ToolCall call, Verbatim input, Seal? seal, List<ChatEvent> events)
    {
        Start(call, events);
        if (!input.IsEmpty)
            events.Add(new ChatEvent.ToolInputDelta(choice, Part, input));
        Add(seal, events);
        Close(events);
    }

    /// <summary>A part that comes whole.</summary>
    public void AddWhole(ChatPart whole, List<ChatEvent> events)
    {
        Start(whole, events);
        Close(events);
    }

    /// <summary>A citation of the open text.</summary>
    public void Cite(Citation citation, List<ChatEvent> events) => events.Add(new ChatEvent.CitationAdded(choice, Part, citation));

    public void Close(List<ChatEvent> events)
    {
        if (_open is null)
            return;
        events.Add(new ChatEvent.PartEnded(choice, Part));
        _open = null;
    }

    private void Start(ChatPart opening, List<ChatEvent> events)
    {
        Close(events);
        _open = opening;
        _isSealed = false;
        _texts.Clear();
        _length = 0;
        events.Add(new ChatEvent.PartStarted(choice, _next++, opening));
    }

    private void Add(Seal? seal, List<ChatEvent> events)
    {
        if (seal is null)
            return;
        events.Add(new ChatEvent.Sealed(choice, Part, seal));
        _isSealed = true;
    }
}
