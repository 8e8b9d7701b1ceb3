using System.Buffers;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>
/// Writes calls of the caller's tools: an item of its own each. Where a provider seals its calls, the seal goes into the call's id, which stands
/// in the first event already: so that is held back until the second delta, by when the seal of a call that came at once is there.
/// </summary>
internal sealed class CallPartWriter(EventWriter events) : IPartWriter
{
    private readonly ArrayBufferWriter<byte> _input = new();
    private OpenItem _item = null!;
    private ChatPart.ToolCall _call = null!;
    private bool _isAnnounced;

    public void Begin(OpenItem item, ChatPart opening)
    {
        (_item, _call, _isAnnounced) = (item, (ChatPart.ToolCall)opening, false);
        _input.ResetWrittenCount();
    }

    public void Write(ChatEvent.PartEvent next)
    {
        if (next is ChatEvent.Sealed { Seal: var seal })
            _call = _call with { Seal = seal };
        if (next is not ChatEvent.ToolInputDelta { Input: { IsEmpty: false } input })
            return;
        if (!_isAnnounced && (_input.WrittenCount > 0 || _call.Seal is not null))
            Announce();
        _input.Write(input.Utf8.Span);
        if (_isAnnounced)
            WriteDelta(input);
    }

    public ChatPart End()
    {
        if (!_isAnnounced)
            Announce();
        // A function without arguments has an empty object of them: callers parse it.
        if (_input.WrittenCount == 0 && !IsCustom)
        {
            _input.Write("{}"u8);
            WriteDelta(new Verbatim(_input.WrittenMemory));
        }

        var call = _call with { Input = new Verbatim(_input.WrittenSpan.ToArray()) };
        if (events.Begin(IsCustom ? "response.custom_tool_call_input.done"u8 : "response.function_call_arguments.done"u8, out var json))
        {
            events.WritePlace(_item);
            EventWriter.WriteText(json, IsCustom ? "input"u8 : "arguments"u8, call.Input);
            if (!IsCustom)
                json.WriteString("name"u8, call.Name);
            events.End();
        }

        return call;
    }

    private bool IsCustom => _item.Kind == ItemKind.CustomCall;

    private void Announce()
    {
        _isAnnounced = true;
        events.WriteAdded(_item, _call);
        if (_input.WrittenCount > 0)
            WriteDelta(new Verbatim(_input.WrittenMemory));
    }

    private void WriteDelta(Verbatim input)
    {
        if (!events.Begin(IsCustom ? "response.custom_tool_call_input.delta"u8 : "response.function_call_arguments.delta"u8, out var json))
            return;
        events.WritePlace(_item);
        EventWriter.WriteText(json, "delta"u8, input);
        events.End();
    }
}
