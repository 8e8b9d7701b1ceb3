using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What is done in the playground.</summary>
public sealed partial class ActTests
{
    private const string First = "openai/gpt-4.1-mini";

    private static readonly LocatorAssertionsToHaveCountOptions Whole = new() { Timeout = 30_000 };

    [Fact]
    public async Task Two_models_answer_side_by_side_and_their_requests_open_beside_the_playground()
    {
        var key = (await Api.MeAsync()).KeyId;
        await _reader.GoAsync($"/playground?model={First}&with=gemini/gemini-2.5-flash");
        await SayAsync("[[say:Word by word]]");
        await Assertions.Expect(Page.Locator(".turn.assistant:not(.busy) .answer-facts a")).ToHaveCountAsync(2, Whole);
        Assert.Equal("Word by word|Word by word", string.Join('|', await Page.Locator(".turn.assistant .words").AllInnerTextsAsync()));
        await AssertRecordedAsync(Page, key, (First, "succeeded"), ("gemini/gemini-2.5-flash", "succeeded"));

        // The conversation is kept nowhere but in the page.
        var link = Page.Locator(".turn.assistant .answer-facts a").First;
        var beside = await Page.Context.RunAndWaitForPageAsync(() => link.ClickAsync());
        await Assertions.Expect(beside.Locator("h1")).ToBeVisibleAsync();
        Assert.Equal(await link.GetAttributeAsync("href"), new Uri(beside.Url).AbsolutePath);
        await beside.CloseAsync();
        await Assertions.Expect(Page.Locator(".turn.assistant .words")).ToHaveCountAsync(2);

        await Page.Locator("#playground-anew").ClickAsync();
        await Assertions.Expect(Page.Locator(".turn")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator("[name=conversation-1]")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task An_answer_is_stopped()
    {
        const string Slow = "gpt-4.1";
        var key = (await Api.MeAsync()).KeyId;
        await site.Simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { [Slow] = new { tokensPerSecond = 10 } } });
        await _reader.GoAsync($"/playground?model=openai/{Slow}");
        await SayAsync("[[words:400]]");
        await Assertions.Expect(Page.Locator(".turn.assistant .words")).Not.ToBeEmptyAsync(new LocatorAssertionsToBeEmptyOptions { Timeout = 20_000 });
        await _reader.PressAsync("#playground-stop");
        await Assertions.Expect(Page.Locator(".turn.assistant .notice")).ToHaveTextAsync("Stopped.");
        await Assertions.Expect(Page.Locator("#playground-stop")).ToBeHiddenAsync();
        await AssertRecordedAsync(Page, key, ($"openai/{Slow}", "cancelled"));
        await site.Simulator.ResetAsync("openai");
    }

    // As the browser tells of them: before the site has answered, and in the middle of an answer.
    [Fact]
    public async Task Connections_that_break_are_told_apart()
    {
        await _reader.GoAsync($"/playground?model={First}");
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
    [Fact]
    public async Task The_playground_answers_without_a_script()
    {
        var key = (await Api.MeAsync()).KeyId;
        await using var reader = await site.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await reader.GoAsync($"/playground?model={First}");
        var second = (await reader.Page.Locator("[name=model-2] optgroup[label=gemini] option[value$='gemini-2.5-flash']").First.GetAttributeAsync("value"))!;
        await reader.ActByAsync("/playground", "Send", ("model-2", second), ("message", "[[say:All at once]]"), ("system", "Be brief."), ("temperature", "0.5"), ("max-tokens", "200"));
        Assert.Equal("All at once|All at once", string.Join('|', await reader.Page.Locator(".turn.assistant .words").AllInnerTextsAsync()));
        await AssertRecordedAsync(reader.Page, key, (First, "succeeded"), (second, "succeeded"));
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
        var opened = await page.Locator(".turn.assistant .answer-facts a").EvaluateAllAsync<string[]>("links => links.map(link => [link.target, link.rel, link.textContent].join('|'))");
        Assert.Equal(expected.Select(_ => "_blank|noopener|what happened (opens in a new tab)"), opened);
        var links = await page.Locator(".turn.assistant .answer-facts a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        var records = await Task.WhenAll(links.Select(link => site.Server.RecordAsync(Guid.Parse(link.Split('/')[^1]))));
        Assert.Equal(expected, records.Select(record => (record.RequestedModel, record.Outcome)));
        Assert.All(records, record => Assert.Equal(key, record.KeyId));
    }
}
