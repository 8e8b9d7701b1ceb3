using System.Text.RegularExpressions;
using HybridAi.Client.Errors;
using HybridAi.Client.Tenancy;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>An administrator uses every form and button of the site; what comes of it is looked up over the API. At the end no control that was seen is left unused.</summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
public sealed partial class ActTests(SeededSite site) : IAsyncLifetime
{
    private Reader _reader = null!;

    private Client.HybridAiClient Api => site.Server.Api;

    private IPage Page => _reader.Page;

    public async ValueTask InitializeAsync() => _reader = await Reader.SignInAsync(site.Browser, site.Server.Site, Product.AdministratorKey);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    [Fact]
    public async Task Every_control_does_what_it_says()
    {
        var pages = await SitePages.AllAsync(Page, site);
        foreach (var act in new Func<Task>[] { TimesAsync, RequestsAsync, ErrorsAsync, ProvidersAsync, ModelsAsync, RoutingAsync, RulesAsync, DryRunAsync, BudgetsAsync, LimitsAsync, CacheAsync, JobsAsync, TeamsAsync, OrganizationsAsync, UsersAsync, KeysAsync, AuditAsync, EventsAsync, SettingsAsync, PlaygroundAsync, ButtonsAsync })
        {
            await act();
            _reader.AssertQuiet(act.Method.Name);
        }

        foreach (var page in pages)
            await _reader.GoAsync(page.Address, page.Status);
        await FollowEveryKindOfLinkAsync();
        await _reader.GoAsync("/");
        await _reader.ActAsync("/signout");
        Assert.Equal("/signin", new Uri(Page.Url).AbsolutePath);
        _reader.AssertQuiet("the end");

        List<SeenForm> unused = [.. _reader.Seen.Where(form => !_reader.Used.Any(form.IsMetBy))];
        Assert.Empty(unused);
        Assert.Empty(_reader.SeenButtons.Except(_reader.UsedButtons));
        Assert.Empty(SiteRoutes.Forms.Except(_reader.Used.Where(form => form.Method == "POST").Select(form => form.Pattern)));
    }

    private async Task TimesAsync()
    {
        foreach (var address in (await SitePages.MenuAsync(Page)).Select(page => page.Address).Append("/providers/openai"))
        {
            await _reader.GoAsync(address);
            if (await Page.Locator(".custom-range").CountAsync() == 0)
                continue;
            await _reader.FollowAsync(Page.Locator(".ranges .segments a", new PageLocatorOptions { HasText = "7d" }));
            Assert.Equal("7d", await Page.Locator(".ranges .segments a[aria-current]").EvaluateAsync<string>("link => link.lastChild.textContent"));
            var day = DateTimeOffset.UtcNow.AddDays(-3);
            await _reader.SearchAsync(address, ("from", $"{day:yyyy-MM-dd}T08:00"), ("to", $"{day:yyyy-MM-dd}T20:00"));
            await Assertions.Expect(Page.Locator(".custom-range summary.chosen")).ToBeVisibleAsync();
            Assert.Contains("range=custom", Page.Url, StringComparison.Ordinal);
            await _reader.FollowAsync("Refresh");
            Assert.Contains("range=custom", Page.Url, StringComparison.Ordinal);
        }
    }

    private async Task RequestsAsync()
    {
        await _reader.GoAsync("/requests?range=7d");
        var first = await Rows().First.GetAttributeAsync("title");
        await _reader.FollowAsync("Older");
        Assert.NotEqual(first, await Rows().First.GetAttributeAsync("title"));
        await _reader.FollowAsync("Newest");
        await _reader.SearchAsync("/requests", ("provider", "groq"), ("model", "openai/gpt-oss-20b"), ("status", "5xx"));
        var expected = await Api.UsageAsync(new() { From = "7d", Provider = "groq", Model = "openai/gpt-oss-20b", Status = "5xx" });
        Assert.Equal(expected.Data.Select(record => $"Request {record.Id}"), await Rows().EvaluateAllAsync<string[]>("rows => rows.map(row => row.title)"));
        await _reader.FollowAsync("Clear");
        await _reader.SearchAsync("/requests/find", ("id", site.AnsweredRequest.ToString()));
        Assert.Equal($"/requests/{site.AnsweredRequest}", new Uri(Page.Url).AbsolutePath);
        Assert.Equal((await Api.ExplainAsync(site.AnsweredRequest)).Attempts.Count(attempt => attempt.FailureCause is not null), await Page.Locator(".story .failed").CountAsync());
        await _reader.GoAsync("/requests");
        await _reader.SearchAsync("/requests/find", ("id", "no id"));
        Assert.Contains("no request's id", await _reader.NoticeAsync(), StringComparison.Ordinal);
    }

