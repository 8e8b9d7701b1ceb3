using HybridAi.Core.Caching;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Node.Settings;
using Microsoft.Extensions.DependencyInjection;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching.Semantic;

/// <summary>Where answers are found outlives the process, if the answers do.</summary>
public sealed class SemanticKeeperTests
{
    [Fact]
    public async Task Another_gateway_finds_what_this_one_kept()
    {
        await using var gateway = await TestGateway.StartAsync(Settings, services => services.AddSingleton(provider =>
        {
            var (purges, time) = (new CachePurges(), provider.GetRequiredService<TimeProvider>());
            purges.Replace(0, []);
            return new LayeredCache([new MemoryCacheLevel(new(1 << 20), time), new LastingLevel()], purges, new LayeredCacheOptions(), time);
        }));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "What is the capital of Australia?"));
        await gateway.AskAsync(Question(text: "Which process is using port 3000?"));
        var services = gateway.App.Services;
        await services.GetRequiredService<SemanticKeeper>().KeepOnceAsync(default);

        var next = ActivatorUtilities.CreateInstance<SemanticEntries>(services);
        var keeper = ActivatorUtilities.CreateInstance<SemanticKeeper>(services, next);
        Assert.Equal(0, next.Count);
        await keeper.KeepOnceAsync(default);
        Assert.Equal(2, next.Count);
        Assert.Equal(services.GetRequiredService<SemanticEntries>().Bytes, next.Bytes);
    }

    [Fact]
    public async Task Where_answers_are_in_memory_only_nothing_is_stored()
    {
        await using var gateway = await TestGateway.StartAsync(Settings);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "What is the capital of Australia?"));
        var entries = gateway.App.Services.GetRequiredService<SemanticEntries>();
        Assert.Equal(gateway.App.Services.GetRequiredService<LayeredCache>().Levels.Any(level => level != CacheLevelNames.Memory), entries.IsStored);
        Assert.Equal(1, entries.Count);
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["Cache:Enabled"] = "true", ["Cache:Semantic:Mode"] = nameof(SemanticCacheMode.On), ["Cache:Semantic:MinPrecision"] = "0",
    };

    // What is kept there is not asked for in these tests.
    private sealed class LastingLevel : ICacheLevel
    {
        public string Name => CacheLevelNames.Disk;

        public bool IsImmediate => false;

        public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken) => default;

        public ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken) => default;

        public ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken) => default;

        public ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
