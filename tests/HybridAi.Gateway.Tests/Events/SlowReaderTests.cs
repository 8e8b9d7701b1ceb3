using System.IO.Pipelines;
using HybridAi.Client.Events;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Events;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Node.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Events;

/// <summary>Readers that do not keep up, on a connection that holds a kilobyte.</summary>
public sealed class SlowReaderTests : IAsyncLifetime
{
    private static readonly EventSelection Circuits = new([EventTopics.ProviderStatus], OrganizationId.Default, seesAll: true, only: null, []);
    private readonly EventsOptions _options = new() { QueueLength = 4 };
    private readonly EventsOptions _patient = new() { QueueLength = 1000 };
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_slow_reader_is_ended_with_the_id_to_go_on_from_and_misses_nothing()
    {
        var reader = new Connection();
        var subscription = await JoinAsync(_options);
        var writing = WriteAsync(reader, subscription, after: null);
        // More than the connection and the queue hold together; one by one, so that the first ones are written before the reader is too slow.
        for (var i = 0; i < 40; i++)
        {
            await _gateway.BreakAsync($"d{i}", new string('x', 400));
            if (i < 2)
                await GatewayCalls.UntilAsync(() => Task.FromResult(subscription.SeenUpTo > subscription.From + i && subscription.Queue.Count == 0));
        }

        await GatewayCalls.UntilAsync(() => Task.FromResult(subscription.End == "slow"));

        var seen = new List<string?>();
        await using var blocks = EventBlocks.Of(reader.Body);
        var resume = 0L;
        while (true)
        {
            var one = await blocks.EventAsync();
            if (one.GetProperty("topic").GetString() == EventTopicNames.StreamEnd)
            {
                Assert.Equal(("slow", resume), (one.Field("reason"), one.GetProperty("data").GetProperty("resumeAfter").GetInt64()));
                break;
            }

            seen.Add(one.Field("deployment"));
            resume = one.GetProperty("id").GetInt64();
        }

        await writing;
        Assert.InRange(seen.Count, 2, 39);
        var (again, second) = (new Connection(), await JoinAsync(_patient));
        var rest = WriteAsync(again, second, after: resume);
        await using var more = EventBlocks.Of(again.Body);
        while (seen.Count < 40)
            seen.Add((await more.EventAsync()).Field("deployment"));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"d{i}"), seen);
        again.Abort();
        await rest;
    }

    [Fact]
    public async Task A_reader_that_takes_nothing_at_all_is_cut_off()
    {
        var reader = new Connection();
        var writing = WriteAsync(reader, await JoinAsync(_patient), after: null);
        for (var i = 0; i < 40; i++)
            await _gateway.BreakAsync($"d{i}", new string('x', 400));
        Assert.True(await _gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), EndedAsync()));
        Assert.True(reader.RequestAborted.IsCancellationRequested);

        async Task<bool> EndedAsync()
        {
            await writing;
            return true;
        }
    }

    private async Task<EventSubscription> JoinAsync(EventsOptions options) =>
        await _gateway.App.Services.GetRequiredService<EventHub>().JoinAsync(Circuits, options.QueueLength, default);

    private async Task WriteAsync(Connection connection, EventSubscription subscription, long? after)
    {
        var past = _gateway.App.Services.GetRequiredService<EventPast>();
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestLifetimeFeature>(connection);
        http.Request.Protocol = "HTTP/1.1";
        http.Response.Body = connection.Writer;
        var (events, bounds) = after is { } number ? await past.ReadAsync(number, default) : default;
        await new EventWriter(http, subscription, past, static () => true, _options, CancellationToken.None, _gateway.Time).RunAsync(after, events, bounds);
        await connection.Writer.DisposeAsync();
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        private readonly CancellationTokenSource _aborted = new();

        public Connection() => (Writer, Body, RequestAborted) = (_pipe.Writer.AsStream(), _pipe.Reader.AsStream(), _aborted.Token);

        public Stream Writer { get; }

        public Stream Body { get; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _aborted.Cancel();
    }
}
