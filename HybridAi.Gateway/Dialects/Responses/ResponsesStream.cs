using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>
/// Writes an answer as the events of a response. An item is done when the next one begins or the answer is finished, because only then
/// is known whether another part belongs to it and whether it is whole. The answer has one choice: this API cannot ask for more.
/// </summary>
internal sealed class ResponsesStream : IDialectStream
{
    private readonly DialectContext _context;
    private readonly EventWriter _events;
    private readonly ResponseWriter _response;
    private readonly OutputList _output;
    private readonly OutputList? _kept;
    private readonly TextPartWriter _texts;
    private readonly ReasoningPartWriter _reasonings;
    private readonly CallPartWriter _calls;
    private ResponseHead _head = new("", "");
    private ResponseState _state = ResponseState.InProgress;
    private ReportedUsage? _usage;
    private ChatFinish? _finish;
    private OpenItem? _item;
    private IPartWriter? _part;
    private bool _isAnnounced;

    /// <summary>Begins to write.</summary>
    /// <param name="context">The request.</param>
    /// <param name="silent">Whether only the whole answer is wanted.</param>
    public ResponsesStream(DialectContext context, bool silent)
    {
        var echo = Echo.Of(context.Body);
        // Who asks for a summary looks for the reasoning there; what other providers show of it is one anyway.
        var summarized = context.Request.Reasoning?.Summary is not null;
        _context = context;
        _events = new EventWriter(silent);
        _response = new ResponseWriter(context, echo, stored: context.Keep is not null);
        // Who keeps the conversation itself needs the seals; where the gateway keeps it, they are in what is kept.
        _output = new OutputList(summarized, seals: context.Keep is null || echo.WantsEncryptedReasoning);
        _kept = context.Keep is null || echo.WantsEncryptedReasoning ? null : new OutputList(summarized, seals: true);
        _texts = new TextPartWriter(_events);
        _reasonings = new ReasoningPartWriter(_events, summarized);
        _calls = new CallPartWriter(_events);
    }

    public void Write(ChatEvent next, IBufferWriter<byte> output)
    {
        _events.WriteTo(output);
        switch (next)
        {
            case ChatEvent.Started started:
                _head = started.Head;
                break;
            case ChatEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case ChatEvent.PartEvent { Choice: not 0 } or ChatEvent.ChoiceFinished { Choice: not 0 }:
                break;
            case ChatEvent.PartStarted started:
                Begin(started.Opening);
                break;
            case ChatEvent.PartEnded:
                EndPart();
                break;
            case ChatEvent.PartEvent part:
                _part?.Write(part);
                break;
            case ChatEvent.ChoiceFinished finished:
                _finish = finished.Finish;
                CloseItem();
                break;
            case ChatEvent.Ended:
                End();
                break;
        }
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => ResponsesErrorShape.WriteEvent(error, _events.Sequence, output);

    /// <summary>Writes the whole answer, once it is over.</summary>
    public void WriteResponse(IBufferWriter<byte> output) => Write(output, _output);

    private void Write(IBufferWriter<byte> output, OutputList items)
    {
        using var json = new Utf8JsonWriter(output, ErrorWriter.Readable with { SkipValidation = true });
        _response.Write(json, _head, _state, items.Json);
    }

    private void Begin(ChatPart opening)
    {
        _part = null;
        var kind = ItemKinds.Of(opening);
        if (kind == ItemKind.None)
            return;
        Announce();
        if (_item?.Takes(kind, opening) != true)
            Open(kind, opening);
        _part = kind switch
        {
            ItemKind.Message => _texts,
            ItemKind.Reasoning => _reasonings,
            ItemKind.FunctionCall or ItemKind.CustomCall => _calls,
            _ => null,
        };
        if (_part is null)
            _item!.Parts.Add(opening);
        else
            _part.Begin(_item!, opening);
    }

    private void Open(ItemKind kind, ChatPart opening)
    {
        CloseItem();
        var id = ResponseIds.OfOutput(ItemKinds.PrefixOf(kind), _context.RequestId, _output.Count);
        _item = new OpenItem(kind, id, _output.Count, opening.ItemId);
        if (kind is not (ItemKind.FunctionCall or ItemKind.CustomCall))
            _events.WriteAdded(_item, opening);
    }

    private void EndPart()
    {
        if (_part?.End() is { } part)
            _item!.Parts.Add(part);
        _part = null;
    }

    private void CloseItem()
    {
        if (_item is null)
            return;
        var isCut = _finish?.Reason is FinishReason.Length or FinishReason.ContentFilter or FinishReason.Error;
        var whole = _output.Add(_item, isCut ? "incomplete"u8 : "completed"u8);
        _kept?.Add(_item, isCut ? "incomplete"u8 : "completed"u8);
        _events.WriteDone(_item, whole);
        _item = null;
    }

    // Not at once when the response has begun: both events repeat the whole request, and nothing is sent before the first content.
    private void Announce()
    {
        if (_isAnnounced)
            return;
        _isAnnounced = true;
        WriteState("response.created"u8);
        WriteState("response.in_progress"u8);
    }

    private void End()
    {
        Announce();
        _state = ResponseState.Of(_finish, _usage, _context.Time.GetUtcNow());
        WriteState(_state.EndEvent);
        if (_context.Keep is { } keep)
        {
            var whole = new ArrayBufferWriter<byte>();
            Write(whole, _kept ?? _output);
            keep(whole.WrittenMemory);
        }
    }

    private void WriteState(ReadOnlySpan<byte> type)
    {
        if (!_events.Begin(type, out var json))
            return;
        json.WritePropertyName("response"u8);
        _response.Write(json, _head, _state, _output.Json);
        _events.End();
    }
}
