using System.Text.Json;
using HybridAi.Client;
using HybridAi.Gateway.Tests.Events;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridAi.Gateway.Tests.AiPerformance;

public sealed class SqliteMetricsStreamTests() : MetricsStreamTests(null);

public sealed class PostgresMetricsStreamTests(PostgresFixture postgres) : MetricsStreamTests(postgres);

/// <summary>The stream of live figures.</summary>
public abstract class MetricsStreamTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new() { ["Events:MaxStreamsPerKey"] = "2", ["Events:Heartbeat"] = "10s" }, postgres: postgres);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Figures_come_at_once_then_at_each_interval_with_what_was_done_since()
    {
        _gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await using var stream = await OpenAsync("?interval=5");
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.ToString());
        var first = await stream.EventAsync();
        Assert.Equal("metrics", first.GetProperty("topic").GetString());
        Assert.Equal((JsonValueKind.Null, 2), (first.GetProperty("data").GetProperty("last").ValueKind, first.GetProperty("data").GetProperty("windows").GetArrayLength()));
        // Counting begins with the next look at who listens.
        await _gateway.PassTimeUntilAsync(Step, stream.EventAsync());
        for (var i = 0; i < 3; i++)
            (await _gateway.ChatAsync()).Dispose();
        await _gateway.SettleAsync();
        // In one of the next events, and then in no other.
        var told = new List<JsonElement>();
        for (var after = 0; after < 3 && told.Count < 50; after += told.Sum(Requests) > 0 ? 1 : 0)
            told.Add((await _gateway.PassTimeUntilAsync(Step, stream.EventAsync())).GetProperty("data").GetProperty("last"));
        Assert.Equal((3, 0), (told.Sum(Requests), told.Sum(one => one.GetProperty("failed").GetInt32())));
        Assert.All(told, one => Assert.True(one.GetProperty("seconds").GetDouble() >= 5));
        Assert.All(told, one => Assert.Equal(Requests(one) == 0, one.GetProperty("averageMs").ValueKind == JsonValueKind.Null));

        static int Requests(JsonElement one) => one.GetProperty("requests").GetInt32();
    }

    [Fact]
    public async Task With_a_filter_only_the_windows_are_told_and_between_long_intervals_that_it_lives()
    {
        await using var stream = await OpenAsync("?interval=60&provider=one");
        Assert.Equal(JsonValueKind.Null, (await stream.EventAsync()).GetProperty("data").GetProperty("last").ValueKind);
        var blocks = new List<string>();
        while (blocks.Count == 0 || blocks[^1] == ": alive")
            blocks.Add((await _gateway.PassTimeUntilAsync(Step, stream.NextAsync()))!);
        Assert.InRange(blocks.Count - 1, 1, 6);
        Assert.Equal(JsonValueKind.Null, EventBlocks.DataOf(blocks[^1])!.Value.GetProperty("data").GetProperty("last").ValueKind);
    }

    [Fact]
    public async Task It_ends_with_the_gateway_and_with_the_key_and_has_the_bounds_of_streams()
    {
        var (id, secret) = await _gateway.KeyAsync("viewer");
        await using var mine = await OpenAsync("?interval=1");
        await using var theirs = await OpenAsync("?interval=1", secret);
        await using var second = await OpenAsync("");
        using var third = await _gateway.Http.GetAsync("/api/v1/ai-performance/stream/metrics");
        Assert.Equal((429, "5"), ((int)third.StatusCode, third.Headers.RetryAfter!.ToString()));

        Assert.True((await _gateway.Http.DeleteAsync($"/api/keys/{id}")).IsSuccessStatusCode);
        Assert.Equal("access", await EndAsync(theirs));
        _gateway.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        Assert.Equal("shutdown", await EndAsync(mine));
        Assert.Null(await mine.NextAsync());
    }

    [Fact]
    public async Task The_client_reads_it()
    {
        await using var stream = await new HybridAiClient(_gateway.Http, TestGateway.AdministratorKey).MetricsStreamAsync(intervalSeconds: 1);
        await foreach (var one in stream)
        {
            Assert.Equal("metrics", one.Topic);
            break;
        }
    }

    private async Task<string?> EndAsync(EventBlocks stream)
    {
        while (true)
        {
            var one = await _gateway.PassTimeUntilAsync(Step, stream.EventAsync());
            if (one.GetProperty("topic").GetString() == "stream.end")
                return one.Field("reason");
        }
    }

    private Task<EventBlocks> OpenAsync(string query, string? secret = null) => EventBlocks.OpenAsync(_gateway.Http, query, secret: secret, path: "/api/v1/ai-performance/stream/metrics");
}
