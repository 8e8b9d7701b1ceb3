using System.Buffers;
using System.IO.Pipelines;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Caching;
using HybridAi.Core.Metrics;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>The answer cache of a gateway with memory and nothing else, which is what standalone has by default: the product's own, fed with requests as they come over HTTP.</summary>
internal sealed class GatewayCache : IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly VirtualTime _time;
    private readonly ServiceProvider _services;
    private readonly MemoryCacheLevel _memory;
    private readonly AnswerCache _cache;
    private readonly PromptBody _bodies;

    public GatewayCache(SimulatedWorld world, CacheOptions options, VirtualTime time)
    {
        (_world, _time, _bodies) = (world, time, new PromptBody(world.Seed));
        _memory = new MemoryCacheLevel(options.MaxSize, time);
        // Nothing was purged; until that is known nothing is given.
        var purges = new CachePurges();
        purges.Replace(0, []);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(options);
        services.AddSingleton(new RandomSource(world.Seed));
        services.AddSingleton(purges);
        services.AddSingleton(_ => new LayeredCache([_memory], purges, new LayeredCacheOptions { MaxTtl = options.MaxTtl }, time));
        services.AddSemanticCache(options);
        services.AddSingleton<CacheLedger>();
        services.AddSingleton<Flights>();
        services.AddSingleton<ReuseWatch>();
        services.AddSingleton<UsedRequests>();
        services.AddSingleton<AnswerCache>();
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<AnswerCache>();
    }

    /// <summary>How many bytes of answers it holds.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>How many answers went for want of room.</summary>
    public long Evictions => _memory.Evictions;

    /// <summary>How many calls are under way that others may share.</summary>
    public int Flights => _services.GetRequiredService<Flights>().Count;

    /// <summary>A request comes in.</summary>
    public async ValueTask<CacheVisit> OpenAsync(Arrival arrival, AskedPrompt asked)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(new BodyPipe(_bodies.Write(arrival, asked)));
        var (body, unreadable) = await RequestBody.ReadAsync(http.Request, InferenceApi.ChatCompletions, new GatewayOptions().MaxBodySize);
        if (body is null)
            throw new InvalidOperationException($"The request cannot be read: {unreadable!.Message}");
        var options = RequestOptionsReader.TryRead(http.Request.Headers, body.Scan, out var error, out _) ?? throw new InvalidOperationException(error);
        var exchange = new Exchange(http, InferenceApi.ChatCompletions, GatewayOfWorld.Snapshot, Guid.Empty, _time.GetUtcNow(), _time.GetTimestamp())
        {
            Key = GatewayOfWorld.Keys[asked.Organization],
            Body = body,
            Options = options,
            RequestedModel = arrival.Request.Model,
            Candidates = _world.DeploymentsFor(arrival),
            Streamed = arrival.Request.Streamed,
        };
        return new CacheVisit(_cache, exchange, asked, _time);
    }

    // Memory is written to at once, so there is nothing to wait for.
    public void Dispose() => _services.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private sealed class BodyPipe(ReadOnlyMemory<byte> body) : IRequestBodyPipeFeature
    {
        public PipeReader Reader { get; } = PipeReader.Create(new ReadOnlySequence<byte>(body));
    }
}