    private async Task ErrorsAsync()
    {
        await _reader.GoAsync("/errors");
        await _reader.SearchAsync("/errors", ("state", "open"), ("source", "provider"), ("provider", "groq"));
        var action = await Page.Locator("form[action$='/resolve']").First.GetAttributeAsync("action");
        var id = Guid.Parse(action!.Split('/')[2]);
        await _reader.ActAsync(action);
        Assert.Contains("is resolved", await _reader.NoticeAsync(), StringComparison.Ordinal);
        Assert.Equal("resolved", (await Api.ErrorGroupAsync(id)).State);
        await _reader.SearchAsync("/errors", ("state", "resolved"));
        await _reader.ActAsync($"/errors/{id}/reopen");
        Assert.Equal("open", (await Api.ErrorGroupAsync(id)).State);
    }

    private async Task ProvidersAsync()
    {
        await _reader.GoAsync("/providers?range=7d");
        while (await Page.Locator("[name=compare]:checked").CountAsync() > 0)
            await Page.Locator("[name=compare]:checked").First.UncheckAsync();
        await _reader.SearchAsync("/providers", ("compare", "openai"), ("compare", "gemini"));
        Assert.Equal(new[] { "openai", "gemini" }, (await Page.Locator("[aria-labelledby=compare-title] thead a").AllInnerTextsAsync()).OrderDescending());

        var path = $"/providers/{SeededSite.DefinedProvider}";
        await _reader.GoAsync(path);
        await _reader.ActAsync(path + "/disable");
        Assert.False((await Api.ProviderAsync(SeededSite.DefinedProvider)).Enabled);
        await _reader.ActAsync(path + "/enable");
        Assert.NotEqual(false, (await Api.ProviderAsync(SeededSite.DefinedProvider)).Enabled);
        await _reader.ActAsync(path + "/test", ("maxCostUsd", "0.05"));
        var test = Guid.Parse(new Uri(Page.Url).Segments[^1]);
        Assert.Equal((0.05m, "functional"), ((await Api.ProviderTestAsync(SeededSite.DefinedProvider, test)).MaxCostUsd, (await Api.ProviderTestAsync(SeededSite.DefinedProvider, test)).Kinds.Single()));
        // The page follows it to its end by itself.
        await Assertions.Expect(Page.GetByText("What it can do")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });

