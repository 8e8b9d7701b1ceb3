using HybridAi.Core.Caching;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Node.Caching;
using HybridAi.Node.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Gateway.Tests.Caching;

public sealed class CacheRecorderTests : IAsyncDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly FailingStore _store = new();
    private readonly TogglingLevel _level = new();
    private readonly CacheLedger _ledger;
    private readonly LayeredCache _cache;
    private readonly CacheRecorder _recorder;

    public CacheRecorderTests()
    {
        _ledger = new CacheLedger(_time);
        _cache = new LayeredCache([_level], new CachePurges(), new LayeredCacheOptions(), _time);
        _recorder = new CacheRecorder(_ledger, _store, _cache, new NodeName("node"), _time, NullLogger<CacheRecorder>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _recorder.Dispose();
        await _cache.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_that_could_not_be_written_is_written_again_as_the_same_and_what_came_since_after_it()
    {
        _ledger.Miss(OrganizationId.Default, "a");
        _store.IsAway = true;
        await _recorder.WriteAsync(default);
        await _recorder.WriteAsync(default);
        _ledger.Miss(OrganizationId.Default, "b");
        _store.IsAway = false;
        await _recorder.WriteAsync(default);
        Assert.Equal(["a", "a", "a", "b"], _store.Tried.Select(batch => batch.Figures.Single().Model));
        Assert.Equal(2, _store.Tried.Select(batch => batch.Id).Distinct().Count());
        await _recorder.WriteAsync(default);
        Assert.Equal(4, _store.Tried.Count);
    }

    [Fact]
    public async Task A_level_that_is_lost_and_back_is_told_once_each()
    {
        await _recorder.LookAsync(default);
        foreach (var isLost in new[] { true, true, false, false })
        {
            _level.IsLost = isLost;
            await _recorder.LookAsync(default);
        }

        await _recorder.WriteAsync(default);
        await _recorder.WriteAsync(default);
        Assert.Equal(
            [(CacheEventKinds.LevelLost, "redis", "gone", "node"), (CacheEventKinds.LevelBack, "redis", null, "node")], _store.Events.Select(one => (one.Kind, one.Level, one.Detail, one.Gateway)));
    }

    [Fact]
    public async Task Events_wait_for_the_database_up_to_a_bound_and_long_details_are_cut()
    {
        _store.IsAway = true;
        for (var i = 0; i < 1_200; i++)
            _recorder.Note(CacheEventKinds.ThresholdChanged, detail: new string('x', 600));
        await _recorder.WriteAsync(default);
        _store.IsAway = false;
        await _recorder.WriteAsync(default);
        Assert.Equal(1_000, _store.Events.Count);
        Assert.Equal(512, _store.Events[0].Detail!.Length);
    }

    [Fact]
    public async Task What_was_purged_leaves_the_list_in_pieces_until_nothing_is_left()
    {
        _store.LeftToForget = 1_234;
        _recorder.Purged(new CachePurge { Id = Guid.CreateVersion7(), At = _time.GetUtcNow(), Kind = CachePurgeKind.Tag, Value = "a" });
        await _recorder.WriteAsync(default);
        Assert.Equal(0, _store.LeftToForget);
        Assert.Equal("tag a", _store.Events.Single().Detail);
    }

    private sealed class TogglingLevel : ICacheLevel
    {
        public string Name => "redis";

        public bool IsLost { get; set; }

        public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken) => default;

        public ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken) => default;

        public ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken) => default;

        public ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken) => new(new CacheLevelStatus(Name, null, null, null, IsLost, IsLost ? "gone" : null));
    }

    private sealed class FailingStore : ICacheStore
    {
        public bool IsAway { get; set; }

        public int LeftToForget { get; set; }

        public List<CacheBatch> Tried { get; } = [];

        public List<CacheEvent> Events { get; } = [];

        public Task<bool> AddAsync(CacheBatch batch, CancellationToken cancellationToken)
        {
            Tried.Add(batch);
            return IsAway ? throw new IOException("away") : Task.FromResult(true);
        }

        public Task AddAsync(IReadOnlyList<CacheEvent> events, CancellationToken cancellationToken)
        {
            if (IsAway)
                throw new IOException("away");
            Events.AddRange(events);
            return Task.CompletedTask;
        }

        public Task<int> ForgetAsync(CachePurge purge, int most, CancellationToken cancellationToken)
        {
            var now = Math.Min(most, LeftToForget);
            LeftToForget -= now;
            return Task.FromResult(now);
        }

        public Task<Page<CacheEntry>> ListAsync(CacheEntryQuery query, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CacheFigures>> FiguresAsync(CacheFiguresQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page<CacheEvent>> EventsAsync(CacheEventQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PruneAsync(DateTimeOffset figures, DateTimeOffset events, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
