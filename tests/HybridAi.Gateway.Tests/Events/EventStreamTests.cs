using System.Globalization;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Events;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Events;

public sealed class SqliteEventStreamTests() : EventStreamTests(null);

public sealed class PostgresEventStreamTests(PostgresFixture postgres) : EventStreamTests(postgres);

/// <summary>What a reader of <c>GET /api/events</c> gets.</summary>
public abstract class EventStreamTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    private HttpClient Http => _gateway.Http;

    private IEventStore Store => _gateway.App.Services.GetRequiredService<IEventStore>();

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new() { ["Events:MaxStreams"] = "4", ["Events:MaxStreamsPerKey"] = "2" }, postgres: postgres);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_event_is_on_the_wire_as_the_standard_has_it()
    {
        await using var events = await EventBlocks.OpenAsync(Http, "?topics=provider.status");
        Assert.Equal("text/event-stream", events.Response.Content.Headers.ContentType!.ToString());
        Assert.Empty(events.Response.Content.Headers.ContentEncoding);
        Assert.True(events.Response.Headers.CacheControl is { NoStore: true, NoTransform: true });
        await _gateway.BreakAsync("one/m", "5 of 10 calls failed\nat once");
        var id = await Store.LastAsync(null, default);
        Assert.Equal(
            $"id: {id}\nevent: provider.status\n" + "data: {\"id\":" + id + """
            ,"at":"2026-03-01T12:00:00.000Z","topic":"provider.status","organizationId":null,"data":{"kind":"breaker.opened","gateway":"g","deployment":"one/m","count":1,"detail":"5 of 10 calls failed\nat once"}}
            """,
            await events.NextAsync());
    }

    [Fact]
    public async Task A_reader_goes_on_behind_the_last_id_it_saw_and_the_header_goes_first()
    {
        await _gateway.BreakAsync("a");
        await _gateway.BreakAsync("b");
        await _gateway.BreakAsync("c");
        var ids = (await Store.ReadAsync(0, EventTopics.ProviderStatus, null, 10, default)).Select(one => one.Sequence).ToList();
        await using (var all = await EventBlocks.OpenAsync(Http, "?topics=provider.*&after=0"))
        {
            foreach (var deployment in new[] { "a", "b", "c" })
                Assert.Equal(deployment, (await all.EventAsync()).Field("deployment"));
        }

        await using var rest = await EventBlocks.OpenAsync(Http, "?topics=provider.*&after=0", ids[1].ToString(CultureInfo.InvariantCulture));
        Assert.Equal("c", (await rest.EventAsync()).Field("deployment"));
        await _gateway.BreakAsync("d");
        Assert.Equal("d", (await rest.EventAsync()).Field("deployment"));
    }

    [Fact]
    public async Task A_heartbeat_moves_the_place_to_go_on_from_past_what_was_not_asked_for()
    {
        await using var events = await EventBlocks.OpenAsync(Http, "?topics=budget");
        await _gateway.BreakAsync("a");
        var last = await Store.LastAsync(null, default);
        string? beat = "";
        for (var beats = 0; beat != $": alive\nid: {last}" && beats < 50; beats++)
            beat = await _gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(500), events.NextAsync());
        Assert.Equal($": alive\nid: {last}", beat);
        Assert.Null(EventBlocks.DataOf(beat!));
    }

    [Fact]
    public async Task Whoever_comes_back_too_late_is_told_what_is_missing()
    {
        await _gateway.BreakAsync("a");
        var first = await Store.LastAsync(null, default);
        await _gateway.BreakAsync("b");
        var removed = await Store.LastAsync(null, default);
        _gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await _gateway.BreakAsync("c");
        await Store.PruneAsync(_gateway.Time.GetUtcNow(), 1000, default);

        await using var late = await EventBlocks.OpenAsync(Http, $"?topics=provider.status&after={first}");
        var reset = await late.EventAsync();
        Assert.Equal(("stream.reset", "expired", removed, removed), (reset.GetProperty("topic").GetString(), reset.Field("reason"), reset.GetProperty("id").GetInt64(), reset.GetProperty("data").GetProperty("resumeAfter").GetInt64()));
        Assert.Equal("c", (await late.EventAsync()).Field("deployment"));

        // What it missed last is what was removed last: nothing is missing.
        await using var inTime = await EventBlocks.OpenAsync(Http, $"?topics=provider.status&after={removed}");
        Assert.Equal("c", (await inTime.EventAsync()).Field("deployment"));
    }

    [Fact]
    public async Task An_id_of_another_database_is_told_and_followed_by_what_comes()
    {
        await using var events = await EventBlocks.OpenAsync(Http, "?topics=provider.status&after=1000000");
        var reset = await events.EventAsync();
        Assert.Equal(("stream.reset", "unknown", await Store.LastAsync(null, default)), (reset.GetProperty("topic").GetString(), reset.Field("reason"), reset.GetProperty("id").GetInt64()));
        await _gateway.BreakAsync("a");
        Assert.Equal("a", (await events.EventAsync()).Field("deployment"));
    }

    [Fact]
    public async Task A_key_and_a_node_have_so_many_streams_and_a_place_is_given_back()
    {
        var others = new[] { await _gateway.KeyAsync("viewer"), await _gateway.KeyAsync("viewer") };
        var open = new List<EventBlocks> { await EventBlocks.OpenAsync(Http), await EventBlocks.OpenAsync(Http) };
        using var third = await Http.GetAsync("/api/events");
        Assert.Equal((429, "5"), ((int)third.StatusCode, third.Headers.RetryAfter!.ToString()));
        Assert.Contains("Events:MaxStreamsPerKey", await third.Content.ReadAsStringAsync());
        open.AddRange([await EventBlocks.OpenAsync(Http, secret: others[0].Secret), await EventBlocks.OpenAsync(Http, secret: others[0].Secret)]);
        using var fifth = await GetAsync("/api/events", others[1].Secret);
        Assert.Equal((503, "5"), ((int)fifth.StatusCode, fifth.Headers.RetryAfter!.ToString()));
        Assert.Contains("\"too_many_streams\"", await fifth.Content.ReadAsStringAsync());
        foreach (var one in open)
            await one.DisposeAsync();
        await GatewayCalls.UntilAsync(async () =>
        {
            using var again = await GetAsync("/api/events", others[1].Secret, HttpCompletionOption.ResponseHeadersRead);
            return again.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task Each_gets_only_what_it_may_see()
    {
        var other = await _gateway.OrganizationAsync();
        var secrets = new[] { await _gateway.KeyAsync("viewer"), await _gateway.KeyAsync("administrator", other), await _gateway.KeyAsync("administrator") };
        var open = new List<EventBlocks>();
        foreach (var (_, secret) in secrets)
            open.Add(await EventBlocks.OpenAsync(Http, secret: secret));
        await using var onlyOther = await EventBlocks.OpenAsync(Http, $"?organization={other}");
        await _gateway.PurgeAsync(OrganizationId.Default, "of the default one");
        await _gateway.PurgeAsync(new OrganizationId(other), "of the other one");
        await _gateway.BreakAsync("of the installation");
        var theirs = await _gateway.KeyAsync("viewer", other);
        await _gateway.PurgeAsync(OrganizationId.Default, "end");
        await _gateway.PurgeAsync(new OrganizationId(other), "end");

        Assert.Equal(["of the default one", "of the installation"], await UntilEndAsync(open[0]));
        Assert.Equal(["of the other one", theirs.Id], await UntilEndAsync(open[1]));
        Assert.Equal(["of the default one", "of the other one", "of the installation", theirs.Id], await UntilEndAsync(open[2]));
        Assert.Equal(["of the other one", theirs.Id], await UntilEndAsync(onlyOther));
        foreach (var one in open)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task A_filter_goes_by_the_data()
    {
        await using var events = await EventBlocks.OpenAsync(Http, "?filter=deployment:b,kind:breaker.opened");
        await _gateway.BreakAsync("a");
        await _gateway.BreakAsync("b");
        Assert.Equal("b", (await events.EventAsync()).Field("deployment"));
    }

    [Fact]
    public async Task A_key_that_is_revoked_sees_no_more()
    {
        var (id, secret) = await _gateway.KeyAsync("viewer");
        await using var events = await EventBlocks.OpenAsync(Http, "?topics=provider.status", secret: secret);
        using var revoked = await Http.DeleteAsync($"/api/keys/{id}");
        Assert.True(revoked.IsSuccessStatusCode);
        await _gateway.BreakAsync("a");
        var end = await events.EventAsync();
        Assert.Equal(("stream.end", "access"), (end.GetProperty("topic").GetString(), end.Field("reason")));
        Assert.Null(await events.NextAsync());
    }

    [Fact]
    public async Task A_gateway_that_stops_ends_its_streams_with_where_to_go_on()
    {
        await using var events = await EventBlocks.OpenAsync(Http, "?topics=provider.status");
        await _gateway.BreakAsync("a");
        var last = (await events.EventAsync()).GetProperty("id").GetInt64();
        var stopping = _gateway.App.StopAsync();
        var end = await events.EventAsync();
        Assert.Equal(("stream.end", "shutdown", last), (end.GetProperty("topic").GetString(), end.Field("reason"), end.GetProperty("data").GetProperty("resumeAfter").GetInt64()));
        Assert.Null(await events.NextAsync());
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Usage_is_told_by_the_second_and_each_organization_its_own()
    {
        _gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var other = await _gateway.KeyAsync("viewer", await _gateway.OrganizationAsync());
        await using var all = await EventBlocks.OpenAsync(Http, "?topics=usage,provider.status");
        await using var theirs = await EventBlocks.OpenAsync(Http, "?topics=usage", secret: other.Secret);
        // Nothing is counted before it is known that somebody listens.
        var counted = all.EventAsync();
        while (!counted.IsCompleted)
        {
            using var answer = await _gateway.ChatAsync("""{"model":"one/m","messages":[{"role":"user","content":"Hello"}]}""");
            await answer.Content.ReadAsByteArrayAsync();
            _gateway.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(counted, Task.Delay(TimeSpan.FromMilliseconds(2)));
        }

        var usage = (await counted).GetProperty("data");
        Assert.InRange(usage.GetProperty("requests").GetInt64(), 1, 100);
        Assert.True(usage.GetProperty("inputTokens").GetInt64() > 0 && usage.GetProperty("costUsd").GetDecimal() > 0);
        Assert.Equal(JsonValueKind.Null, (await counted).GetProperty("id").ValueKind);
        // Another organization had none, and silence says so: the next thing that it gets is a heartbeat.
        Assert.StartsWith(": alive", await _gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), theirs.NextAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_reads_events_and_knows_where_to_go_on()
    {
        var client = new HybridAiClient(Http, TestGateway.AdministratorKey);
        await _gateway.BreakAsync("a");
        await using var stream = await client.EventsAsync(new EventStreamFilter { Topics = EventTopicNames.ProviderStatus, After = 0 });
        await foreach (var one in stream)
        {
            Assert.Equal((EventTopicNames.ProviderStatus, "a"), (one.Topic, one.Data.GetProperty("deployment").GetString()));
            Assert.Equal(one.Id, stream.LastId);
            break;
        }
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string secret, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", secret) } };
        return await Http.SendAsync(request, completion);
    }

    // What an event is about, up to the last one.
    private static async Task<List<string>> UntilEndAsync(EventBlocks events)
    {
        var seen = new List<string>();
        while (true)
        {
            var one = (await events.EventAsync()).GetProperty("data");
            var about = one.TryGetProperty("value", out var value) || one.TryGetProperty("deployment", out value) || one.TryGetProperty("target", out value) ? value.GetString()! : "";
            if (about == "end")
                return seen;
            seen.Add(about);
        }
    }
}
