using BenchmarkDotNet.Attributes;
using HybridAi.Core.RateLimiting;

namespace HybridAi.Benchmarks.Micro;

/// <summary>The check of a request against limits in process: as many scopes as there are kinds, requests and tokens, admitted and settled.</summary>
public class LimitCheckBenchmarks
{
    private const int Keys = 10_000;

    private readonly LocalLimiter _limiter = new(TimeProvider.System);
    private readonly LimitTicket _ticket = new();
    private readonly Guid[] _keys = [.. Enumerable.Range(0, Keys).Select(_ => Guid.NewGuid())];
    private Limit[] _limits = [];
    private int _next;

    /// <summary>How many limits hold for a request.</summary>
    [Params(1, 4, 16)]
    public int Scopes { get; set; }

    [GlobalSetup]
    public void SetUp() => _limits = [.. Enumerable.Range(0, Scopes).Select(i => new Limit(new LimitDefinition
    {
        Name = $"limit-{i}", Scope = i == 0 ? LimitScope.Key : LimitScope.Global, Measure = i % 2 == 0 ? LimitMeasure.Requests : LimitMeasure.Tokens,
        Amount = LimitDefinitionCheck.MostAmount, Window = TimeSpan.FromMinutes(1), Algorithm = i % 4 < 2 ? LimitAlgorithm.SlidingWindow : LimitAlgorithm.TokenBucket,
    }))];

    [GlobalCleanup]
    public void CleanUp() => _limiter.Dispose();

    [Benchmark]
    public bool CheckAndSettle()
    {
        _ticket.Clear();
        foreach (var limit in _limits)
        {
            var key = limit.Definition.Scope == LimitScope.Key ? _keys[_next = (_next + 1) % Keys] : Guid.Empty;
            _ticket.Ask(limit, new LimitKey(limit.Counters, key, null), limit.Measure == LimitMeasure.Tokens ? 1500 : 1);
        }

        var admitted = _limiter.TryTake(_ticket);
        _limiter.Settle(_ticket, 900, undo: false);
        return admitted;
    }
}
