using System.Collections.Concurrent;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>Each page in light and in dark, on a phone, a tablet and a wide screen: nothing goes wrong in it, everybody can use it, it fits, and it is light. Pictures are kept in <c>artifacts/site</c>.</summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
public sealed class LookTests(SeededSite site)
{
    private const int MostBytes = 150_000;
    private static readonly int[] Widths = [390, 900, 1600];

    [Fact]
    public async Task Every_page_is_right_in_every_light_and_at_every_width()
    {
        var problems = new ConcurrentBag<string>();
        var looked = await Task.WhenAll(new[] { ColorScheme.Light, ColorScheme.Dark }.Select(scheme => LookAsync(scheme, problems)));

        Assert.True(problems.IsEmpty, string.Join("\n\n", problems.Order(StringComparer.Ordinal)));
        var patterns = looked[0].Select(page => SiteRoutes.PatternOf("GET", page.Address)).Append("/signin").Append("/requests/find");
        Assert.Empty(SiteRoutes.Pages.Except(patterns.OfType<string>()));
    }

    private async Task<IReadOnlyList<SitePage>> LookAsync(ColorScheme scheme, ConcurrentBag<string> problems)
    {
        await using var stranger = await Reader.OpenAsync(site.Browser, site.Server.Site, new BrowserNewContextOptions { ColorScheme = scheme });
        await LookAsync(stranger, new SitePage("sign-in", "/signin"), scheme, problems);
        await using var reader = await Reader.SignInAsync(site.Browser, site.Server.Site, Hosting.Product.AdministratorKey, new BrowserNewContextOptions { ColorScheme = scheme });
        var pages = await SitePages.AllAsync(reader.Page, site);
        foreach (var page in pages)
            await LookAsync(reader, page, scheme, problems);
        return pages;
    }

    private static async Task LookAsync(Reader reader, SitePage page, ColorScheme scheme, ConcurrentBag<string> problems)
    {
        var bytes = await WeighAsync(reader, page);
        if (bytes > MostBytes)
            problems.Add($"{page.Address}: weighs {bytes} bytes");
        foreach (var width in Widths)
        {
            var where = $"{page.Address}, {scheme}, {width}";
            await reader.Page.SetViewportSizeAsync(width, 900);
            Fits(await WidthAsync(reader.Page), width, where);
            await PictureAsync(reader.Page, scheme, width, page.Name);
            // What is folded away has to be as good.
            await reader.Page.EvaluateAsync("() => document.querySelectorAll('details:not([open])').forEach(one => { one.open = true; one.dataset.unfolded = '' })");
            Fits(await WidthAsync(reader.Page), width, where + ", unfolded");
            // All rules at one width for each light, at the others those that depend on the width: colours do not.
            foreach (var violation in await Axe.ViolationsAsync(reader.Page, width == (scheme == ColorScheme.Light ? Widths[0] : Widths[^1]) ? null : Axe.OfLayout))
                problems.Add($"{where}: {violation}");
            await reader.Page.EvaluateAsync("() => document.querySelectorAll('[data-unfolded]').forEach(one => { one.open = false; delete one.dataset.unfolded })");
        }

        foreach (var problem in reader.Watch.Take())
            problems.Add($"{page.Address}, {scheme}: {problem}");

        void Fits(int taken, int width, string where)
        {
            if (taken > width)
                problems.Add($"{where}: is {taken} wide");
        }
    }

    // All that comes with a page for somebody who comes for the first time; the stream of events does not end, and is none of it.
    private static async Task<double> WeighAsync(Reader reader, SitePage page)
    {
        var session = await reader.Page.Context.NewCDPSessionAsync(reader.Page);
        var bytes = 0.0;
        session.Event("Network.loadingFinished").OnEvent += (_, finished) => bytes += finished!.Value.GetProperty("encodedDataLength").GetDouble();
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        await reader.GoAsync(page.Address, page.Status);
        var weight = bytes;
        await session.DetachAsync();
        return weight;
    }

    private static Task<int> WidthAsync(IPage page) => page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");

    private static Task PictureAsync(IPage page, ColorScheme scheme, int width, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Pictures, scheme.ToString().ToLowerInvariant(), $"{width}", $"{name}.png"), FullPage = true,
    });

    private static string Pictures { get; } = Path.Combine(Repository(), "artifacts", "site");

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("HybridAi.sln lies above no folder of the test assembly.");
    }
}
