using System.Net.Http.Headers;
using System.Text;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Hedging;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Hedging;

/// <summary>The moment between the content of one stream and the end of the other: what the other one has read by then goes nowhere.</summary>
public sealed class LostStreamTests
{
    private static readonly Deployment First = new() { Provider = "one", Model = "m" };
    private static readonly Deployment Second = new() { Provider = "two", Model = "m" };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_that_comes_behind_the_other_s_is_not_written(bool lost)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var written = new MemoryStream();
        var http = new DefaultHttpContext();
        http.Response.Body = written;
        var exchange = new Exchange(http, InferenceApi.ChatCompletions, gateway.Snapshots.Current, Guid.Empty, default, 0) { Streamed = true, Hedge = new RequestHedge() };
        var clocks = new AttemptClocks(TimeProvider.System, default);
        using var first = clocks.Start(TimeSpan.FromHours(1), default);
        using var second = clocks.Start(TimeSpan.FromHours(1), default);
        // Has not heard yet that it is too late.
        using var unaware = clocks.Start(TimeSpan.FromHours(1), default);
        exchange.Gate = new CommitGate(exchange, First, first);
        Assert.True(exchange.Gate.TryAdd(second));
        if (lost)
            Assert.True(exchange.Gate.TryPass(First));
        using var response = new HttpResponseMessage { Content = new StringContent(Wire.Text("Hi") + Wire.Finish + Wire.Done, Encoding.UTF8, new MediaTypeHeaderValue("text/event-stream")) };
        var endpoint = exchange.Snapshot.EndpointOf(Second);
        using var result = await new StreamRelay(exchange, Second, endpoint, unaware, new UpstreamOptions(), TimeProvider.System, null).RunAsync(response);
        await http.Response.BodyWriter.FlushAsync();
        Assert.Equal((lost ? FailureCause.HedgeLost : null, !lost), (result.Failure?.Cause, result.Committed));
        Assert.Equal(lost ? "" : Wire.Text("Hi") + Wire.Finish, Encoding.UTF8.GetString(written.ToArray()));
        Assert.Equal(lost ? "first" : "second", exchange.Hedge.Status);
    }
}
