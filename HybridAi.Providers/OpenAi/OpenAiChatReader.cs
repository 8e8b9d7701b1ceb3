using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads the answers of every provider of this format: a whole one is a single chunk that has a message in the place of the delta.</summary>
/// <remarks>OpenAI's OpenAPI file, CreateChatCompletionResponse and CreateChatCompletionStreamResponse; additions of others are named where they are read.</remarks>
internal sealed class OpenAiChatReader(ChatTarget target) : IChatReader
{
    private const long LastSecond = 253_402_300_799;

    private readonly ChunkTemplate _template = new();
    private readonly OpenAiExtras _extras = new();
    private readonly List<ChatEvent> _early = [];
    private readonly List<OpenAiChoice> _choices = [];
    private OpenAiChoice? _templateChoice;
    private bool _templateOfReasoning;
    private ResponseHead? _head;
    private bool _isOver;

    public string? ReadAnswer(ReadOnlySpan<byte> body, List<ChatEvent> events)
    {
        if (ReadChunk(body, events) is { } wrong)
            return wrong;
        if (_isOver)
            return null;
        if (_choices.Count == 0)
            return "the answer has no 'choices'";
        Finish(events);
        return null;
    }

    public string? Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        if (_isOver || data.IsEmpty)
            return null;
        if (_template.Matches(data, out var length) && _templateChoice!.TryAppend(data.Slice(_template.TextStart, length), _templateOfReasoning, events))
            return null;
        if (data.SequenceEqual("[DONE]"u8))
        {
            if (_choices.Count == 0)
                return "the stream has no answer in it";
            Finish(events);
            return null;
        }

        if (!eventName.SequenceEqual("error"u8))
            return ReadChunk(data, events);
        Fail(data, events);
        return null;
    }

    public void End(List<ChatEvent> events)
    {
        if (_isOver || _choices.Count == 0)
            return;
        foreach (var choice in _choices)
        {
            if (choice is { IsFinished: false, IsEmpty: false })
                return;
        }

        Finish(events);
    }

    // Some servers leave the finish reason out: then the answer ended as it stands.
    private void Finish(List<ChatEvent> events)
    {
        foreach (var choice in _choices)
            choice.Finish("stop", null, events);
        _extras.Flush(events);
        events.Add(new ChatEvent.Ended());
        _isOver = true;
    }

    private void Fail(ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        var error = OpenAiErrors.ReadInStream(data);
        events.Add(new ChatEvent.Failed(new ChatError(error.Message)
        {
            Status = error.Status == 0 ? null : error.Status,
            Type = error.Type,
            Code = error.Code,
            Param = error.Param,
            Body = new Verbatim(data.ToArray()),
        }));
        _isOver = true;
    }

    private string? ReadChunk(ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        try
        {
            var chunk = new OpenAiChunk();
            if (!chunk.TryRead(data, _extras, _early))
                return "it is no JSON object";
            if (!chunk.Error.IsAbsent || (chunk.Choices.IsAbsent && !chunk.Message.IsAbsent))
            {
                Fail(data, events);
                return null;
            }

            if (chunk.Choices.Type is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.StartArray))
                return "its 'choices' is no list";
            ReadHead(data, chunk, events);
            return ReadChoices(data, chunk, events) ?? ReadUsage(data, chunk, events);
        }
        catch (JsonException malformed)
        {
            return $"it is not valid JSON: {malformed.Message}";
        }
    }

    // Azure sends the prompt's filter results before there is an id.
    private void ReadHead(ReadOnlySpan<byte> data, in OpenAiChunk chunk, List<ChatEvent> events)
    {
        if (_head is not null)
        {
            Release(events);
            return;
        }

        var id = chunk.Id.TextOrNull(data);
        if (id is null && chunk.Usage.IsAbsent && (chunk.Choices.IsAbsent || chunk.Choices.Length <= 2))
            return;
        var created = chunk.Created.Number(data);
        _head = new ResponseHead(id ?? $"chatcmpl-{Guid.NewGuid():N}", chunk.Model.TextOrNull(data) ?? target.Model)
        {
            CreatedAt = created is > 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds(created.Value) : null,
            ServiceTier = chunk.ServiceTier.TextOrNull(data),
        };
        events.Add(new ChatEvent.Started(_head));
        Release(events);
    }

    private void Release(List<ChatEvent> events)
    {
        events.AddRange(_early);
        _early.Clear();
    }

    private string? ReadChoices(ReadOnlySpan<byte> data, in OpenAiChunk chunk, List<ChatEvent> events)
    {
        var count = 0;
        JsonSlice plain = default;
        var items = new JsonItems(data, chunk.Choices);
        while (items.Next())
        {
            if (items.Current.Type != JsonTokenType.StartObject)
                return "a choice is no object";
            var fields = new OpenAiChoiceFields(data, items.Current);
            var index = fields.Index.Number(data) ?? count;
            if (index is < 0 or >= ChatGrammar.MaxChoices)
                return $"there is no choice {index}";
            while (_choices.Count <= index)
                _choices.Add(new OpenAiChoice(_choices.Count, target, _head!.Id, _extras));
            _templateChoice = _choices[(int)index];
            if (_templateChoice.Read(data, fields, events, out plain, out _templateOfReasoning) is { } wrong)
                return wrong;
            count++;
        }

        // What is the same but for its one text says the same.
        if (count == 1 && plain.Length > 2 && chunk.Usage.IsAbsent && chunk.XGroq.IsAbsent)
            _template.Learn(data, plain.Start + 1, plain.Length - 2);
        else if (count > 0)
            _template.Forget();
        return null;
    }

    private string? ReadUsage(ReadOnlySpan<byte> data, in OpenAiChunk chunk, List<ChatEvent> events)
    {
        var place = chunk.Usage;
        var groq = new JsonMembers(data, chunk.XGroq);
        while (groq.Next())
        {
            var isUsage = groq.Is("usage"u8);
            var name = groq.RawName;
            var value = groq.Value();
            if (isUsage && !value.IsAbsent)
                place = value;
            else
                _extras.Add(null, "x_groq/", name, value, data, events);
        }

        if (place.Type != JsonTokenType.StartObject)
            return null;
        var usage = new OpenAiUsage();
        var reader = new Utf8JsonReader(place.Of(data), JsonMembers.Options);
        reader.Read();
        usage.Read(ref reader, target.Profile.CostField);
        if (usage.ToTokens() is { } tokens && _head is not null)
        {
            events.Add(new ChatEvent.UsageReported(new ReportedUsage(tokens) { Cost = usage.CostUsd is { } cost ? Cost.FromUsd(cost) : null }));
            OpenAiUsageExtras.Read(data, place, target.Profile.CostField, _extras, events);
        }

        return null;
    }
}
