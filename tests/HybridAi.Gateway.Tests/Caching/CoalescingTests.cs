using HybridAi.Core.Usage;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>Identical requests at the same time: one call, whatever becomes of who began it.</summary>
public sealed class CoalescingTests
{
    [Fact]
    public async Task A_hundred_at_once_are_one_call_and_a_hundred_records()
    {
        await using var gateway = await StartAsync();
        var all = Enumerable.Range(0, 100).Select(_ => gateway.AskAsync(Question())).ToArray();
        var call = await gateway.One.NextAsync();
        await UntilAsync(gateway, flight => flight.Followers == 99);
        await call.AnswerAsync(200, Wire.Answer);
        var answers = await Task.WhenAll(all);
        Assert.All(answers, answer => Assert.Equal((200, Wire.Answer), (answer.Status, answer.Body)));
        Assert.Equal((1, 99), (answers.Count(answer => answer.Cache == "miss"), answers.Count(answer => answer.Cache == "coalesced")));
        var records = gateway.Journal.Completed;
        Assert.Equal((100, 1, Wire.AnswerNanoDollars), (records.Count, gateway.One.Count, records.Sum(record => record.Cost!.Value.NanoDollars)));
        var leader = records.Single(record => record.Cache == "miss");
        Assert.All(records.Where(record => record != leader), record =>
        {
            Assert.Equal((Wire.AnswerNanoDollars, "one", "m", 10, 4, "stop", 0), (record.Saved!.Value.NanoDollars, record.Provider, record.Model, record.Usage.Input, record.Usage.Output, record.FinishReason, record.Attempts));
            Assert.Equal($"Shared the call of the identical request {leader.Id}, which was under way.", record.Decisions!.Single().Text);
        });
        Assert.Equal(100, records.Select(record => record.Id).Distinct().Count());
        Assert.Equal(0, Flights(gateway).Count);
    }

