using System.Diagnostics;
using System.Diagnostics.Metrics;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Recording;

/// <summary>
/// The gateway's own .NET meter, <c>HybridAi.Gateway</c>, and with it OpenTelemetry's instruments for generative AI
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/). Costs nothing while nobody listens.
/// </summary>
internal sealed class GatewayMeters : IDisposable
{
    // By the conventions.
    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly long[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private readonly Meter _meter = new("HybridAi.Gateway");
    private readonly Counter<long> _requests;
    private readonly Counter<long> _unknownCosts;
    private readonly Counter<double> _cost;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _operation;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<long> _tokens;
    private readonly bool _enabled;

    public GatewayMeters(bool enabled)
    {
        _enabled = enabled;
        _requests = _meter.CreateCounter<long>("hybridai.requests", "{request}", "Requests by outcome, provider and what the cache did.");
        _unknownCosts = _meter.CreateCounter<long>("hybridai.requests.unknown_cost", "{request}", "Requests whose price nobody knows.");
        _cost = _meter.CreateCounter<double>("hybridai.cost", "{USD}", "What requests cost, in US dollars.");
        _duration = HistogramOf("hybridai.request.duration", "Duration of requests, from their arrival to the last byte.");
        _operation = HistogramOf("gen_ai.client.operation.duration", "Duration of calls of models, as their callers see them.");
        _firstToken = HistogramOf("gen_ai.client.operation.time_to_first_chunk", "Time to the first content of streams.");
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of a call, by type.", tags: null, new InstrumentAdvice<long> { HistogramBucketBoundaries = Tokens });
    }

    public void Count(UsageRecord record)
    {
        if (!_enabled)
            return;
        if (_requests.Enabled)
            _requests.Add(1, new("outcome", NameOf(record.Outcome)), new("provider", record.Provider), new("cache", record.Cache));
        if (record.Cost is not { } cost)
            _unknownCosts.Add(1, new KeyValuePair<string, object?>("provider", record.Provider));
        else if (_cost.Enabled && cost.NanoDollars > 0)
            _cost.Add((double)cost.Usd, new("provider", record.Provider), new("model", record.Model));
        if (_duration.Enabled)
            _duration.Record(record.Duration.TotalSeconds, new KeyValuePair<string, object?>("provider", record.Provider));
        // What no model was asked for is no operation of one; and the name that was asked for may be anything.
        if (_operation.Enabled && record is { Provider: not null, Attempts: > 0 })
            CountOperation(record);
    }

    public void Dispose() => _meter.Dispose();

    private static string NameOf(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Succeeded => "succeeded", UsageOutcome.Failed => "failed", UsageOutcome.Cancelled => "cancelled", _ => "interrupted",
    };

    private static string OperationOf(string api) => api switch
    {
        "embeddings" => "embeddings", "completions" => "text_completion", _ => "chat",
    };

    private void CountOperation(UsageRecord record)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", OperationOf(record.Api) },
            { "gen_ai.provider.name", record.Provider },
            { "gen_ai.request.model", record.Model },
        };
        if (record.TimeToFirstToken is { } first)
            _firstToken.Record(first.TotalSeconds, tags);
        if (record.Outcome == UsageOutcome.Succeeded)
        {
            _tokens.Record(record.Usage.TotalInput, [.. tags, new("gen_ai.token.type", "input")]);
            _tokens.Record(record.Usage.TotalOutput, [.. tags, new("gen_ai.token.type", "output")]);
        }
        else
            tags.Add("error.type", record.FailureCause ?? NameOf(record.Outcome));
        _operation.Record(record.Duration.TotalSeconds, tags);
    }

    private Histogram<double> HistogramOf(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
}
