using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

public sealed partial class ActTests
{
    private static readonly LocatorAssertionsToHaveCountOptions Whole = new() { Timeout = 30_000 };

    private async Task EventsAsync()
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
    }

    private async Task SettingsAsync()
    {
        const string Path = "/settings/metrics";
        await _reader.GoAsync("/settings");
        await _reader.SearchAsync("/settings#configuration", ("q", "breaker"));
        var found = (await Api.SettingsAsync()).Settings.Where(setting => $"{setting.Key}\n{setting.Value}".Contains("breaker", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.NotEmpty(found);
        Assert.Equal(found.Select(setting => setting.Key).Order(StringComparer.Ordinal), (await SettingKeys().AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await _reader.FollowAsync("Set");
        Assert.Equal(found.Where(setting => setting.Source is not null).Select(setting => setting.Key).Order(StringComparer.Ordinal), (await SettingKeys().AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await _reader.FollowAsync("Clear");
        Assert.Equal("/settings?show=set", new Uri(Page.Url).PathAndQuery);

        await _reader.ActAsync(Path, ("name", "walked"), ("metric", "latency_p95"), ("filter", "provider=openai"), ("unit", "ms of walks"), ("description", "For those who walk"));
        var metric = await Api.CustomMetricAsync("walked");
        Assert.Equal(("latency_p95", "openai", "ms of walks", "For those who walk"), (metric.Metric, metric.Filter["provider"], metric.Unit, metric.Description));

        // A second of the name is refused, and what was written is there still.
        await _reader.ActAsync(Path, 422, ("name", "walked"), ("metric", "errors"));
        Assert.Contains("walked", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await Assertions.Expect(Page.Locator("#metric-form [name=metric]")).ToHaveValueAsync("errors");

        await _reader.GoAsync("/settings");
        await _reader.FollowAsync("Change walked");
        await _reader.FollowAsync("Leave it");
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Path, ("metric", "errors"), ("filter", ""), ("unit", ""));
        metric = await Api.CustomMetricAsync("walked");
        Assert.Equal(("errors", 0, "requests"), (metric.Metric, metric.Filter.Count, metric.Unit));

        // What is deleted comes back with the backup.
        var backup = await Page.RunAndWaitForDownloadAsync(() => Page.Locator("a[href='/settings/backup']").ClickAsync());
        Assert.Matches("^hybridai-[0-9-]{15}\\.json$", backup.SuggestedFilename);
        await _reader.ActAsync(Path + "/walked/delete");
        await GoneAsync(() => Api.CustomMetricAsync("walked"));
        Assert.Equal("The metric walked is deleted.", await _reader.NoticeAsync());
        await _reader.ActAsync("/settings/restore", ("file", await backup.PathAsync()), ("sure", "true"));
        Assert.StartsWith("The backup is restored: ", await _reader.NoticeAsync(), StringComparison.Ordinal);
        Assert.Equal("errors", (await Api.CustomMetricAsync("walked")).Metric);
        Assert.Single((await Api.AuditAsync(new() { Action = "configuration.restore" })).Data);
        await Api.DeleteCustomMetricAsync("walked");
    }

    private async Task PlaygroundAsync()
    {
        const string First = "openai/gpt-4.1-mini", Slow = "gpt-4.1";
        var key = (await Api.MeAsync()).KeyId;
        await AskWithoutScriptAsync(First, key);

        await _reader.GoAsync($"/playground?model={First}&with=gemini/gemini-2.5-flash");
        await SayAsync("[[say:Word by word]]");
        await Assertions.Expect(Page.Locator(".turn.assistant:not(.busy) .answer-facts a")).ToHaveCountAsync(2, Whole);
        Assert.All(await Page.Locator(".turn.assistant .words").AllInnerTextsAsync(), words => Assert.Equal("Word by word", words));
        await AssertRecordedAsync(Page, key, (First, "succeeded"), ("gemini/gemini-2.5-flash", "succeeded"));
        await Page.Locator("#playground-anew").ClickAsync();
        await Assertions.Expect(Page.Locator(".turn")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator("[name=conversation-1]")).ToHaveValueAsync("");

        await site.Simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { [Slow] = new { tokensPerSecond = 10 } } });
        await _reader.GoAsync($"/playground?model=openai/{Slow}");
        await SayAsync("[[words:400]]");
        await Assertions.Expect(Page.Locator(".turn.assistant .words")).Not.ToBeEmptyAsync(new LocatorAssertionsToBeEmptyOptions { Timeout = 20_000 });
        await _reader.PressAsync("#playground-stop");
        await Assertions.Expect(Page.Locator(".turn.assistant .notice")).ToHaveTextAsync("Stopped.");
        await Assertions.Expect(Page.Locator("#playground-stop")).ToBeHiddenAsync();
        await AssertRecordedAsync(Page, key, ($"openai/{Slow}", "cancelled"));
        await site.Simulator.ResetAsync("openai");
        await BreakOffAsync(First);
    }

    // As the browser tells of connections that break: before the site has answered, and in the middle of an answer.
    private async Task BreakOffAsync(string model)
    {
        await _reader.GoAsync($"/playground?model={model}");
        await Page.EvaluateAsync("() => { window.fetch = () => Promise.reject(new TypeError('Failed to fetch')); }");
        await SayAsync("Are you there?");
        await Assertions.Expect(Page.Locator(".turn.assistant .notice")).ToHaveTextAsync("The site does not answer.");
        await Page.Locator("#playground-anew").ClickAsync();
        await Page.EvaluateAsync("""
            () => {
              window.fetch = async () => new Response(new ReadableStream({
                start: words => words.enqueue(new TextEncoder().encode('{"text":"Half of"}\n')),
                pull: words => new Promise(done => setTimeout(() => done(words.error(new TypeError('network error'))), 200)),
              }), { headers: { 'content-type': 'application/x-ndjson' } });
            }
            """);
        await SayAsync("Go on.");
        await Assertions.Expect(Page.Locator(".turn.assistant .notice")).ToHaveTextAsync("The connection to the site broke before the end of the answer.");
        await Assertions.Expect(Page.Locator(".turn.assistant .words")).ToHaveTextAsync("Half of");
    }

    // With a script the form itself is never sent.
    private async Task AskWithoutScriptAsync(string first, Guid key)
    {
        await using var reader = await Reader.SignInAsync(site.Browser, site.Server.Site, Product.AdministratorKey, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await reader.GoAsync($"/playground?model={first}");
        var second = (await reader.Page.Locator("[name=model-2] optgroup[label=gemini] option[value$='gemini-2.5-flash']").First.GetAttributeAsync("value"))!;
        await reader.ActByAsync("/playground", "Send", ("model-2", second), ("message", "[[say:All at once]]"), ("system", "Be brief."), ("temperature", "0.5"), ("max-tokens", "200"));
        Assert.Equal("All at once|All at once", string.Join('|', await reader.Page.Locator(".turn.assistant .words").AllInnerTextsAsync()));
        await AssertRecordedAsync(reader.Page, key, (first, "succeeded"), (second, "succeeded"));
        // What was said is carried along.
        await reader.ActByAsync("/playground", "Send", ("message", "[[say:And once more]]"));
        Assert.Equal("All at once|And once more|All at once|And once more", string.Join('|', await reader.Page.Locator(".turn.assistant .words").AllInnerTextsAsync()));
        await reader.ActByAsync("/playground", "Begin anew");
        await Assertions.Expect(reader.Page.Locator(".turn")).ToHaveCountAsync(0);
        reader.AssertQuiet("the playground without a script");
        _reader.Used.UnionWith(reader.Used);
    }

    private async Task SayAsync(string message)
    {
        await Page.Locator("#playground-message").FillAsync(message);
        await Page.Locator("#playground-send").ClickAsync();
    }

    // By the links of the answers to their requests.
    private async Task AssertRecordedAsync(IPage page, Guid key, params (string Model, string Outcome)[] expected)
    {
        // They open beside the conversation, which is kept nowhere but in the page.
        Assert.All(await page.Locator(".turn.assistant .answer-facts a").EvaluateAllAsync<string[]>("links => links.map(link => [link.target, link.rel, link.textContent].join('|'))"), link =>
            Assert.Equal("_blank|noopener|what happened (opens in a new tab)", link));
        var links = await page.Locator(".turn.assistant .answer-facts a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        var records = await Task.WhenAll(links.Select(link => site.Server.RecordAsync(Guid.Parse(link.Split('/')[^1]))));
        Assert.Equal(expected, records.Select(record => (record.RequestedModel, record.Outcome)));
        Assert.All(records, record => Assert.Equal(key, record.KeyId));
    }

    private ILocator SettingKeys() => Page.Locator("#configuration tbody code");
}
