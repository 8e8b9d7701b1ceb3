using HybridAi.Client.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Identity;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>Sends requests through the pipeline as their caller would, for their answers to be cached. What they say goes nowhere.</summary>
internal sealed class CacheWarming(ChatPipeline pipeline)
{
    private const int MostFailures = 10;

    /// <summary>Does it.</summary>
    /// <param name="http">The call that asks for it, whose key the requests are made with.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="concurrency">How many at a time.</param>
    /// <param name="mostCost">None is begun once so much is spent.</param>
    /// <param name="refresh">Whether what is there already is made anew.</param>
    public async Task<CacheWarmingDocument> RunAsync(HttpContext http, IReadOnlyList<(InferenceApi Api, ReadOnlyMemory<byte> Body)> requests, int concurrency, Cost mostCost, bool refresh)
    {
        var tally = new Tally(requests.Count);
        await Parallel.ForAsync(0, requests.Count, new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = http.RequestAborted }, async (index, cancellationToken) =>
        {
            if (tally.Spent >= mostCost.NanoDollars)
            {
                tally.Skip();
                return;
            }

            var (api, body) = requests[index];
            var inner = ContextOf(http, body, refresh, cancellationToken);
            var record = await pipeline.RunAsync(inner, api);
            tally.Add(index, inner.Response.StatusCode, record);
        });
        return tally.ToDocument();
    }

    private static DefaultHttpContext ContextOf(HttpContext http, ReadOnlyMemory<byte> body, bool refresh, CancellationToken cancellationToken)
    {
        var inner = new DefaultHttpContext { RequestServices = http.RequestServices, RequestAborted = cancellationToken };
        foreach (var name in RequestSecret.Headers)
        {
            if (http.Request.Headers.TryGetValue(name, out var value))
                inner.Request.Headers[name] = value;
        }

        inner.Request.Method = HttpMethods.Post;
        inner.Request.ContentType = "application/json";
        inner.Request.ContentLength = body.Length;
        inner.Request.Body = new MemoryStream(body.ToArray(), writable: false);
        inner.Request.Headers["x-hybridai-cache"] = refresh ? "refresh" : "on";
        inner.Response.Body = Stream.Null;
        inner.Connection.RemoteIpAddress = http.Connection.RemoteIpAddress;
        return inner;
    }

    /// <summary>What became of them, added up by whoever ends one.</summary>
    private sealed class Tally(int requests)
    {
        private readonly Lock _lock = new();
        private readonly List<WarmFailureDocument> _failures = [];
        private int _warmed, _hits, _uncached, _failed, _skipped;
        private long _spent;

        public long Spent => Interlocked.Read(ref _spent);

        public void Skip() => Interlocked.Increment(ref _skipped);

        public void Add(int index, int status, UsageRecord? record)
        {
            Interlocked.Add(ref _spent, record?.Cost?.NanoDollars ?? 0);
            lock (_lock)
            {
                if (record is not { Outcome: UsageOutcome.Succeeded })
                    FailUnderLock(index, status, record);
                else if (record.Cache == AnswerCache.Miss)
                    _warmed++;
                else if (record.Cache == "off")
                    _uncached++;
                else
                    _hits++;
            }
        }

        public CacheWarmingDocument ToDocument() => new()
        {
            Requests = requests, Warmed = _warmed, Hits = _hits, Uncached = _uncached, Failed = _failed, Skipped = _skipped, CostUsd = new Cost(Spent).Usd,
            Failures = [.. _failures.OrderBy(failure => failure.Index)],
        };

        private void FailUnderLock(int index, int status, UsageRecord? record)
        {
            _failed++;
            if (_failures.Count < MostFailures)
                _failures.Add(new WarmFailureDocument(index, status, record?.Id));
        }
    }
}
