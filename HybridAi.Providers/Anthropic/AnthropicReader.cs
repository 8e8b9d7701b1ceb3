using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Reads one answer of the messages API, streamed or whole, into events.</summary>
internal sealed class AnthropicReader(ChatTarget target) : IChatReader
{
    private const string Unreadable = "a text of it is not valid Unicode";

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = BodyScan.MaxDepth };

    private readonly AnthropicBlockReader _block = new(target.Provider, target.Tools);
    private AnthropicUsage _usage;
    private bool _started;
    private bool _finished;
    private bool _over;

    public string? ReadAnswer(ReadOnlySpan<byte> body, List<ChatEvent> events)
    {
        try
        {
            var reader = new Utf8JsonReader(body, ReaderOptions);
            using var document = JsonDocument.ParseValue(ref reader);
            return AnthropicMessage.IsError(document.RootElement, out var error) ? Fail(error, events) : ReadMessage(document.RootElement, events);
        }
        catch (JsonException malformed)
        {
            return $"it is not valid JSON: {malformed.Message}";
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }
    }

    public string? Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        if (data.IsEmpty || _over)
            return null;
        try
        {
            var fields = new EventFields(eventName);
            return fields.Read(data, ReaderOptions) ?? (fields.Type switch
            {
                EventType.BlockDelta => ReadDelta(fields, data, events),
                EventType.BlockStart => ReadBlockStart(fields, data, events),
                EventType.BlockStop => _block.End(events),
                EventType.MessageStart => ReadStart(fields.Of(data, fields.Message), events),
                EventType.MessageDelta => ReadMessageDelta(fields, data, events),
                EventType.MessageStop => ReadStop(events),
                EventType.Error => Fail(AnthropicMessage.ReadError(data), events),
                EventType.None => "an event has no type",
                _ => null,
            });
        }
        catch (JsonException malformed)
        {
            return $"an event is not valid JSON: {malformed.Message}";
        }
        catch (InvalidOperationException)
        {
            return Unreadable;
        }
    }

    public void End(List<ChatEvent> events)
    {
        if (_finished && !_over)
            ReadStop(events);
    }

    private string? ReadStart(ReadOnlySpan<byte> message, List<ChatEvent> events)
    {
        if (_started)
            return "it begins twice";
        if (message.IsEmpty)
            return "it begins without a message";
        var reader = new Utf8JsonReader(message, ReaderOptions);
        using var document = JsonDocument.ParseValue(ref reader);
        Start(document.RootElement, events);
        return null;
    }

    private void Start(JsonElement message, List<ChatEvent> events)
    {
        _started = true;
        events.Add(new ChatEvent.Started(AnthropicMessage.ReadHead(message, target)));
        if (message.TryGetProperty("usage", out var usage))
            ReadUsage(usage, events);
        AnthropicMessage.AddExtra(message, events);
    }

    private string? ReadBlockStart(in EventFields fields, ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        if (!_started || _finished)
            return "a content block is out of order";
        var block = fields.Of(data, fields.Block);
        if (block.IsEmpty)
            return "a content block is missing";
        var reader = new Utf8JsonReader(block, ReaderOptions);
        using var document = JsonDocument.ParseValue(ref reader);
        return _block.Begin(document.RootElement, events);
    }

    private string? ReadDelta(in EventFields fields, ReadOnlySpan<byte> data, List<ChatEvent> events) =>
        _block.ReadDelta(fields.Of(data, fields.Delta), ReaderOptions, events);

    private string? ReadMessageDelta(in EventFields fields, ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        if (!_started)
            return "it ends before it begins";
        var reader = new Utf8JsonReader(data, ReaderOptions);
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.TryGetProperty("delta", out var delta) && Finish(delta, events) is { } wrong)
            return wrong;
        if (document.RootElement.TryGetProperty("usage", out var usage))
            ReadUsage(usage, events);
        return null;
    }

    private string? ReadMessage(JsonElement message, List<ChatEvent> events)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
            return "it has no 'content'";
        Start(message, events);
        foreach (var block in content.EnumerateArray())
        {
            if ((_block.Begin(block, events) ?? _block.End(events)) is { } wrong)
                return wrong;
        }

        return Finish(message, events) ?? (_finished ? ReadStop(events) : "it has no 'stop_reason'");
    }

    // The delta of a stream and a whole message say it alike.
    private string? Finish(JsonElement said, List<ChatEvent> events)
    {
        if (AnthropicMessage.ReadFinish(said) is { } finish && !_finished)
        {
            if (_block.End(events, evenIfNone: true) is { } wrong)
                return wrong;
            _finished = true;
            events.Add(new ChatEvent.ChoiceFinished(0, finish));
        }

        AnthropicMessage.AddContainer(said, events);
        return null;
    }

    private void ReadUsage(JsonElement usage, List<ChatEvent> events)
    {
        if (usage.ValueKind != JsonValueKind.Object)
            return;
        _usage.Read(usage);
        if (_usage.ToTokens() is { } tokens)
            events.Add(new ChatEvent.UsageReported(new ReportedUsage(tokens)));
        AnthropicMessage.AddUsageExtra(usage, events);
    }

    private string? ReadStop(List<ChatEvent> events)
    {
        if (!_finished)
            return "it has no 'stop_reason'";
        _over = true;
        events.Add(new ChatEvent.Ended());
        return null;
    }

    private string? Fail(ChatError error, List<ChatEvent> events)
    {
        _over = true;
        events.Add(new ChatEvent.Failed(error));
        return null;
    }
}
