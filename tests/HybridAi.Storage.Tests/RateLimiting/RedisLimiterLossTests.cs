using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Tests.Testing;
using HybridAi.TestServers;

namespace HybridAi.Storage.Tests.RateLimiting;

/// <summary>Several limiters on one Redis, which is stopped, flushed and killed.</summary>
public sealed class RedisLimiterLossTests : IAsyncLifetime
{
    private static readonly LimitDefinition Definition =
        new() { Name = "w", Scope = LimitScope.Global, Measure = LimitMeasure.Requests, Amount = 90, Window = TimeSpan.FromHours(1) };

    private readonly List<LimiterNode> _nodes = [];
    private RedisServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task Together_they_admit_the_limit_and_go_on_with_their_shares_while_Redis_is_lost(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Definition with { Algorithm = algorithm });
        await OpenAsync(3);
        foreach (var node in _nodes)
            Assert.Equal(20, await node.TakeAsync(limit, 20));
        await _server.PauseAsync();
        await LostAsync();
        Assert.All(_nodes, node => Assert.Contains("1/3", node.Limiter.State.Detail));
        // Each had 20 and has a share of 30.
        foreach (var node in _nodes)
            Assert.InRange(await node.TakeAsync(limit, 60), 10, 11);

        await _server.ContinueAsync();
        await BackAsync();
        // What was admitted meanwhile is made known; what was left of the limit was used up.
        var more = 0;
        foreach (var node in _nodes)
            more += await node.TakeAsync(limit, 60);
        Assert.InRange(more, 0, 3);
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task What_Redis_forgot_it_is_told_again(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Definition with { Algorithm = algorithm });
        await OpenAsync(3);
        var admitted = 0;
        foreach (var node in _nodes)
            admitted += await node.TakeAsync(limit, 20);
        await _server.FlushAsync();
        foreach (var node in _nodes)
            admitted += await node.TakeAsync(limit, 1);
        await BackAsync();
        foreach (var node in _nodes)
            admitted += await node.TakeAsync(limit, 60);
        Assert.InRange(admitted, 85, 93);

        await _server.KillAsync();
        await LostAsync();
        await _server.RestartAsync();
        await BackAsync();
        foreach (var node in _nodes)
            admitted += await node.TakeAsync(limit, 1);
        foreach (var node in _nodes)
            admitted += await node.TakeAsync(limit, 60);
        Assert.InRange(admitted, 85, 96);
    }

    [Fact]
    public async Task A_place_of_a_request_under_way_is_known_again_after_a_flush_and_given_back_once_it_ends()
    {
        var limit = new Limit(Definition with { Measure = LimitMeasure.Concurrent, Amount = 2, Window = null });
        await OpenAsync(2);
        var (first, second) = (LimiterNode.Ask(limit), LimiterNode.Ask(limit));
        Assert.True(await _nodes[0].Limiter.TryTakeAsync(first, default) && await _nodes[1].Limiter.TryTakeAsync(second, default));
        await _server.FlushAsync();
        foreach (var node in _nodes)
            await node.Limiter.RenewAsync(default);
        Assert.False(await _nodes[0].Limiter.TryTakeAsync(LimiterNode.Ask(limit), default));
        await _nodes[1].Limiter.SettleAsync(second, 0);
        await _nodes[1].Limiter.RenewAsync(default);
        Assert.True(await _nodes[0].Limiter.TryTakeAsync(LimiterNode.Ask(limit), default));
        Assert.False(await _nodes[0].Limiter.TryTakeAsync(LimiterNode.Ask(limit), default));
    }

    [Fact]
    public async Task A_check_of_many_scopes_is_one_call()
    {
        await OpenAsync(1);
        var limits = Enumerable.Range(0, 8).Select(i => new Limit(Definition with { Name = $"l{i}", Algorithm = (LimitAlgorithm)(i % 2) })).ToArray();
        await _nodes[0].TakeAsync(limits[0], 1);
        await _server.CommandAsync("CONFIG RESETSTAT");
        Assert.True(await _nodes[0].Limiter.TryTakeAsync(LimiterNode.Ask(limits), default));
        // Beside the beats of the connection and of the limiter, which have scripts of their own.
        var before = _nodes[0].Redis.Counts.Sent;
        Assert.True(await _nodes[0].Limiter.TryTakeAsync(LimiterNode.Ask(limits), default));
        Assert.InRange(_nodes[0].Redis.Counts.Sent - before, 1, 3);
    }

    [Fact]
    public async Task A_gateway_that_ends_is_no_longer_counted()
    {
        await OpenAsync(3);
        await _nodes[2].DisposeAsync();
        _nodes.RemoveAt(2);
        foreach (var node in _nodes)
        {
            await node.Limiter.RenewAsync(default);
            Assert.Equal(2, node.Limiter.Gateways);
        }
    }

    private async Task OpenAsync(int nodes)
    {
        for (var i = 0; i < nodes; i++)
            _nodes.Add(new LimiterNode(_server.ConnectionString, TimeSpan.FromSeconds(1)));
        await BackAsync();
        foreach (var node in _nodes)
            await node.Limiter.RenewAsync(default);
        foreach (var node in _nodes)
        {
            await node.Limiter.RenewAsync(default);
            Assert.Equal(nodes, node.Limiter.Gateways);
        }
    }

    private Task LostAsync() => Eventually.TrueAsync(() => _nodes.TrueForAll(node => node.Limiter.State.IsDegraded));

    // Back, and each has told what it has to tell, which it does every second.
    private async Task BackAsync()
    {
        await Eventually.TrueAsync(() => _nodes.TrueForAll(node => !node.Limiter.State.IsDegraded));
        foreach (var node in _nodes)
            await node.Limiter.RenewAsync(default);
    }
}
