using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Chat;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Providers.Testing;

/// <summary>Reads answers of trial calls, strictly, and says what is wrong with them for whoever set the provider up.</summary>
internal static class TrialReading
{
    private const int LongestAnswer = 1024 * 1024;

    /// <summary>Reads an answer that is not streamed.</summary>
    public static async Task<TrialAnswer> WholeAsync(IWireFormat format, ChatTarget target, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(response, cancellationToken);
        if (NoJson(bytes, response.Content.Headers.ContentType?.MediaType) is { } wrong)
            return Malformed(format, wrong);
        var facts = new ChatFacts();
        wrong = WholeAnswer.Read(format.Chat.OpenReader(target), bytes, facts, out var answer, out var failure) ?? failure?.Message;
        if (wrong is not null && ErrorBody.IsError(bytes))
            return Told(format.ReadStreamError(bytes));
        return wrong is not null ? Malformed(format, wrong) : Of(answer, facts, firstContent: null);
    }

    /// <summary>Reads a streamed answer.</summary>
    public static async Task<TrialAnswer> StreamAsync(
        IWireFormat format, ChatTarget target, HttpResponseMessage response, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        var stream = new StreamFold(format.Chat.OpenReader(target), elapsed);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[LongestAnswer];
        int filled = 0, read;
        while (!stream.IsOver && (read = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken)) > 0)
        {
            filled += read;
            var used = stream.Add(buffer.AsSpan(0, filled));
            if (used == 0 && filled == buffer.Length)
                return Malformed(format, $"an event has more than {LongestAnswer} bytes");
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
        }

        if (!stream.HasBegun && response.Content.Headers.ContentType?.MediaType is { } type and not "text/event-stream")
            return Malformed(format, $"it is {type}, no stream of events; check 'baseUrl'");
        stream.End();
        if (stream.Error is { } error)
            return new TrialAnswer { Cause = FailureCause.ServerError, Problem = error.Message };
        return stream.Problem is { } wrong ? Malformed(format, wrong) : Of(stream.Response, stream.Facts, stream.FirstContent);
    }

    /// <summary>Reads a body, up to one byte more than an answer may have.</summary>
    public static async Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[LongestAnswer + 1];
        return buffer[..await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)];
    }

    /// <summary>Why a body cannot be an answer, or null. Asked first, because a parser's words on a login page help nobody.</summary>
    public static string? NoJson(byte[] body, string? mediaType) =>
        body.Length > LongestAnswer ? $"it has more than {LongestAnswer} bytes"
        : IsJson(body) ? null
        : $"it is {(body.Length == 0 ? "empty" : mediaType is null or "application/json" ? "not valid JSON" : $"{mediaType}, not JSON")}; check 'baseUrl'";

    public static TrialAnswer Malformed(IWireFormat format, string wrong) =>
        new() { Cause = FailureCause.Malformed, Problem = $"that is no answer of the format '{format.Name}': {wrong}" };

    private static TrialAnswer Told(ProviderError error) => new() { Cause = error.Cause, Problem = error.Message };

    private static TrialAnswer Of(ChatResponse? answer, ChatFacts facts, TimeSpan? firstContent) =>
        new() { Response = answer, Usage = facts.Facts.Usage, CostUsd = facts.Facts.CostUsd, FirstContent = firstContent };

    private static bool IsJson(byte[] answer)
    {
        var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What a stream amounts to so far.</summary>
    private sealed class StreamFold(IChatReader reader, Func<TimeSpan> elapsed)
    {
        private readonly ChatFold _fold = new(LongestAnswer);
        private readonly List<ChatEvent> _events = [];

        public ChatFacts Facts { get; } = new();

        public TimeSpan? FirstContent { get; private set; }

        public string? Problem { get; private set; }

        public ChatError? Error => _fold.Error;

        public ChatResponse? Response => _fold.ToResponse();

        /// <summary>Whether an event has come.</summary>
        public bool HasBegun { get; private set; }

        public bool IsOver => Problem is not null || _fold.IsOver;

        /// <summary>Takes the whole events at the beginning of what has come.</summary>
        /// <returns>How many bytes they have.</returns>
        public int Add(ReadOnlySpan<byte> received)
        {
            var used = 0;
            while (!IsOver && SseEvents.FirstLength(received[used..]) is > 0 and var length)
            {
                SseEvents.Parse(received.Slice(used, length), out var name, out var data);
                used += length;
                if (data.IsEmpty)
                    continue;
                HasBegun = true;
                _events.Clear();
                Problem = Utf8.IsValid(data) ? reader.Read(name, data, _events) : "an event is not valid UTF-8";
                if (Problem is null)
                    Take();
            }

            return used;
        }

        public void End()
        {
            if (IsOver)
                return;
            _events.Clear();
            reader.End(_events);
            Take();
            if (!_fold.IsOver)
                Problem ??= "the stream ended before its answer did";
        }

        private void Take()
        {
            foreach (var next in _events)
            {
                Facts.Add(next);
                if (ChatFacts.IsContent(next))
                    FirstContent ??= elapsed();
                if (_fold.Add(next) is var fault and not EventFault.None)
                {
                    Problem = $"the stream is out of order: {fault}";
                    return;
                }
            }
        }
    }
}