        await site.BreakAsync();
        await _reader.GoAsync("/providers/groq");
        await _reader.ActAsync("/providers/groq/reset-breaker");
        Assert.DoesNotContain((await Api.BreakersAsync()).Data, breaker => breaker.Deployment == Traffic.BrokenModel && breaker.State == "open");
    }

    private async Task BudgetsAsync()
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
        await _reader.ActAsync(Path + "/walked/reset");
        Assert.NotNull((await Api.BudgetAsync("walked")).StartsAt);
        await _reader.ActAsync(Path + "/walked/delete");
        await GoneAsync(() => Api.BudgetAsync("walked"));
        Assert.Equal("The budget walked is deleted.", await _reader.NoticeAsync());
    }

    private async Task LimitsAsync()
    {
        await _reader.GoAsync("/limits");
        await _reader.ActAsync("/limits", ("name", "walked"), ("scope", "user"), ("measure", "tokens"), ("limit", "5000"), ("window", "1h"), ("algorithm", "sliding-window"));
        var limit = await Api.RateLimitAsync("walked");
        Assert.Equal(("user", "tokens", 5000L, "1h", "sliding-window"), (limit.Scope, limit.Measure, limit.Limit, limit.Window, limit.Algorithm));
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync("/limits", ("limit", "6000"), ("enabled", "false"));
        limit = await Api.RateLimitAsync("walked");
        Assert.Equal((6000L, false), (limit.Limit, limit.Enabled));

        var used = (await Api.RateLimitStatusAsync("per-key")).Data.Max(status => status.Limit - status.Remaining);
        Assert.True(used > 0, "nothing was counted");
        await _reader.ActAsync("/limits/per-key/reset");
        Assert.Contains("per-key", await _reader.NoticeAsync(), StringComparison.Ordinal);
        Assert.True((await Api.RateLimitStatusAsync("per-key")).Data.All(status => status.Limit - status.Remaining < used), "it was not counted anew");
        await _reader.ActAsync("/limits/walked/delete");
        await GoneAsync(() => Api.RateLimitAsync("walked"));
    }

    private async Task CacheAsync()
    {
        const string Rules = "/cache/rules";
        await site.Traffic.AskAsync("gemini/gemini-2.5-flash", "What is to be purged?");
        await _reader.GoAsync("/cache");
        await _reader.SearchAsync("/cache#entries-title", ("search", "gemini"));
        Assert.All(await Page.Locator("[aria-labelledby=entries-title] tbody td:nth-child(4)").AllInnerTextsAsync(), provider => Assert.Equal("gemini", provider));
        var key = (await Page.Locator("tbody form[action='/cache/purge'] [name=value]").First.GetAttributeAsync("value"))!;
        Assert.Single((await Api.CacheEntriesAsync(new() { Key = key })).Data);
        await _reader.ActAsync(Page.Locator($"form:has([name=value][value='{key}'])"));
        Assert.Equal("The cached answer is purged.", await _reader.NoticeAsync());
        await Eventually.GetAsync(() => Api.CacheEntriesAsync(new() { Key = key }), entries => entries.Data.Count == 0, "the answer is still there");
        await _reader.ActAsync(Page.Locator("details.edit form[action='/cache/purge']"), ("what", "tag"), ("value", "nightly"));
        Assert.Contains("nightly", await _reader.NoticeAsync(), StringComparison.Ordinal);

        await _reader.GoAsync("/cache");
        await _reader.ActAsync(Rules, ("name", "walked"), ("ttl", "2h"), ("priority", "3"), ("models", "gpt-5*, claude-*"), ("coldest", "0"), ("hottest", "0.5"));
        var rule = await Api.CacheRuleAsync("walked");
        Assert.Equal(("2h", 3L, "gpt-5* claude-*", 0.5), (rule.Ttl, rule.Priority, string.Join(' ', rule.When!.Models!), rule.When.Temperature!.AtMost));
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Rules, ("ttl", "3h"), ("cache", "true"));
        Assert.Equal("3h", (await Api.CacheRuleAsync("walked")).Ttl);
        await _reader.ActAsync(Rules + "/walked/delete");
        await GoneAsync(() => Api.CacheRuleAsync("walked"));

        // What was measured is written once a minute.
        await Eventually.GetAsync(ProposeAsync, rule => rule.Proposal is not null, () => $"no time to live is proposed\n{site.Server.Output}");
        await _reader.GoAsync("/cache");
        await _reader.ActAsync(Rules + $"/{SeededSite.MeasuredRule}/apply");
        rule = await Api.CacheRuleAsync(SeededSite.MeasuredRule);
        Assert.Equal(rule.Proposal!.Ttl, rule.Ttl);
    }

    private async Task<Client.Caching.CacheRuleDocument> ProposeAsync()
    {
        var run = await Api.RunJobAsync("cache-ttl");
        await Eventually.GetAsync(() => Api.JobRunAsync("cache-ttl", run.Id), one => one.FinishedAt is not null, "cache-ttl does not end");
        return await Api.CacheRuleAsync(SeededSite.MeasuredRule);
    }

    private async Task JobsAsync()
    {
        await _reader.GoAsync("/jobs");
        await _reader.ActAsync("/jobs/configuration-backup/pause");
        Assert.True((await Api.JobAsync("configuration-backup")).Paused);
        await _reader.ActAsync("/jobs/configuration-backup/resume");
        Assert.False((await Api.JobAsync("configuration-backup")).Paused);
        await _reader.GoAsync("/jobs/configuration-backup");
        var before = (await Api.JobRunsAsync("configuration-backup")).Data.Count;
        await _reader.ActAsync("/jobs/configuration-backup/run");
        Assert.Equal(before + 1, (await Api.JobRunsAsync("configuration-backup")).Data.Count);
        // By itself, as the worker gets on.
        await Assertions.Expect(Page.Locator("tbody tr").First).ToContainTextAsync("succeeded", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        await _reader.FollowAsync("Failed");
        await Assertions.Expect(Page.GetByText("There are none.")).ToBeVisibleAsync();
    }

    private async Task TeamsAsync()
    {
        await _reader.GoAsync("/keys/teams");
        await _reader.ActAsync(Page.Locator("form.edit"), ("name", "Walkers"));
        var team = (await Api.TeamsAsync()).Data.Single(one => one.Name == "Walkers");
        await _reader.ActAsync(Page.Locator($"form:has([name=id][value='{team.Id}'])"), ("name", "Runners"));
        Assert.Equal("Runners", (await Api.TeamAsync(team.Id)).Name);
        await _reader.ActAsync($"/keys/teams/{team.Id}/delete");
        await GoneAsync(() => Api.TeamAsync(team.Id));
    }

    private async Task OrganizationsAsync()
    {
        await _reader.GoAsync("/keys/organizations");
        await _reader.ActAsync(Page.Locator("form.edit"), ("name", "Walkers Ltd"));
        var organization = (await Api.OrganizationsAsync()).Data.Single(one => one.Name == "Walkers Ltd");
        await _reader.ActAsync(Page.Locator($"form:has([name=id][value='{organization.Id}'])"), ("name", "Runners Ltd"));
        Assert.Equal("Runners Ltd", (await Api.OrganizationAsync(organization.Id)).Name);
        await _reader.ActAsync($"/keys/organizations/{organization.Id}/delete");
        await GoneAsync(() => Api.OrganizationAsync(organization.Id));
    }

    private async Task UsersAsync()
    {
        var team = (await Api.TeamsAsync()).Data[0];
        await _reader.GoAsync("/keys/users");
        await _reader.ActAsync("/keys/users", ("name", "Wanda Walker"), ("email", "wanda@example.com"), ("team", team.Id.ToString()));
        var user = (await Api.UsersAsync()).Data.Single(one => one.Name == "Wanda Walker");
        Assert.Equal(("wanda@example.com", team.Id), (user.Email, user.TeamId));
        await _reader.FollowAsync("Change Wanda Walker");
        await _reader.ActAsync("/keys/users", ("email", ""), ("team", ""));
        user = await Api.UserAsync(user.Id);
        Assert.Equal((null, null), (user.Email, user.TeamId));
        await _reader.GoAsync("/keys/users");
        await _reader.ActAsync($"/keys/users/{user.Id}/delete");
        await GoneAsync(() => Api.UserAsync(user.Id));
    }

    private async Task KeysAsync()
    {
        await _reader.GoAsync("/keys");
        await _reader.ActAsync("/keys", ("name", "walked"), ("role", Roles.Viewer), ("models", "openai/*, gpt-5.4"));
        var secret = await Page.Locator("[aria-labelledby=secret-title] code").InnerTextAsync();
        var key = (await Api.KeysAsync()).Data.Single(one => one.Name == "walked");
        Assert.Equal((Roles.Viewer, "openai/* gpt-5.4"), (key.Role, string.Join(' ', key.AllowedModels!)));
        Assert.Equal(key.Id, (await MeAsync(secret))?.KeyId);
        // Nobody sees it again.
        await _reader.GoAsync("/keys");
        Assert.DoesNotContain(secret, await Page.ContentAsync(), StringComparison.Ordinal);
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync("/keys", ("name", "walked on"), ("models", ""), ("ends", "2038-01-19T03:14"));
        key = await Api.KeyAsync(key.Id);
        Assert.Equal(("walked on", null, new DateTimeOffset(2038, 1, 19, 3, 14, 0, TimeSpan.Zero)), (key.Name, key.AllowedModels, key.ExpiresAt));

        await _reader.ActAsync($"/keys/{key.Id}/rotate", ("overlap", "1h"));
        var successor = (await MeAsync(await Page.Locator("[aria-labelledby=secret-title] code").InnerTextAsync()))!.KeyId;
        Assert.Equal((KeyStatuses.Rotating, key.Id), ((await Api.KeyAsync(key.Id)).Status, (await Api.KeyAsync(successor)).RotatedFrom));
        await _reader.SearchAsync("/keys", ("status", KeyStatuses.Rotating));
        await _reader.ActAsync($"/keys/{key.Id}/revoke");
        Assert.Equal(KeyStatuses.Revoked, (await Api.KeyAsync(key.Id)).Status);
        Assert.Null(await MeAsync(secret));
        await Api.RevokeKeyAsync(successor);
    }

    private async Task AuditAsync()
    {
        await _reader.GoAsync("/audit");
        await _reader.SearchAsync("/audit", ("action", "key.revoke"));
        var actions = await Page.Locator("tbody td > code").AllInnerTextsAsync();
        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Equal("key.revoke", action));
        await _reader.FollowAsync("Clear");
    }

    private async Task ButtonsAsync()
    {
        await _reader.GoAsync("/");
        await _reader.PressAsync("#live-pause");
        await Assertions.Expect(Page.Locator("#live-text")).ToHaveTextAsync("Paused");
        await _reader.PressAsync("#live-pause");
        await Assertions.Expect(Page.Locator("#live-text")).ToHaveTextAsync("Live");
        await Page.SetViewportSizeAsync(390, 800);
        await _reader.PressAsync("[popovertarget=menu]");
        await _reader.FollowAsync(Page.Locator("#menu").GetByText("Limits"));
        Assert.Equal("/limits", new Uri(Page.Url).AbsolutePath);
        await Page.SetViewportSizeAsync(1200, 900);
    }

    // Of links that differ in names and values only one is followed. A file is no page.
    private async Task FollowEveryKindOfLinkAsync()
    {
        var followed = new HashSet<string>();
        foreach (var page in await SitePages.AllAsync(Page, site))
        {
            await _reader.GoAsync(page.Address, page.Status);
            var links = await Page.Locator("a[href]:not([href='/settings/backup'])").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
            foreach (var link in links.Where(link => link.StartsWith('/')).Select(link => link.Split('#')[0]))
            {
                if (followed.Add($"{SiteRoutes.PatternOf("GET", link)} {string.Join(' ', Regex.Matches(link, "[?&]([^=]+)=").Select(match => match.Groups[1].Value))}"))
                    await _reader.GoAsync(link);
            }

            Assert.All(links, link => Assert.True(link.StartsWith('/') || link.StartsWith('#'), $"{page.Address} leads to {link}"));
        }
    }

    private ILocator Rows() => Page.Locator("[aria-labelledby=list-title] tbody tr");

    private async Task<Client.Identity.MeDocument?> MeAsync(string secret)
    {
        using var http = new HttpClient { BaseAddress = site.Server.Address };
        try
        {
            return await new Client.HybridAiClient(http, secret).MeAsync();
        }
        catch (HybridAiApiException refused) when (refused.Status == System.Net.HttpStatusCode.Unauthorized)
        {
            return null;
        }
    }

    private static async Task GoneAsync<T>(Func<Task<T>> read) =>
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HybridAiApiException>(async () => await read())).Status);
}
