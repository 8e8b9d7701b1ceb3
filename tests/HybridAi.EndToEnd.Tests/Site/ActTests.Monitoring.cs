using HybridAi.Client.Tenancy;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What is done on the pages of requests, failures, providers, events and the audit log.</summary>
public sealed partial class ActTests
{
    [Fact]
    public async Task Requests_are_searched_and_opened()
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

    [Fact]
    public async Task Failures_are_resolved_and_opened_again()
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

    [Fact]
    public async Task Providers_are_compared_switched_and_tested_and_their_circuits_closed()
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

    [Fact]
    public async Task Events_are_searched_and_opened()
    {
        await _reader.GoAsync("/events");
        Assert.DoesNotContain("Jobs", await Page.Locator("tbody td:nth-child(3)").AllInnerTextsAsync());
        // What nobody adds to while it is looked at.
        await _reader.SearchAsync("/events", ("topic", "tests"), ("filter", "provider:mistral"));
        var expected = (await Api.EventHistoryAsync(new() { Topics = "tests", Filter = "provider:mistral", From = "24h", Limit = 50 })).Data;
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(one => $"event-{one.Id}"), await Page.Locator("tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => row.id)"));
        await Page.Locator("tbody details > summary").First.ClickAsync();
        await Assertions.Expect(Page.Locator("tbody details pre").First).ToContainTextAsync("\"provider\": \"mistral\"");
        await _reader.FollowAsync(Page.Locator("tbody td.event > a").First);
        Assert.Equal($"/providers/mistral/tests/{expected[0].Data.GetProperty("id").GetGuid()}", new Uri(Page.Url).AbsolutePath);

        await _reader.GoAsync("/events?topic=tests");
        await _reader.SearchAsync("/events", ("topic", "*"), ("filter", "kind:there-is-no-such-kind"));
        await Assertions.Expect(Page.Locator(".nothing")).ToBeVisibleAsync();
        await _reader.FollowAsync("Clear");
        Assert.Equal("/events", new Uri(Page.Url).PathAndQuery);

        // What cannot be read is told where it can be mended.
        await _reader.SearchAsync("/events", ("filter", "failed"));
        await Assertions.Expect(Page.Locator("main .notice.error")).ToContainTextAsync("field:value");
        await Assertions.Expect(Page.Locator("[name=filter]:not([type=hidden])")).ToHaveValueAsync("failed");
        await _reader.SearchAsync("/events", ("filter", "kind:succeeded"));
        await Assertions.Expect(Page.Locator("main .notice.error")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_audit_log_is_searched()
    {
        await Api.RevokeKeyAsync((await Api.CreateAsync(new CreateKeyRequest { Name = "to be revoked", Role = Roles.Viewer })).Id);
        await _reader.GoAsync("/audit");
        await _reader.SearchAsync("/audit", ("action", "key.revoke"));
        var actions = await Page.Locator("tbody td > code").AllInnerTextsAsync();
        Assert.NotEmpty(actions);
        Assert.All(actions, action => Assert.Equal("key.revoke", action));
        await _reader.FollowAsync("Clear");
    }

    private ILocator Rows() => Page.Locator("[aria-labelledby=list-title] tbody tr");
}
