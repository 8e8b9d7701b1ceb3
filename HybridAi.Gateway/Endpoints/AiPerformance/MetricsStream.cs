using System.Data.Common;
using System.Text.Json;
using HybridAi.Client.AiPerformance;
using HybridAi.Client.Events;
using HybridAi.Client.Metrics;
using HybridAi.Client.Serialization;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Events;
using HybridAi.Node.Settings;
using HybridAi.Storage;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Writes one stream of live figures: at each interval what this gateway did since the last one, as its events of usage count it, and the last minutes of all gateways.</summary>
internal sealed class MetricsStream(
    HttpContext http, PerformanceScope scope, EventSubscription usage, Func<bool> mayGoOn, string gateway, TimeSpan interval, IMetricsStore store, EventsOptions options,
    CancellationToken stopping, TimeProvider time)
{
    public const string Topic = "metrics";

    // Minutes do not become older any quicker.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly EventResponse _response = new(http, options, time);
    private readonly bool _isFiltered = scope.Filters.Count > 0;
    private IReadOnlyList<LiveWindowDocument> _windows = [];
    private long _readAt, _toldAt;
    private RealTimeSumsDocument _sums = Nothing;

    private static RealTimeSumsDocument Nothing { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, null);

    /// <summary>Writes until there is a reason to end.</summary>
    public async Task RunAsync()
    {
        try
        {
            // What the database does not answer is told with a status, as long as there is none yet.
            await ReadAsync();
            await _response.BeginAsync();
            _toldAt = time.GetTimestamp();
            Tell(isFirst: true);
            await _response.FlushAsync();
            var end = await FollowAsync();
            _response.Write(EventFrame.Live(time.GetUtcNow(), EventTopicNames.StreamEnd, null, new StreamEventData(end, 0), HybridAiJson.Default.StreamEventData));
            await _response.FlushAsync();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && (_response.IsCutOff || http.RequestAborted.IsCancellationRequested))
        {
            // The caller hung up, or took nothing for too long.
            return;
        }
    }

    private async Task<string> FollowAsync()
    {
        var saidAt = _toldAt;
        while (true)
        {
            if (stopping.IsCancellationRequested)
                return EventEnds.Shutdown;
            if (!mayGoOn())
                return EventEnds.Access;
            if (usage.End is { } end)
                return end;
            var left = interval - time.GetElapsedTime(_toldAt);
            if (left <= TimeSpan.Zero)
            {
                await TryReadAsync();
                Tell(isFirst: false);
                await _response.FlushAsync();
                saidAt = _toldAt;
                continue;
            }

            var silence = options.Heartbeat - time.GetElapsedTime(saidAt);
            if (silence <= TimeSpan.Zero)
            {
                _response.Write(": alive\n\n");
                await _response.FlushAsync();
                saidAt = time.GetTimestamp();
                continue;
            }

            await WaitAsync(left < silence ? left : silence);
        }
    }

    private async Task WaitAsync(TimeSpan most)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        await Task.Delay(most, time, enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        http.RequestAborted.ThrowIfCancellationRequested();
    }

    private void Tell(bool isFirst)
    {
        while (usage.Queue.TryRead(out var frame))
            Add(frame.Data.Deserialize(HybridAiJson.Default.UsageEventData)!);
        var seconds = Math.Round(time.GetElapsedTime(_toldAt).TotalSeconds, 3);
        _toldAt = time.GetTimestamp();
        // Usage is counted by organization alone.
        var data = new RealTimeEventData { Gateway = gateway, Last = isFirst || _isFiltered ? null : _sums with { Seconds = seconds }, Windows = _windows };
        _sums = Nothing;
        _response.Write(EventFrame.Live(time.GetUtcNow(), Topic, scope.Organization, data, HybridAiJson.Default.RealTimeEventData));
    }

    private void Add(UsageEventData one)
    {
        var (before, requests) = ((_sums.AverageMs ?? 0) * _sums.Requests, _sums.Requests + one.Requests);
        _sums = new RealTimeSumsDocument(
            0, requests, _sums.Failed + one.Failed, _sums.Cancelled + one.Cancelled, _sums.Cached + one.Cached, _sums.InputTokens + one.InputTokens, _sums.OutputTokens + one.OutputTokens,
            _sums.CostUsd + one.CostUsd, requests == 0 ? null : Math.Round((before + ((one.AverageMs ?? 0) * one.Requests)) / requests, 3));
    }

    private async Task TryReadAsync()
    {
        if (time.GetElapsedTime(_readAt) < Fresh)
            return;
        try
        {
            await ReadAsync();
        }
        catch (Exception away) when (away is DbException or StorageException)
        {
            // The windows say what time they are of; new ones come when the database does.
            _readAt = time.GetTimestamp();
        }
    }

    private async Task ReadAsync()
    {
        var live = await MetricsHandlers.ReadLiveAsync(scope.CutOf(), scope.Filters, scope.Organization, store, time.GetUtcNow(), http.RequestAborted);
        (_windows, _readAt) = (live.Windows, time.GetTimestamp());
    }
}
