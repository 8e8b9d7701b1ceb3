using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Events;
using HybridAi.Core.Events;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Events;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Events;

public sealed class SqliteEventHistoryTests() : EventHistoryTests(null);

public sealed class PostgresEventHistoryTests(PostgresFixture postgres) : EventHistoryTests(postgres);

/// <summary>What <c>GET /api/events/history</c> lists.</summary>
public abstract class EventHistoryTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(postgres: postgres);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Each_sees_in_the_past_what_it_would_have_been_told_as_it_happened()
    {
        var other = await _gateway.OrganizationAsync();
        string[] secrets =
        [
            (await _gateway.KeyAsync("viewer")).Secret, (await _gateway.KeyAsync("administrator")).Secret, (await _gateway.KeyAsync("viewer", other)).Secret,
            (await _gateway.KeyAsync("administrator", other)).Secret,
        ];
        await _gateway.PurgeAsync(OrganizationId.Default, "of the default one");
        await _gateway.PurgeAsync(new OrganizationId(other), "of the other one");
        await _gateway.BreakAsync("of the installation");
        await _gateway.KeyAsync("viewer", other);
        var last = await _gateway.App.Services.GetRequiredService<IEventStore>().LastAsync(null, default);
        foreach (var (index, secret) in secrets.Index())
        {
            foreach (var query in new[] { "", "topics=cache.*,provider.*", "filter=kind:tag", $"organization={(index < 2 ? OrganizationId.Default.Value : other)}" })
            {
                var told = new List<long>();
                await using (var stream = await EventBlocks.OpenAsync(_gateway.Http, $"?after=0&{query}", secret: secret))
                    await ReadUpToAsync(stream, last, told);
                // Time that passes has more happen.
                var listed = (await ListAsync(query, secret)).Select(one => one.GetProperty("id").GetInt64()).Where(id => id <= last);
                Assert.NotEmpty(told);
                Assert.Equal(told.Where(id => id <= last).Reverse(), listed);
            }
        }
    }

    [Fact]
    public async Task Pages_hang_together_whatever_their_length()
    {
        for (var i = 0; i < 7; i++)
            await _gateway.BreakAsync(i % 2 == 0 ? "even" : "odd", $"{i}");
        foreach (var limit in new[] { 1, 2, 3, 4, 7, 8 })
        {
            Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], await DetailsAsync(new EventHistoryFilter { Topics = EventTopicNames.ProviderStatus, Limit = limit }));
            Assert.Equal(["6", "4", "2", "0"], await DetailsAsync(new EventHistoryFilter { Topics = EventTopicNames.ProviderStatus, Filter = "deployment:even", Limit = limit }));
        }
    }

    [Fact]
    public async Task A_time_range_is_held_to()
    {
        for (var i = 0; i < 5; i++)
        {
            await _gateway.BreakAsync("a", $"{i}");
            _gateway.Time.Advance(TimeSpan.FromMinutes(1));
        }

        // It is five minutes after the first one, and one after the last.
        Assert.Equal(["4", "3"], await DetailsAsync(new EventHistoryFilter { Topics = "provider.status", From = "2m" }));
        Assert.Equal(["2", "1"], await DetailsAsync(new EventHistoryFilter { Topics = "provider.status", From = "4m", To = "2m" }));
        Assert.Equal(["0"], await DetailsAsync(new EventHistoryFilter { Topics = "provider.status", To = "2026-03-01T12:01:00Z" }));
    }

    // What is looked for lies behind more events than one answer looks at.
    [Fact]
    public async Task A_rare_event_is_found_by_going_on_where_a_page_without_any_ends()
    {
        await _gateway.BreakAsync("rare", "found");
        var now = _gateway.Time.GetUtcNow();
        await _gateway.App.Services.GetRequiredService<IFallbackEventStore>().AddAsync(
            [.. Enumerable.Range(0, EventHistoryHandler.MostLookedAt + 500).Select(_ => new FallbackEvent { Id = Guid.CreateVersion7(now), At = now, Gateway = "g", Kind = FallbackEventKinds.BreakerOpened, Deployment = "often" })],
            default);
        var client = new HybridAiClient(_gateway.Http, TestGateway.AdministratorKey);
        var first = await client.EventHistoryAsync(new EventHistoryFilter { Topics = "provider.status", Filter = "deployment:rare", Limit = 10 });
        Assert.Empty(first.Data);
        Assert.NotNull(first.Next);
        var second = await client.EventHistoryAsync(new EventHistoryFilter { Topics = "provider.status", Filter = "deployment:rare", Limit = 10, Cursor = first.Next });
        Assert.Equal("found", Assert.Single(second.Data).Data.GetProperty("detail").GetString());
        Assert.Null(second.Next);
    }

    private async Task<List<string?>> DetailsAsync(EventHistoryFilter filter)
    {
        var client = new HybridAiClient(_gateway.Http, TestGateway.AdministratorKey);
        var seen = new List<string?>();
        for (var cursor = filter.Cursor; ;)
        {
            var page = await client.EventHistoryAsync(filter with { Cursor = cursor });
            Assert.True(page.Data.Count == (filter.Limit ?? 100) || page.Next is null);
            seen.AddRange(page.Data.Select(one => one.Data.GetProperty("detail").GetString()));
            if (page.Next is null)
                return seen;
            cursor = page.Next;
        }
    }

    private async Task<List<JsonElement>> ListAsync(string query, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/events/history?limit=1000&{query}") { Headers = { Authorization = new("Bearer", secret) } };
        using var answer = await _gateway.Http.SendAsync(request);
        var page = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.IsSuccessStatusCode, page.ToString());
        return [.. page.GetProperty("data").EnumerateArray()];
    }

    // A heartbeat tells the number up to which there is nothing more for this reader.
    private async Task ReadUpToAsync(EventBlocks stream, long last, List<long> told)
    {
        while (true)
        {
            var block = await _gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), stream.NextAsync());
            if (EventBlocks.DataOf(block!) is { } one)
            {
                if (one.GetProperty("id") is { ValueKind: JsonValueKind.Number } id)
                    told.Add(id.GetInt64());
            }
            else if (block!.StartsWith(": alive", StringComparison.Ordinal) && long.Parse(block[(block.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture) >= last)
                return;
        }
    }
}
