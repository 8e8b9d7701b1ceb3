using BenchmarkDotNet.Attributes;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;

namespace HybridAi.Benchmarks.Micro;

/// <summary>The answer cache's level in memory, by itself and as the first of the layers with purges in force: hits, misses and writes that give up others.</summary>
public class AnswerCacheBenchmarks
{
    private const int Kept = 20_000, Known = 16_384, BodySize = 2_000;

    private readonly CachedAnswer[] _answers = [.. Enumerable.Range(0, Kept).Select(Answer)];
    private readonly CachePurges _purges = new();
    private MemoryCacheLevel _level = null!;
    private LayeredCache _layers = null!;
    private int _next;

    [GlobalSetup]
    public void SetUp()
    {
        _level = new MemoryCacheLevel(new ByteSize(Known * _answers[0].Size), TimeProvider.System);
        _purges.Replace(3, [Purge(CachePurgeKind.Tag, "old"), Purge(CachePurgeKind.Model, "openai/gpt-3"), Purge(CachePurgeKind.Key, new string('0', CacheKey.HexLength))]);
        _layers = new LayeredCache([_level], _purges, new LayeredCacheOptions(), TimeProvider.System);
        foreach (var answer in _answers)
            _level.Keep(answer);
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _layers.DisposeAsync();

    // Those that were kept last are there.
    [Benchmark]
    public CachedAnswer? Hit() => _level.Find(_answers[Kept - 1 - (_next = (_next + 1) % (Known / 2))].Key);

    [Benchmark]
    public bool HitThroughLayers() => _layers.FindAsync(_answers[Kept - 1 - (_next = (_next + 1) % (Known / 2))].Key, default) is { IsCompletedSuccessfully: true };

    [Benchmark]
    public CachedAnswer? Miss() => _level.Find(new CacheKey(OrganizationId.Default, 1, (UInt128)(uint)++_next));

    // Always the one that went longest ago.
    [Benchmark]
    public void Write() => _level.Keep(_answers[_next = (_next + 1) % Kept]);

    [Benchmark]
    public byte[] Serialize() => CachedAnswerFormat.Write(_answers[0]);

    private static CachePurge Purge(CachePurgeKind kind, string value) => new() { Id = Guid.NewGuid(), At = TimeProvider.System.GetUtcNow().AddHours(-1), Kind = kind, Value = value };

    private static CachedAnswer Answer(int number) => new()
    {
        Key = new CacheKey(OrganizationId.Default, (UInt128)(ulong)Random.Shared.NextInt64(), (UInt128)(ulong)Random.Shared.NextInt64() << 32 | (uint)number),
        Api = "chat.completions", Streamed = false, ContentType = "application/json", Body = new byte[BodySize], RequestedModel = "gpt-4o", Provider = "openai", Model = "gpt-4o",
        Usage = new TokenUsage { Input = 100, Output = 200 }, CreatedAt = TimeProvider.System.GetUtcNow(), ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1), Tags = ["bench"],
    };
}
