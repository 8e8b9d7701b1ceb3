using System.Text.RegularExpressions;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>Pages that keep themselves fresh: by events, by the clock while there are none, and not at all when they are told so.</summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
public sealed class LiveTests(SeededSite site)
{
    [Fact]
    public async Task A_page_follows_what_happens_says_when_it_cannot_and_comes_back()
    {
        await using var network = new Balancer([site.Server.Site]);
        await using var reader = await Reader.SignInAsync(site.Browser, network.Address, Product.AdministratorKey);
        await SaysAsync(reader.Page, "Live");
        await reader.Page.EvaluateAsync("() => { document.documentElement.dataset.same = '' }");
        await ShowsAsync(reader.Page, await AskAsync());

        network.Retarget([]);
        network.Cut();
        await SaysAsync(reader.Page, "Not connected: refreshed every 30 s");
        network.Retarget([site.Server.Site]);
        await SaysAsync(reader.Page, "Live");
        await ShowsAsync(reader.Page, await AskAsync());

        Assert.Equal(1, await reader.Page.Locator("html[data-same]").CountAsync());
    }

    [Fact]
    public async Task Without_events_a_page_is_fetched_anew_every_30_seconds_unless_it_is_paused()
    {
        await using var reader = await site.OpenAsync();
        await reader.Page.Context.RouteAsync("**/live?*", route => route.AbortAsync());
        await reader.Page.Clock.InstallAsync();
        var fetched = 0;
        reader.Page.Request += (_, request) => fetched += request.Headers.ContainsKey("x-hybridai-refresh") ? 1 : 0;
        await reader.Page.GotoAsync("/");
        await SaysAsync(reader.Page, "Not connected: refreshed every 30 s");
        Assert.Equal(0, fetched);
        var id = await AskAsync();
        await reader.Page.Clock.FastForwardAsync(31_000);
        await ShowsAsync(reader.Page, id);

        await reader.PressAsync("#live-pause");
        await SaysAsync(reader.Page, "Paused");
        var before = fetched;
        id = await AskAsync();
        await reader.Page.Clock.FastForwardAsync(120_000);
        Assert.Equal((before, 0), (fetched, await Row(reader.Page, id).CountAsync()));
        await reader.PressAsync("#live-pause");
        await ShowsAsync(reader.Page, id);
    }

    [Fact]
    public async Task What_a_reader_has_opened_and_written_stays_while_the_page_is_fetched_anew()
    {
        await using var reader = await site.OpenAsync();
        await reader.GoAsync("/costs");
        await reader.Page.Locator("#budget-form > summary").ClickAsync();
        await reader.Page.Locator("#budget-form [name=name]").FillAsync("half-writ");
        await RefreshAsync(reader.Page);
        await Assertions.Expect(reader.Page.Locator("#budget-form")).ToHaveAttributeAsync("open", "");
        await Assertions.Expect(reader.Page.Locator("#budget-form [name=name]")).ToBeFocusedAsync();
        await Assertions.Expect(reader.Page.Locator("#budget-form [name=name]")).ToHaveValueAsync("half-writ");
    }

    [Fact]
    public async Task While_a_confirmation_is_open_a_page_says_that_it_waits()
    {
        await using var reader = await site.OpenAsync();
        await reader.GoAsync("/costs");
        await SaysAsync(reader.Page, "Live");
        var question = reader.Page.Locator("#content details.confirm > summary").First;
        await question.ClickAsync();
        await SaysAsync(reader.Page, "Waits for your answer");
        await question.ClickAsync();
        await SaysAsync(reader.Page, "Live");
    }

    [Fact]
    public async Task A_page_with_a_refused_form_is_fetched_anew_from_its_own_address()
    {
        await using var reader = await site.OpenAsync();
        await reader.GoAsync("/costs?range=7d");
        await reader.ActAsync("/costs/budgets", 422, ("name", "refused"), ("daily", "much"));
        await Assertions.Expect(reader.Page).ToHaveURLAsync(new Regex("/costs\\?range=7d$"));
        Assert.Equal(200, (await RefreshAsync(reader.Page)).Status);
        await SaysAsync(reader.Page, "Live");
        await Assertions.Expect(reader.Page.Locator("#budget-form [name=daily]")).ToHaveValueAsync("much");
        Assert.Equal(200, (await reader.Page.ReloadAsync())!.Status);
    }

    private async Task<Guid> AskAsync()
    {
        var (id, _) = await site.Traffic.AskAsync("openai/gpt-4.1-mini", $"Something new at {Guid.NewGuid()}");
        return id;
    }

    // Until what was fetched is put in place, by which a mark that only the browser has goes.
    private async Task<IResponse> RefreshAsync(IPage page)
    {
        await page.EvaluateAsync("() => { document.querySelector('#content h1').dataset.old = '' }");
        var fetched = await page.RunAndWaitForResponseAsync(AskAsync, answer => answer.Request.Headers.ContainsKey("x-hybridai-refresh"));
        await Assertions.Expect(page.Locator("#content h1[data-old]")).ToHaveCountAsync(0);
        return fetched;
    }

    private static ILocator Row(IPage page, Guid id) => page.Locator($"tr[title='Request {id}']");

    private static Task ShowsAsync(IPage page, Guid id) => Assertions.Expect(Row(page, id)).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 20_000 });

    private static Task SaysAsync(IPage page, string state) =>
        Assertions.Expect(page.Locator("#live-text")).ToHaveTextAsync(state, new LocatorAssertionsToHaveTextOptions { Timeout = 20_000 });
}
