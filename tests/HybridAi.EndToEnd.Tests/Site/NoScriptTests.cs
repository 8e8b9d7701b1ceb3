using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>A browser that runs no scripts: everything can be read and done.</summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
public sealed class NoScriptTests(SeededSite site)
{
    private static BrowserNewContextOptions NoScripts() => new() { JavaScriptEnabled = false, ViewportSize = new ViewportSize { Width = 390, Height = 800 } };

    [Fact]
    public async Task Every_page_of_the_menu_is_reached_and_read()
    {
        await using var reader = await Reader.SignInAsync(site.Browser, site.Server.Site, Product.AdministratorKey, NoScripts());
        foreach (var page in await SitePages.MenuAsync(reader.Page))
        {
            await reader.Page.Locator(".menu-button").ClickAsync();
            await reader.FollowAsync(reader.Page.Locator($"#menu a[href='{page.Address}']"));
            Assert.Equal(page.Address, new Uri(reader.Page.Url).PathAndQuery);
            await Assertions.Expect(reader.Page.Locator("h1")).ToBeVisibleAsync();
            Assert.True((await reader.Page.Locator("main").InnerTextAsync()).Length > 100, $"{page.Address} says next to nothing");
            // What only works with the script is not offered.
            await Assertions.Expect(reader.Page.Locator("#live:visible")).ToHaveCountAsync(0);
            reader.AssertQuiet(page.Address);
        }
    }

    [Fact]
    public async Task A_search_a_time_and_forms_work()
    {
        await using var reader = await site.OpenAsync(NoScripts());
        await reader.GoAsync("/requests");
        await reader.SearchAsync("/requests", ("provider", "gemini"));
        var providers = await reader.Page.Locator("tbody td:nth-child(3)").AllInnerTextsAsync();
        Assert.NotEmpty(providers);
        Assert.All(providers, provider => Assert.Equal("gemini", provider));
        await reader.FollowAsync(reader.Page.Locator(".segments a", new PageLocatorOptions { HasText = "7d" }));
        Assert.Contains("provider=gemini", reader.Page.Url, StringComparison.Ordinal);
        Assert.Contains("range=7d", reader.Page.Url, StringComparison.Ordinal);

        await reader.GoAsync("/costs");
        await reader.ActAsync("/costs/budgets", ("name", "without-script"), ("daily", "12.5"));
        Assert.Equal("The budget without-script is set.", await reader.NoticeAsync());
        Assert.Equal(12.5m, (await site.Server.Api.BudgetAsync("without-script")).DailyLimit);
        await reader.ActAsync("/costs/budgets/without-script/delete");
        Assert.DoesNotContain((await site.Server.Api.BudgetsAsync()).Data, budget => budget.Name == "without-script");
        reader.AssertQuiet("forms");
    }
}
