using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What is done on the pages of costs, limits and the cache.</summary>
public sealed partial class ActTests
{
    [Fact]
    public async Task Budgets_are_set_changed_reset_and_deleted()
    {
        const string Path = "/costs/budgets";
        await _reader.GoAsync("/costs");
        await _reader.ActAsync(Path, ("name", "walked"), ("scope", "team"), ("target", "each"), ("daily", "5"), ("monthly", "100"), ("thresholds", "0.5, 0.9"), ("action", "downgrade"));
        var budget = await Api.BudgetAsync("walked");
        Assert.Equal(("team", "each", 5m, 100m, "downgrade", "0.5 0.9"), (budget.Scope, budget.Target, budget.DailyLimit, budget.MonthlyLimit, budget.Action, string.Join(' ', budget.WarningThresholds)));

        // A second of the name is refused, and what was written is there still.
        await _reader.ActAsync(Path, 422, ("name", "walked"), ("total", "7"));
        Assert.Contains("walked", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await Assertions.Expect(Page.Locator("#budget-form [name=total]")).ToHaveValueAsync("7");

        await _reader.GoAsync("/costs");
        await _reader.FollowAsync("Change walked");
        await _reader.FollowAsync("Leave it");
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Path, ("daily", "6"), ("monthly", ""));
        budget = await Api.BudgetAsync("walked");
        Assert.Equal((6m, null), (budget.DailyLimit, budget.MonthlyLimit));
        await SaveOverAsync(
            "walked", Path, async () => await Api.ReplaceBudgetAsync("walked", new() { Revision = (await Api.BudgetAsync("walked")).Revision, Scope = "team", Target = "each", DailyLimit = 8, Action = "alert" }), async () => (await Api.BudgetAsync("walked")).DailyLimit, 8m, 9m, ("daily", "9"));
        await _reader.ActAsync(Path + "/walked/reset");
        Assert.NotNull((await Api.BudgetAsync("walked")).StartsAt);
        await _reader.ActAsync(Path + "/walked/delete");
        await GoneAsync(() => Api.BudgetAsync("walked"));
        Assert.Equal("The budget walked is deleted.", await _reader.NoticeAsync());
    }

    [Fact]
    public async Task Limits_are_set_changed_reset_and_deleted()
    {
        await _reader.GoAsync("/limits");
        await _reader.ActAsync("/limits", ("name", "walked"), ("scope", "user"), ("measure", "tokens"), ("limit", "5000"), ("window", "1h"), ("algorithm", "sliding-window"));
        var limit = await Api.RateLimitAsync("walked");
        Assert.Equal(("user", "tokens", 5000L, "1h", "sliding-window"), (limit.Scope, limit.Measure, limit.Limit, limit.Window, limit.Algorithm));
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync("/limits", ("limit", "6000"), ("enabled", "false"));
        limit = await Api.RateLimitAsync("walked");
        Assert.Equal((6000L, false), (limit.Limit, limit.Enabled));
        await SaveOverAsync(
            "walked", "/limits", async () => await Api.ReplaceRateLimitAsync("walked", new() { Revision = (await Api.RateLimitAsync("walked")).Revision, Scope = "user", Measure = "tokens", Limit = 8000, Window = "1h" }), async () => (await Api.RateLimitAsync("walked")).Limit, 8000L, 9000L, ("limit", "9000"));

        var used = (await Api.RateLimitStatusAsync("per-key")).Data.Max(status => status.Limit - status.Remaining);
        Assert.True(used > 0, "nothing was counted");
        await _reader.ActAsync("/limits/per-key/reset");
        Assert.Contains("per-key", await _reader.NoticeAsync(), StringComparison.Ordinal);
        Assert.True((await Api.RateLimitStatusAsync("per-key")).Data.All(status => status.Limit - status.Remaining < used), "it was not counted anew");
        await _reader.ActAsync("/limits/walked/delete");
        await GoneAsync(() => Api.RateLimitAsync("walked"));
    }

    [Fact]
    public async Task Cached_answers_are_found_and_purged()
    {
        await site.Traffic.AskAsync("gemini/gemini-2.5-flash", "What is to be purged?");
        await _reader.GoAsync("/cache");
        await _reader.SearchAsync("/cache#entries-title", ("search", "gemini"));
        var providers = await Page.Locator("[aria-labelledby=entries-title] tbody td:nth-child(4)").AllInnerTextsAsync();
        Assert.NotEmpty(providers);
        Assert.All(providers, provider => Assert.Equal("gemini", provider));
        var key = (await Page.Locator("tbody form[action='/cache/purge'] [name=value]").First.GetAttributeAsync("value"))!;
        Assert.Single((await Api.CacheEntriesAsync(new() { Key = key })).Data);
        await _reader.ActAsync(Page.Locator($"form:has([name=value][value='{key}'])"));
        Assert.Equal("The cached answer is purged.", await _reader.NoticeAsync());
        await Eventually.GetAsync(() => Api.CacheEntriesAsync(new() { Key = key }), entries => entries.Data.Count == 0, "the answer is still there");
        await _reader.ActAsync(Page.Locator("details.edit form[action='/cache/purge']"), ("what", "tag"), ("value", "nightly"));
        Assert.Contains("nightly", await _reader.NoticeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_rules_are_added_changed_deleted_and_take_what_is_proposed()
    {
        const string Rules = "/cache/rules";
        await _reader.GoAsync("/cache");
        await _reader.ActAsync(Rules, ("name", "walked"), ("ttl", "2h"), ("priority", "3"), ("models", "gpt-5*, claude-*"), ("coldest", "0"), ("hottest", "0.5"));
        var rule = await Api.CacheRuleAsync("walked");
        Assert.Equal(("2h", 3L, "gpt-5* claude-*", 0.5), (rule.Ttl, rule.Priority, string.Join(' ', rule.When!.Models!), rule.When.Temperature!.AtMost));
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Rules, ("ttl", "3h"), ("cache", "true"));
        Assert.Equal("3h", (await Api.CacheRuleAsync("walked")).Ttl);
        await SaveOverAsync(
            "walked", Rules, async () => await Api.ReplaceCacheRuleAsync("walked", new() { Revision = (await Api.CacheRuleAsync("walked")).Revision, Ttl = "4h", When = new() { Models = ["gpt-5*"] } }), async () => (await Api.CacheRuleAsync("walked")).Ttl, "4h", "5h", ("ttl", "5h"));
        await _reader.ActAsync(Rules + "/walked/delete");
        await GoneAsync(() => Api.CacheRuleAsync("walked"));

        await site.ProposeAsync();
        await _reader.GoAsync("/cache");
        await _reader.ActAsync(Rules + $"/{SeededSite.MeasuredRule}/apply");
        rule = await Api.CacheRuleAsync(SeededSite.MeasuredRule);
        Assert.Equal(rule.Proposal!.Ttl, rule.Ttl);
    }
}
