using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Hedging;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Hedging;

public sealed class CommitGateTests
{
    private static readonly Deployment First = new() { Provider = "one", Model = "m" };
    private static readonly Deployment Second = new() { Provider = "two", Model = "m" };

    [Fact]
    public void Of_two_that_come_at_the_same_time_one_passes_and_the_other_one_s_clock_has_fired()
    {
        var clocks = new AttemptClocks(TimeProvider.System, default);
        for (var i = 0; i < 2_000; i++)
        {
            var exchange = new Exchange(new DefaultHttpContext(), InferenceApi.ChatCompletions, null!, Guid.Empty, default, 0) { Hedge = new RequestHedge() };
            using var one = clocks.Start(TimeSpan.FromHours(1), default);
            using var two = clocks.Start(TimeSpan.FromHours(1), default);
            var gate = new CommitGate(exchange, First, one);
            Assert.True(gate.TryAdd(two));
            Assert.Equal("failed", exchange.Hedge.Status);
            var (first, second) = (false, false);
            Parallel.Invoke(() => first = gate.TryPass(First), () => second = gate.TryPass(Second));
            Assert.NotEqual(first, second);
            Assert.Equal((first ? null : FailureCause.HedgeLost, second ? null : (FailureCause?)FailureCause.HedgeLost), (one.Cause, two.Cause));
            Assert.Equal((1, first ? "first" : "second"), (exchange.Attempts, exchange.Hedge.Status));
            // Who has passed goes on as such.
            Assert.Equal(first, gate.TryPass(First));
        }
    }

    [Fact]
    public void Behind_the_first_content_nobody_is_let_in_any_more()
    {
        var clocks = new AttemptClocks(TimeProvider.System, default);
        var exchange = new Exchange(new DefaultHttpContext(), InferenceApi.ChatCompletions, null!, Guid.Empty, default, 0) { Hedge = new RequestHedge() };
        using var one = clocks.Start(TimeSpan.FromHours(1), default);
        using var two = clocks.Start(TimeSpan.FromHours(1), default);
        var gate = new CommitGate(exchange, First, one);
        Assert.True(gate.TryPass(First));
        Assert.False(gate.TryAdd(two));
        Assert.Equal((0, "no; in-time", null), (exchange.Attempts, exchange.Hedge.Status, two.Cause));
    }
}
