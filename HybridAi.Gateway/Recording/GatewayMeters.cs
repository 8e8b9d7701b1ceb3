using System.Diagnostics.Metrics;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Recording;

/// <summary>The gateway's own .NET meter, <c>HybridAi.Gateway</c>. Costs nothing while nobody listens.</summary>
internal sealed class GatewayMeters : IDisposable
{
    private readonly Meter _meter = new("HybridAi.Gateway");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _unknownCosts;
    private readonly Histogram<double> _duration;
    private readonly bool _enabled;

    public GatewayMeters(bool enabled)
    {
        _enabled = enabled;
        _requests = _meter.CreateCounter<long>("hybridai.requests", description: "Requests by outcome and provider.");
        _unknownCosts = _meter.CreateCounter<long>("hybridai.requests.unknown_cost", description: "Requests whose price nobody knows.");
        _duration = _meter.CreateHistogram<double>("hybridai.request.duration", "s", "Duration of requests.");
    }

    public void Count(UsageRecord record)
    {
        if (!_enabled)
            return;
        if (_requests.Enabled)
            _requests.Add(1, new("outcome", record.Outcome.ToString()), new("provider", record.Provider), new("cache", record.Cache));
        if (record.Cost is null)
            _unknownCosts.Add(1, new KeyValuePair<string, object?>("provider", record.Provider));
        if (_duration.Enabled)
            _duration.Record(record.Duration.TotalSeconds, new KeyValuePair<string, object?>("provider", record.Provider));
    }

    public void Dispose() => _meter.Dispose();
}