    [Fact]
    public async Task A_stream_comes_to_all_as_it_comes_and_from_the_start_for_who_joins_late()
    {
        await using var gateway = await StartAsync();
        var leading = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Role + Wire.Text("a"));
        using var leader = await leading;
        using var early = await gateway.StreamAsync();
        await using var stream = await early.Content.ReadAsStreamAsync();
        Assert.Equal(Wire.Role + Wire.Text("a"), await ReadAsync(stream, (Wire.Role + Wire.Text("a")).Length));
        await call.EventAsync(Wire.Text("b"));
        Assert.Equal(Wire.Text("b"), await ReadAsync(stream, Wire.Text("b").Length));
        using var late = await gateway.StreamAsync();
        Assert.Equal(("miss", "coalesced", "coalesced", "0"), (leader.CacheOf(), early.CacheOf(), late.CacheOf(), late.Header("x-hybridai-cost")));
        await call.EventAsync(Wire.Finish + Wire.Done);
        await call.EndAsync();
        var whole = Wire.Role + Wire.Text("a") + Wire.Text("b") + Wire.Finish + Wire.Done;
        Assert.Equal(whole, await leader.Content.ReadAsStringAsync());
        Assert.Equal(whole, await late.Content.ReadAsStringAsync());
        Assert.Equal(Wire.Finish + Wire.Done, await new StreamReader(stream).ReadToEndAsync());
        using var after = await gateway.StreamAsync();
        Assert.Equal(("exact", whole, 1), (after.CacheOf(), await after.Content.ReadAsStringAsync(), gateway.One.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_leader_that_hangs_up_takes_nobody_with_it(bool streamed)
    {
        await using var gateway = await StartAsync();
        using var caller = new CancellationTokenSource();
        var leading = streamed ? gateway.StreamAsync(cancellationToken: caller.Token) : gateway.ChatAsync(Question(model: "both"), null, caller.Token);
        var call = await gateway.One.NextAsync();
        if (streamed)
        {
            await call.StreamAsync();
            await call.EventAsync(Wire.Text("a"));
        }

        var following = streamed ? gateway.StreamAsync() : gateway.ChatAsync(Question(model: "both"));
        await UntilAsync(gateway, flight => flight.Followers == 1);
        if (streamed)
            (await leading).Dispose();
        else
        {
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
        }

        await gateway.SettleAsync();
        if (streamed)
        {
            await call.EventAsync(Wire.Finish + Wire.Done);
            await call.EndAsync();
        }
        else
            await call.AnswerAsync(200, Wire.Answer);

        using var follower = await following;
        Assert.Equal(streamed ? Wire.Text("a") + Wire.Finish + Wire.Done : Wire.Answer, await follower.Content.ReadAsStringAsync());
        var records = new[] { await gateway.Journal.NextAsync(), await gateway.Journal.NextAsync() };
        Assert.Equal(["coalesced", "miss"], records.Select(record => record.Cache).Order());
        // Whoever began it has caused its cost.
        var paid = records.Single(record => record.Cache == "miss");
        Assert.True(paid.Cost!.Value.NanoDollars > 0);
        Assert.Equal(1, gateway.One.Count);
    }

    [Fact]
    public async Task When_nobody_is_left_the_provider_is_let_go()
    {
        await using var gateway = await StartAsync();
        using var caller = new CancellationTokenSource();
        var leading = gateway.ChatAsync(Question(), null, caller.Token);
        var call = await gateway.One.NextAsync();
        var following = gateway.ChatAsync(Question(), null, caller.Token);
        await UntilAsync(gateway, flight => flight.Followers == 1);
        await caller.CancelAsync();
        await call.UntilClosedAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        var records = new[] { await gateway.Journal.NextAsync(), await gateway.Journal.NextAsync() };
        Assert.All(records, record => Assert.Equal((499, UsageOutcome.Cancelled), (record.Status, record.Outcome)));
        Assert.Equal(0, Flights(gateway).Count);
    }

    [Fact]
    public async Task When_the_leader_fails_one_of_the_others_leads_and_after_two_failures_nobody_tries_again()
    {
        await using var gateway = await StartAsync();
        var all = Enumerable.Range(0, 20).Select(_ => gateway.AskAsync(Question())).ToArray();
        for (var i = 0; i < 2; i++)
        {
            var call = await gateway.One.NextAsync();
            await UntilAsync(gateway, flight => flight.Followers == 19 - i);
            await call.AnswerAsync(500, Wire.Error("broken"));
        }

        var answers = await Task.WhenAll(all);
        Assert.All(answers, answer => Assert.Equal((500, true), (answer.Status, answer.Body.Contains("broken", StringComparison.Ordinal))));
        Assert.Equal(2, gateway.One.Count);
        Assert.Equal((20, 2), (gateway.Journal.Completed.Count, gateway.Journal.Completed.Count(record => record.Attempts == 1)));
        Assert.Equal(0, Flights(gateway).Count);
    }

    [Fact]
    public async Task When_the_leader_fails_the_next_may_succeed_for_all()
    {
        await using var gateway = await StartAsync();
        var all = Enumerable.Range(0, 10).Select(_ => gateway.AskAsync(Question())).ToArray();
        var call = await gateway.One.NextAsync();
        await UntilAsync(gateway, flight => flight.Followers == 9);
        await call.AnswerAsync(500, Wire.Error("broken"));
        call = await gateway.One.NextAsync();
        await call.AnswerAsync(200, Wire.Answer);
        var answers = await Task.WhenAll(all);
        Assert.Equal((1, 9, 2), (answers.Count(answer => answer.Status == 500), answers.Count(answer => answer.Status == 200), gateway.One.Count));
    }

    [Fact]
    public async Task A_leader_that_its_budget_turns_away_leaves_the_call_to_the_next()
    {
        await using var gateway = await StartAsync();
        await gateway.PostDocumentAsync("/api/ratelimits/config", """{"name":"one","scope":"provider","target":"one","measure":"requests","limit":1,"window":"1m"}""");
        // Whoever leads has no room at the provider; nobody waits for it for ever.
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "Another"));
        var all = Enumerable.Range(0, 10).Select(_ => gateway.AskAsync(Question())).ToArray();
        var answers = await Task.WhenAll(all);
        Assert.All(answers, answer => Assert.Equal(429, answer.Status));
        Assert.Equal(0, Flights(gateway).Count);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_breaks_off_for_all()
    {
        await using var gateway = await StartAsync();
        var leading = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var leader = await leading;
        using var follower = await gateway.StreamAsync();
        call.Cut();
        foreach (var answer in new[] { leader, follower })
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.StartsWith(Wire.Text("a"), text, StringComparison.Ordinal);
            Assert.Contains("\"error\"", text[Wire.Text("a").Length..]);
        }

        var records = new[] { await gateway.Journal.NextAsync(), await gateway.Journal.NextAsync() };
        Assert.All(records, record => Assert.Equal((UsageOutcome.Failed, "cut"), (record.Outcome, record.FailureCause?.ToLowerInvariant())));
        Assert.Equal(0, records.Single(record => record.Cache == "coalesced").Cost!.Value.NanoDollars);
    }

