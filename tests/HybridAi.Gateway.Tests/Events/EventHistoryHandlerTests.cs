using HybridAi.Client.Events;
using HybridAi.Client.Paging;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Events;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Tests.Events;

/// <summary>What a page of past events asks the database for.</summary>
public sealed class EventHistoryHandlerTests
{
    [Fact]
    public async Task Where_a_time_begins_is_found_once_for_all_blocks_of_a_page()
    {
        var store = new Store { First = 17 };
        var page = await ListAsync(store, "?topics=jobs&from=24h&filter=kind:rare");
        Assert.NotNull(page.Next);
        Assert.Equal(1, store.Finds);
        Assert.True(store.Asked.Count >= EventHistoryHandler.MostLookedAt / 1000, $"{store.Asked.Count} blocks");
        Assert.All(store.Asked, query => Assert.Equal(17L, query.First));
    }

    [Fact]
    public async Task Without_a_beginning_none_is_looked_for()
    {
        var store = new Store();
        await ListAsync(store, "?topics=jobs&to=24h");
        Assert.Equal(0, store.Finds);
        Assert.Null(Assert.Single(store.Asked).First);
    }

    [Fact]
    public async Task A_time_that_nothing_happened_in_is_an_empty_page()
    {
        var store = new Store();
        var page = await ListAsync(store, "?topics=jobs&from=24h");
        Assert.Empty(page.Data);
        Assert.Null(page.Next);
        Assert.Empty(store.Asked);
    }

    private static async Task<DocumentPage<EventDocument>> ListAsync(Store store, string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        http.SetCaller(new Caller(new KeyId(Guid.Empty), "reader", OrganizationId.Default, null, null, Role.Viewer, null));
        var answer = await EventHistoryHandler.ListAsync(http, store, TimeProvider.System, default);
        return Assert.IsType<Ok<DocumentPage<EventDocument>>>(answer.Result).Value!;
    }

    /// <summary>So many events of one kind that no page comes to their end.</summary>
    private sealed class Store : IEventStore
    {
        public long? First { get; init; }

        public int Finds { get; private set; }

        public List<EventHistoryQuery> Asked { get; } = [];

        public Task Appended => throw new NotSupportedException();

        public Task<long?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken)
        {
            Finds++;
            return Task.FromResult(First);
        }

        public Task<IReadOnlyList<StoredEvent>> ReadBackAsync(EventHistoryQuery query, CancellationToken cancellationToken)
        {
            Asked.Add(query);
            var before = query.Before ?? 1_000_000;
            return Task.FromResult<IReadOnlyList<StoredEvent>>(
                [.. Enumerable.Range(1, query.Limit).Select(i => new StoredEvent(before - i, DateTimeOffset.UnixEpoch, EventTopics.Jobs, null, """{"kind":"frequent"}"""))]);
        }

        public Task<long> LastAsync(string? topic, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<EventBounds> BoundsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<StoredEvent>> ReadAsync(long after, string? topic, OrganizationId? organization, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
