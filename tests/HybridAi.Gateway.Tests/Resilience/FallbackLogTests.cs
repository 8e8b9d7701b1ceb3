using HybridAi.Core.Paging;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Gateway.Resilience;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Node.Hosting;
using HybridAi.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class FallbackLogTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Store _store = new();
    private Action _whileAsked = static () => { };

    [Fact]
    public async Task What_the_database_does_not_take_waits_and_is_written_once()
    {
        using var log = Log();
        log.FellBack(Guid.NewGuid(), "rule", "a", "b", FailureCause.Overload);
        _store.IsAway = true;
        await log.WriteAsync(default);
        Assert.Empty(_store.Events);
        log.FellBack(Guid.NewGuid(), "rule", "a", "b", FailureCause.Overload);
        log.FellBack(Guid.NewGuid(), "rule", "a", "b", FailureCause.Overload);
        await log.WriteAsync(default);
        _store.IsAway = false;
        await log.WriteAsync(default);
        await log.WriteAsync(default);
        Assert.Equal([1, 2], _store.Events.Select(one => one.Count));
        Assert.All(_store.Events, one => Assert.Equal("node", one.Gateway));
    }

    [Fact]
    public async Task There_are_never_more_than_a_bound()
    {
        using var log = Log();
        for (var i = 0; i < 6_000; i++)
            log.Note(FallbackEventKinds.RuleMet, $"deployment-{i}", "rule", new string('x', 600));
        await log.WriteAsync(default);
        Assert.Equal(5_000, _store.Events.Count);
        Assert.All(_store.Events, one => Assert.Equal(512, one.Detail!.Length));
        log.Note(FallbackEventKinds.RuleMet, "later", "rule", "");
        await log.WriteAsync(default);
        Assert.Equal("later", _store.Events[^1].Deployment);
    }

    // Whoever calls a model goes on while it is found out whose the events are.
    [Fact]
    public async Task Requests_do_not_wait_for_what_is_added_to_events()
    {
        using var log = Log();
        log.Note(FallbackEventKinds.RuleMet, "before", "rule", "");
        var went = false;
        _whileAsked = () =>
        {
            // A thread of its own: a lock lets in who holds it.
            var request = new Thread(() => log.Note(FallbackEventKinds.RuleMet, "meanwhile", "rule", ""));
            request.Start();
            went = request.Join(TimeSpan.FromSeconds(10));
        };
        await log.WriteAsync(default);
        Assert.True(went);
        await log.WriteAsync(default);
        Assert.Equal(["before", "meanwhile"], _store.Events.Select(one => one.Deployment));
    }

    private FallbackLog Log() => new(
        new ServiceCollection().AddSingleton<IFallbackEventStore>(_store).AddSingleton(_ => Node()).BuildServiceProvider(), new Breakers(new BreakerOptions(), _time), _time,
        NullLogger<FallbackLog>.Instance);

    private NodeName Node()
    {
        _whileAsked();
        return new NodeName("node");
    }

    private sealed class Store : IFallbackEventStore
    {
        public bool IsAway { get; set; }

        public List<FallbackEvent> Events { get; } = [];

        public Task AddAsync(IReadOnlyList<FallbackEvent> events, CancellationToken cancellationToken)
        {
            if (IsAway)
                throw new StorageUnavailableException("The database is away.");
            Events.AddRange(events);
            return Task.CompletedTask;
        }

        public Task<Page<FallbackEvent>> ListAsync(FallbackEventQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
