using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;

namespace HybridAi.Storage.Tests.RateLimiting;

/// <summary>What Redis is told of that was counted elsewhere counts there once, whether its answer arrives or not.</summary>
public sealed class RedisLimiterDebtTests : IAsyncLifetime
{
    private static readonly LimitDefinition Definition =
        new() { Name = "w", Scope = LimitScope.Global, Measure = LimitMeasure.Requests, Amount = 90, Window = TimeSpan.FromHours(1) };

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(10);

    private RedisServer _server = null!;
    private AnswerGate _gate = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _gate = new AnswerGate(_server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task What_was_admitted_while_Redis_was_lost_counts_once_if_nobody_hears_that_it_was_told(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Definition with { Algorithm = algorithm });
        await using var node = await OpenAsync();
        Assert.Equal(20, await node.TakeAsync(limit, 20));
        await _server.PauseAsync();
        await node.LostAsync();
        Assert.Equal(30, await node.TakeAsync(limit, 30));
        await ToldUnheardAsync(node, _server.ContinueAsync);
        // Counted while it is not known whether the first telling arrived.
        Assert.Equal(5, await node.TakeAsync(limit, 5));
        _gate.Release();
        await node.BackAsync();
        Assert.Equal(90 - 55, await LeftAsync(limit));
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task What_Redis_forgot_counts_once_if_nobody_hears_that_it_was_told_again(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Definition with { Algorithm = algorithm });
        await using var node = await OpenAsync();
        Assert.Equal(20, await node.TakeAsync(limit, 20));
        await ToldUnheardAsync(node, _server.FlushAsync);
        _gate.Release();
        await node.BackAsync();
        Assert.Equal(90 - 20, await LeftAsync(limit));
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task What_was_told_unheard_and_forgotten_again_is_told_again(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Definition with { Algorithm = algorithm });
        await using var node = await OpenAsync();
        Assert.Equal(20, await node.TakeAsync(limit, 20));
        await ToldUnheardAsync(node, _server.FlushAsync);
        await _server.FlushAsync();
        _gate.Release();
        await node.BackAsync();
        Assert.Equal(90 - 20, await LeftAsync(limit));
    }

    [Fact]
    public async Task Redis_that_forgets_again_and_again_under_load_knows_in_the_end_exactly_what_was_admitted()
    {
        const int Amount = 1_000_000;
        var limit = new Limit(Definition with { Amount = Amount });
        await using LimiterNode first = new(_server.ConnectionString, Patient), second = new(_server.ConnectionString, Patient);
        await first.BackAsync();
        await second.BackAsync();
        var (admitted, isOver) = (0, false);
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
                Interlocked.Add(ref admitted, await (caller % 2 == 0 ? first : second).TakeAsync(limit, 1));
        })).ToArray();
        for (var round = 1; round <= 10; round++)
        {
            await Eventually.TrueAsync(() => Volatile.Read(ref admitted) >= round * 300);
            await _server.FlushAsync();
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(callers);
        await first.BackAsync();
        await second.BackAsync();
        Assert.Equal(Amount - admitted, await LeftAsync(limit));
    }

    private async Task<LimiterNode> OpenAsync()
    {
        var node = new LimiterNode(_gate.ConnectionString, Deadline);
        await node.BackAsync();
        return node;
    }

    // The node has something to tell after the fault; it is told within a second, and Redis carries it out.
    private async Task ToldUnheardAsync(LimiterNode node, Func<Task> fault)
    {
        _gate.HoldFrom("{hai}:limit:w");
        await fault();
        await Eventually.TrueAsync(() => _gate.IsHolding);
        await node.LostAsync();
    }

    private async Task<double> LeftAsync(Limit limit)
    {
        await using var other = new LimiterNode(_server.ConnectionString, Patient);
        await other.BackAsync();
        return await other.RemainingAsync(limit);
    }
}
