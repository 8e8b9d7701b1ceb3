using System.Text.RegularExpressions;
using HybridAi.Client.Errors;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>An administrator uses every form and button of the site, area by area; what comes of it is looked up over the API. The last test says whether a control that was seen was left unused.</summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
[TestCaseOrderer(typeof(LastComesLast))]
public sealed partial class ActTests(SeededSite site, Walk walk) : IClassFixture<Walk>, IAsyncLifetime
{
    private Reader _reader = null!;

    private Client.HybridAiClient Api => site.Server.Api;

    private IPage Page => _reader.Page;

    public async ValueTask InitializeAsync() => _reader = await site.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await using var reader = _reader;
        if (TestContext.Current.TestState?.Result != TestResult.Passed)
            return;
        reader.AssertQuiet(TestContext.Current.Test!.TestDisplayName);
        walk.End(reader);
    }

    [Fact]
    public async Task Every_page_with_a_time_takes_it()
    {
        await _reader.GoAsync("/");
        var (pages, refreshed) = (0, false);
        foreach (var address in (await SitePages.MenuAsync(Page)).Select(page => page.Address).Append("/providers/openai"))
        {
            await _reader.GoAsync(address + "?range=7d");
            if (await Page.Locator(".custom-range").CountAsync() == 0)
                continue;
            pages++;
            Assert.Equal("7d", await Page.Locator(".ranges .segments a[aria-current]").EvaluateAsync<string>("link => link.lastChild.textContent"));
            var day = DateTimeOffset.UtcNow.AddDays(-3);
            await _reader.SearchAsync(address, ("from", $"{day:yyyy-MM-dd}T08:00"), ("to", $"{day:yyyy-MM-dd}T20:00"));
            await Assertions.Expect(Page.Locator(".custom-range summary.chosen")).ToBeVisibleAsync();
            Assert.Contains("range=custom", Page.Url, StringComparison.Ordinal);
            if (refreshed)
                continue;
            await _reader.FollowAsync("Refresh");
            Assert.Contains("range=custom", Page.Url, StringComparison.Ordinal);
            await _reader.FollowAsync(Page.Locator(".ranges .segments a", new PageLocatorOptions { HasText = "7d" }));
            Assert.Equal("7d", await Page.Locator(".ranges .segments a[aria-current]").EvaluateAsync<string>("link => link.lastChild.textContent"));
            refreshed = true;
        }

        Assert.True(pages > 5, $"{pages} pages have a time");
    }

    [Fact]
    public async Task A_live_page_is_paused_and_the_menu_of_a_phone_is_opened()
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
    }

    [Fact]
    public async Task Who_signs_out_has_to_sign_in_again()
    {
        await using var reader = await Reader.SignInAsync(site.Browser, site.Server.Site, Product.AdministratorKey);
        await reader.ActAsync("/signout");
        Assert.Equal("/signin", new Uri(reader.Page.Url).AbsolutePath);
        await reader.GoAsync("/costs");
        Assert.Equal("/signin", new Uri(reader.Page.Url).AbsolutePath);
        reader.AssertQuiet("signing out");
        _reader.Seen.UnionWith(reader.Seen);
        _reader.Used.UnionWith(reader.Used);
    }

    // Of links that differ in names and values only one is followed. A file is no page.
    [Fact]
    public async Task Every_kind_of_link_leads_to_a_page()
    {
        await _reader.GoAsync("/");
        var pages = await SitePages.AllAsync(Page, site);
        List<string> links = [.. await _reader.ReadAsync(pages.Where(page => page.Status == 200).Select(page => page.Address))];
        foreach (var page in pages.Where(page => page.Status != 200))
        {
            await _reader.GoAsync(page.Address, page.Status);
            links.AddRange((await SeenPage.OfAsync(Page)).Links);
        }

        Assert.All(links, link => Assert.True(link.StartsWith('/') || link.StartsWith('#'), $"somewhere a page leads to {link}"));
        var kinds = links.Where(link => link.StartsWith('/')).Select(link => link.Split('#')[0]).Where(link => link != "/settings/backup").DistinctBy(KindOf).ToLookup(link => pages.Any(page => PatternOf(page.Address) == PatternOf(link)));
        Assert.NotEmpty(kinds[true]);
        await _reader.GoAsync("/");
        await _reader.ReadAsync(kinds[true]);
        // What no page of the list is like is shown.
        foreach (var link in kinds[false])
            await _reader.GoAsync(link);

        static string? PatternOf(string address) => SiteRoutes.PatternOf("GET", address);
        static string KindOf(string link) => $"{PatternOf(link)} {string.Join(' ', Regex.Matches(link, "[?&]([^=]+)=").Select(match => match.Groups[1].Value))}";
    }

    [Fact]
    [Trait(LastComesLast.Runs, LastComesLast.Last)]
    public void Nothing_that_was_seen_is_left_unused()
    {
        // What was left out cannot be said before all others have come to their end.
        Assert.Empty(walk.Missing(typeof(ActTests)));
        List<SeenForm> unused = [.. walk.Seen.Where(form => !walk.Used.Any(form.IsMetBy))];
        Assert.Empty(unused);
        Assert.Empty(walk.SeenButtons.Except(walk.UsedButtons));
        Assert.Empty(SiteRoutes.Forms.Except(walk.Used.Where(form => form.Method == "POST").Select(form => form.Pattern)));
    }

    // Somebody else changes what is being changed: who saves is told, keeps what was written, and saves over it once that is said.
    private async Task SaveOverAsync<T>(string name, string action, Func<Task> meanwhile, Func<Task<T>> read, T theirs, T own, (string Name, string Value) field)
    {
        await _reader.FollowAsync($"Change {name}");
        await meanwhile();
        await _reader.ActAsync(action, 422, field);
        Assert.Equal(theirs, await read());
        var form = Page.Locator($"form[action='{action}']:has([name=over])");
        await Assertions.Expect(form.Locator($"[name='{field.Name}']")).ToHaveValueAsync(field.Value);
        await Assertions.Expect(form.Locator("[name=over]")).Not.ToBeCheckedAsync();
        await _reader.ActAsync(form, ("over", (await form.Locator("[name=over]").GetAttributeAsync("value"))!));
        Assert.Equal(own, await read());
    }

    private static async Task GoneAsync<T>(Func<Task<T>> read) =>
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HybridAiApiException>(async () => await read())).Status);
}
