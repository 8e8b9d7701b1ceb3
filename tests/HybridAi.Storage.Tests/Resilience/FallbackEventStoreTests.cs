using System.Text.Json;
using HybridAi.Core.Events;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Resilience;

public sealed class SqliteFallbackEventStoreTests() : FallbackEventStoreTests(null);

public sealed class PostgresFallbackEventStoreTests(MigratedPostgres postgres) : FallbackEventStoreTests(postgres);

public abstract class FallbackEventStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Events_are_read_by_pages_newest_first_and_kept_once()
    {
        var events = Enumerable.Range(0, 7).Select(i => Event(i)).ToArray();
        await Storage.FallbackEvents.AddAsync(events, default);
        await Storage.FallbackEvents.AddAsync([events[3] with { Count = 99 }], default);
        var read = new List<FallbackEvent>();
        for (FallbackEventQuery? query = new() { Limit = 3 }; query is not null;)
        {
            var page = await Storage.FallbackEvents.ListAsync(query, default);
            read.AddRange(page.Items);
            query = page.Next is { } next ? query with { After = next } : null;
        }

        Assert.Equal(events.Reverse(), read);
    }

    [Fact]
    public async Task They_are_filtered_and_pruned()
    {
        var (other, full) = (Event(2) with { Deployment = "b", Rule = null, Target = null, Cause = null, RequestId = null, Detail = null }, Event(1));
        await Storage.FallbackEvents.AddAsync([Event(0) with { Kind = FallbackEventKinds.RuleMet }, full, other], default);
        async Task<IReadOnlyList<FallbackEvent>> FindAsync(FallbackEventQuery query) => (await Storage.FallbackEvents.ListAsync(query, default)).Items;
        Assert.Equal([other], await FindAsync(new() { Deployment = "b", Limit = 10 }));
        Assert.Equal([full], await FindAsync(new() { Kind = FallbackEventKinds.Fallback, Rule = "rule", Limit = 10 }));
        Assert.Equal(2, await Storage.FallbackEvents.PruneAsync(At.AddMinutes(2), 10, default));
        Assert.Equal([other], await FindAsync(new() { Limit = 10 }));
    }

    [Fact]
    public async Task What_is_new_is_told_to_those_who_follow_once_and_circuits_by_a_topic_of_their_own()
    {
        var opened = Event(1) with { Kind = FallbackEventKinds.BreakerOpened, Rule = null, Target = null, Cause = null, RequestId = null };
        var first = Event(0);
        await Storage.FallbackEvents.AddAsync([first, opened], default);
        await Storage.FallbackEvents.AddAsync([first, opened, Event(2) with { Kind = FallbackEventKinds.RuleMet }, opened with { Id = Guid.CreateVersion7(), Kind = FallbackEventKinds.BreakerClosed }], default);
        var told = await Storage.Events.ReadAsync(0, null, null, 1000, default);
        Assert.Equal(
            [(EventTopics.Fallback, "fallback"), (EventTopics.ProviderStatus, "breaker.opened"), (EventTopics.Fallback, "rule.met"), (EventTopics.ProviderStatus, "breaker.closed")],
            told.Select(one => (one.Topic, JsonElement.Parse(one.Data).GetProperty("kind").GetString())));
        Assert.Equal("""{"kind":"breaker.opened","gateway":"node","deployment":"a","count":2,"detail":"more"}""", told[1].Data);
        Assert.All(told, one => Assert.Null(one.OrganizationId));
        Assert.Equal(opened.At, told[1].At);
    }

    private static FallbackEvent Event(int minute) => new()
    {
        Id = Guid.CreateVersion7(At.AddMinutes(minute)), At = At.AddMinutes(minute), Gateway = "node", Kind = FallbackEventKinds.Fallback, Rule = "rule", Deployment = "a",
        Target = "b", Cause = "ServerError", Count = minute + 1, RequestId = Guid.CreateVersion7(At), Detail = "more",
    };
}
