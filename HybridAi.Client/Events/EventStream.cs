using System.Net.ServerSentEvents;
using System.Text.Json;
using HybridAi.Client.Serialization;

namespace HybridAi.Client.Events;

/// <summary>
/// Events as they happen, until the gateway ends the stream (its last event is then <see cref="EventTopicNames.StreamEnd"/>) or the connection breaks. Either way go on by
/// opening another one behind <see cref="LastId"/>. Can be read once.
/// </summary>
public sealed class EventStream : IAsyncEnumerable<EventDocument>, IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly long? _after;
    private SseParser<EventDocument?>? _parser;

    internal EventStream(HttpResponseMessage response, long? after) => (_response, _after) = (response, after);

    /// <summary>The id to go on from: heartbeats move it too. Null before the stream has said one.</summary>
    public long? LastId => long.TryParse(_parser?.LastEventId, out var id) ? id : _after;

    /// <inheritdoc/>
    public async IAsyncEnumerator<EventDocument> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await using var body = await _response.Content.ReadAsStreamAsync(cancellationToken);
        _parser = SseParser.Create(body, static (_, data) => JsonSerializer.Deserialize(data, HybridAiJson.Default.EventDocument));
        await foreach (var item in _parser.EnumerateAsync(cancellationToken))
        {
            if (item.Data is { } one)
                yield return one;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
