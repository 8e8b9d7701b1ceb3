using System.Buffers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// Reads one choice's tool calls: whole ones, fragments, and fragments of several calls that mingle. Of those the first call's go on, and the
/// others' wait until its JSON is complete.
/// </summary>
/// <param name="responseId">The response's id, of which missing ids are made.</param>
/// <param name="tools">The request's tools, as far as functions stand for some of them.</param>
internal sealed class OpenAiToolCalls(string responseId, IReadOnlyList<ToolDefinition> tools)
{
    private const int MostCalls = 512;
    private const int MostHeldBytes = 8 * 1024 * 1024;
    private const int LongestStem = 40;

    private readonly List<Call> _calls = [];

    // Calls before this one are ended.
    private int _current;
    private int _held;

    public string? Read(OpenAiChoice choice, ReadOnlySpan<byte> data, in OpenAiChoiceFields fields, List<ChatEvent> events)
    {
        var items = new JsonItems(data, fields.ToolCalls);
        while (items.Next())
        {
            if (Add(choice, data, new OpenAiToolFragment(data, items.Current), events) is { } wrong)
                return wrong;
        }

        // The deprecated form: at most one call, without an id.
        return fields.FunctionCall.Type == JsonTokenType.StartObject
            ? Add(choice, data, OpenAiToolFragment.OfFunctionCall(data, fields.FunctionCall), events)
            : null;
    }

    /// <summary>Ends all calls: something else follows, or nothing.</summary>
    public void Flush(OpenAiChoice choice, List<ChatEvent> events) => Advance(choice, events, all: true);

    private string? Add(OpenAiChoice choice, ReadOnlySpan<byte> data, in OpenAiToolFragment fragment, List<ChatEvent> events)
    {
        if (Find(data, fragment) is not { } at)
        {
            if (_calls.Count == MostCalls)
                return $"it has more than {MostCalls} tool calls";
            at = _calls.Count;
            _calls.Add(NewCall(choice, data, fragment));
        }

        var call = _calls[at];
        if (call.Name.Length == 0)
            call.Name = fragment.Name.Text(data);
        var input = fragment.Input.TextBytes(data);
        if (at < _current)
            return input.Utf8.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? null : $"the tool call '{call.Id}' goes on behind its end";
        call.Progress.Add(input.Utf8.Span);
        if (call is { IsOpen: true, IsEmulated: false })
        {
            if (!input.IsEmpty)
                events.Add(new ChatEvent.ToolInputDelta(choice.Index, choice.Part, input));
        }
        else if ((_held += input.Utf8.Length) <= MostHeldBytes)
            call.Held.Write(input.Utf8.Span);
        else
            return $"more than {MostHeldBytes} bytes of mingled tool calls wait for the first to end";
        Advance(choice, events, all: false);
        return null;
    }

    // By index; by id where there is no index, or several calls have the same one (Mistral); else the last one goes on.
    private int? Find(ReadOnlySpan<byte> data, in OpenAiToolFragment fragment)
    {
        var index = fragment.Index.Number(data);
        var id = fragment.Id.TextOrNull(data);
        var isNamed = fragment.Name.TextOrNull(data) is not null;
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            var call = _calls[i];
            var isOther = id is not null && call.WireId is not null && id != call.WireId;
            if (index is not null ? call.Index == index && !(isOther && isNamed) : id is not null ? id == call.WireId : !isNamed)
                return i;
        }

        return null;
    }

    private Call NewCall(OpenAiChoice choice, ReadOnlySpan<byte> data, in OpenAiToolFragment fragment)
    {
        var id = fragment.Id.TextOrNull(data);
        return new Call(fragment.Index.Number(data), id, id ?? MintId(choice), fragment.IsCustom ? ToolKind.Custom : ToolKind.Function)
        {
            Extra = fragment.ExtraOf(data),
        };
    }

    // The same for a stream and a whole answer, and different in every answer.
    private string MintId(OpenAiChoice choice)
    {
        var id = new StringBuilder("call_");
        foreach (var character in responseId)
        {
            if (id.Length < LongestStem && char.IsAsciiLetterOrDigit(character))
                id.Append(character);
        }

        return id.Append('_').Append(choice.Index).Append('_').Append(_calls.Count).ToString();
    }

    private void Advance(OpenAiChoice choice, List<ChatEvent> events, bool all)
    {
        for (; _current < _calls.Count; _current++)
        {
            var call = _calls[_current];
            if (!call.IsOpen)
            {
                if (call.Name.Length == 0 && !all)
                    return;
                Open(choice, call, events);
            }

            var isLast = _current == _calls.Count - 1;
            if (!all && (isLast || !(call.Progress.IsComplete || call.Kind == ToolKind.Custom)))
                return;
            EndCall(choice, call, events);
        }
    }

    private void Open(OpenAiChoice choice, Call call, List<ChatEvent> events)
    {
        // Of what is open: a text, or the call before, which is complete.
        choice.End(events);
        call.IsEmulated = call.Kind == ToolKind.Function && EmulatedTools.IsCustom(tools, call.Name);
        choice.Start(new ChatPart.ToolCall(call.IsEmulated ? ToolKind.Custom : call.Kind, call.Id, call.Name, default) { Extra = call.Extra }, events);
        call.IsOpen = true;
        if (!call.IsEmulated)
            Release(choice, call, events);
    }

    // The text that stands for the arguments is known when they are whole.
    private void EndCall(OpenAiChoice choice, Call call, List<ChatEvent> events)
    {
        if (call.IsEmulated)
            Release(choice, call, events);
        choice.End(events);
    }

    private void Release(OpenAiChoice choice, Call call, List<ChatEvent> events)
    {
        var input = new Verbatim(call.Held.WrittenSpan.ToArray());
        if (call.IsEmulated)
            input = EmulatedTools.Unwrap(input);
        if (!input.IsEmpty)
            events.Add(new ChatEvent.ToolInputDelta(choice.Index, choice.Part, input));
        _held -= call.Held.WrittenCount;
        call.Held.Clear();
    }

    private sealed class Call(long? index, string? wireId, string id, ToolKind kind)
    {
        private ArrayBufferWriter<byte>? _heldBack;

        public long? Index => index;

        public string? WireId => wireId;

        public string Id => id;

        public ToolKind Kind => kind;

        public string Name { get; set; } = "";

        public IReadOnlyList<ExtraField> Extra { get; init; } = [];

        public bool IsOpen { get; set; }

        /// <summary>Whether it is a function that stands for a tool of plain text.</summary>
        public bool IsEmulated { get; set; }

        public JsonProgress Progress;

        public ArrayBufferWriter<byte> Held => _heldBack ??= new ArrayBufferWriter<byte>();
    }
}
