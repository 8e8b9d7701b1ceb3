using HybridAi.Core.Audit;
using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Node.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>What is purged on one gateway is given by none.</summary>
public sealed class CachePurgePushTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, string?> CacheOn = new() { ["Cache:Enabled"] = "true" };
    private readonly List<TestGateway> _gateways = [];
    private GatewayPair _pair = null!;

    public async ValueTask InitializeAsync()
    {
        _pair = await GatewayPair.StartAsync(CacheOn);
        _gateways.AddRange([_pair.A, _pair.B, await _pair.StartAsync("c", CacheOn)]);
        foreach (var gateway in _gateways)
            await GatewayCalls.UntilAsync(() => Task.FromResult(gateway.App.Services.GetRequiredService<CachePurges>().IsLoaded));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateways[2].DisposeAsync();
        await _pair.DisposeAsync();
    }

    [Fact]
    public async Task Three_gateways_agree_within_a_second()
    {
        var took = new List<TimeSpan>();
        for (var round = 0; round < 6; round++)
        {
            var answer = Answer(round, $"tag {round}");
            foreach (var gateway in _gateways)
                CacheOf(gateway).Keep(answer);
            Assert.All(await FindAllAsync(answer.Key), Assert.True);

            var here = _gateways[round % 3];
            await here.App.Services.GetRequiredService<CachePurger>().PurgeAsync(OrganizationId.Default, CachePurgeKind.Tag, $"tag {round}", Audit, default);
            // At once where it was made.
            Assert.False((await CacheOf(here).FindAsync(answer.Key, default)).IsHit);
            took.Add(await GatewayCalls.UntilAsync(async () => Array.TrueForAll(await FindAllAsync(answer.Key), static found => !found)));
        }

        // The slowest are the machine's as much as ours; a round takes 20 to 50 ms.
        took.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', took));
        Assert.True(took[took.Count / 2] < Soon, string.Join(' ', took));
        Assert.Equal(6, await _pair.ScalarAsync("SELECT COUNT(*) FROM audit_log WHERE action = 'cache.purge'"));
    }

    [Fact]
    public async Task A_gateway_that_starts_later_knows_what_was_purged_and_a_purged_answer_takes_no_memory()
    {
        var answer = Answer(1, "a");
        CacheOf(_pair.A).Keep(answer);
        await _pair.A.App.Services.GetRequiredService<CachePurger>().PurgeAsync(null, CachePurgeKind.Model, "one/m", audit: null, default);
        Assert.Equal(0, CacheOf(_pair.A).Memory!.Bytes);
        await using var late = await _pair.StartAsync("d", CacheOn);
        await GatewayCalls.UntilAsync(() => Task.FromResult(late.App.Services.GetRequiredService<CachePurges>().IsLoaded));
        CacheOf(late).Keep(answer);
        Assert.False((await CacheOf(late).FindAsync(answer.Key, default)).IsHit);
        CacheOf(late).Keep(answer with { CreatedAt = answer.CreatedAt.AddMinutes(1) });
        Assert.True((await CacheOf(late).FindAsync(answer.Key, default)).IsHit);
    }

    [Fact]
    public async Task What_the_cache_does_comes_to_the_database()
    {
        var answer = Answer(1, "a");
        var ledger = _pair.A.App.Services.GetRequiredService<CacheLedger>();
        ledger.Wrote(answer);
        ledger.Hit(CacheHitKind.Exact, answer);
        ledger.Miss(OrganizationId.Default, "m");
        await _pair.A.App.Services.GetRequiredService<CacheRecorder>().WriteAsync(default);
        var store = _pair.B.App.Services.GetRequiredService<ICacheStore>();
        var entry = Assert.Single((await store.ListAsync(new CacheEntryQuery { Limit = 10 }, TimeProvider.System.GetUtcNow(), default)).Items);
        Assert.Equal((answer.Key, 1), (entry.Key, entry.Hits));
        var figures = Assert.Single(await store.FiguresAsync(new CacheFiguresQuery(), default));
        Assert.Equal((1, 1, 1, 7), (figures.ExactHits, figures.Misses, figures.Writes, figures.SavedNanoDollars));

        await _pair.A.App.Services.GetRequiredService<CachePurger>().PurgeAsync(OrganizationId.Default, CachePurgeKind.Key, answer.Key.HashText(), audit: null, default);
        await _pair.A.App.Services.GetRequiredService<CacheRecorder>().WriteAsync(default);
        Assert.Empty((await store.ListAsync(new CacheEntryQuery { Limit = 10 }, TimeProvider.System.GetUtcNow(), default)).Items);
        var one = Assert.Single((await store.EventsAsync(new CacheEventQuery { Limit = 10 }, default)).Items);
        Assert.Equal((CacheEventKinds.Purged, "a", $"key {answer.Key.HashText()}"), (one.Kind, one.Gateway, one.Detail));
    }

    private static LayeredCache CacheOf(TestGateway gateway) => gateway.App.Services.GetRequiredService<LayeredCache>();

    private async Task<bool[]> FindAllAsync(CacheKey key)
    {
        var found = new bool[_gateways.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = (await CacheOf(_gateways[i]).FindAsync(key, default)).IsHit;
        return found;
    }

    private static AuditEntry Audit(CachePurge purge) =>
        new(Guid.CreateVersion7(purge.At), purge.At, OrganizationId.Default, new KeyId(Guid.CreateVersion7()), null, "cache.purge", purge.Value, null, null);

    private static CachedAnswer Answer(int number, string tag) => new()
    {
        Key = new CacheKey(OrganizationId.Default, 7, (UInt128)(uint)number), Api = "chat.completions", Streamed = false, ContentType = "application/json", Body = "{}"u8.ToArray(),
        RequestedModel = "m", Provider = "one", Model = "m", Usage = new TokenUsage { Input = 1, Output = 1 }, CostNanoDollars = 7, CreatedAt = TimeProvider.System.GetUtcNow(),
        ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1), Tags = [tag],
    };
}