    [Fact]
    public async Task Who_reads_too_slowly_is_told_and_holds_up_nobody()
    {
        await using var gateway = await StartAsync(("Cache:MaxAnswerSize", "64KB"));
        var leading = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var leader = await leading;
        using var slow = await gateway.StreamAsync();
        await UntilAsync(gateway, flight => flight.Followers == 1);
        var reading = leader.Content.ReadAsStringAsync();
        // More than all buffers between the gateway and a caller that does not read, and the bound, can hold.
        var piece = Wire.Text(new string('x', 32_000));
        for (var i = 0; i < 600; i++)
            await call.EventAsync(piece);
        await call.EventAsync(Wire.Finish + Wire.Done);
        await call.EndAsync();
        Assert.EndsWith(Wire.Finish + Wire.Done, await reading, StringComparison.Ordinal);
        var text = await slow.Content.ReadAsStringAsync();
        Assert.Contains("read so slowly", text);
        Assert.DoesNotContain(Wire.Done, text);
        // What is too long to be followed from its beginning has nobody to follow it.
        gateway.One.Answer = again => again.StreamAllAsync(Wire.Text("b"), Wire.Finish, Wire.Done);
        using var after = await gateway.StreamAsync();
        Assert.Equal("miss", after.CacheOf());
    }

    [Theory]
    [InlineData("Cache:Coalesce", "false", "")]
    [InlineData("Cache:Coalesce", "true", ""","hybridai":{"cache":"off"}""")]
    [InlineData("Cache:Enabled", "false", "")]
    public async Task Who_does_not_want_to_share_does_not(string key, string value, string more)
    {
        await using var gateway = await StartAsync((key, value));
        var all = Enumerable.Range(0, 2).Select(_ => gateway.AskAsync(Question(more))).ToArray();
        var calls = new[] { await gateway.One.NextAsync(), await gateway.One.NextAsync() };
        foreach (var call in calls)
            await call.AnswerAsync(200, Wire.Answer);
        Assert.All(await Task.WhenAll(all), answer => Assert.NotEqual("coalesced", answer.Cache));
    }

    [Fact]
    public async Task Other_keys_in_other_partitions_do_not_share()
    {
        await using var gateway = await StartAsync(("Cache:Partition", "Key"));
        var secret = await gateway.KeyWithPolicyAsync(null);
        var mine = gateway.AskAsync(Question());
        var first = await gateway.One.NextAsync();
        var other = gateway.AskAsync(Question(), request => request.Headers.Authorization = new("Bearer", secret));
        var second = await gateway.One.NextAsync();
        await first.AnswerAsync(200, Wire.Answer);
        await second.AnswerAsync(200, Wire.Answer);
        Assert.Equal(("miss", "miss"), ((await mine).Cache, (await other).Cache));
    }

    [Fact]
    public async Task A_followers_own_time_out_ends_its_wait_only()
    {
        await using var gateway = await StartAsync();
        var leading = gateway.AskAsync(Question());
        var call = await gateway.One.NextAsync();
        var impatient = gateway.AskAsync(Question(""","hybridai":{"timeout":"5s"}"""));
        await UntilAsync(gateway, flight => flight.Followers == 1);
        var late = await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), impatient);
        Assert.Equal(504, late.Status);
        await call.AnswerAsync(200, Wire.Answer);
        Assert.Equal((200, "miss"), ((await leading).Status, (await leading).Cache));
    }

    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer);
        return System.Text.Encoding.UTF8.GetString(buffer);
    }
}
