using System.Collections.Concurrent;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>
/// Each page in light and in dark, on a phone, a tablet and a wide screen: nothing goes wrong in it, everybody can use it, it fits, and it is light. Pictures are kept in <c>artifacts/site</c>.
/// </summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
[TestCaseOrderer(typeof(LastComesLast))]
public sealed class LookTests(SeededSite site, Walk walk) : IClassFixture<Walk>, IAsyncLifetime
{
    private const int MostBytes = 150_000;
    private static readonly int[] Widths = [390, 900, 1600];

    /// <summary>The parts of the site: what its addresses begin with.</summary>
    public static TheoryData<string> Parts => new(SiteRoutes.Pages.Select(PartOf).Distinct().Order(StringComparer.Ordinal));

    public async ValueTask InitializeAsync() => await site.BreakAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Pages_are_right_in_every_light_and_at_every_width(string part)
    {
        var problems = new ConcurrentBag<string>();
        var looked = await Task.WhenAll(new[] { ColorScheme.Light, ColorScheme.Dark }.Select(scheme => LookAsync(part, scheme, problems)));

        Assert.True(problems.IsEmpty, string.Join("\n\n", problems.Order(StringComparer.Ordinal)));
        Assert.NotEmpty(looked[0]);
        walk.Visited.UnionWith(looked[0]);
    }

    [Fact]
    [Trait(LastComesLast.Runs, LastComesLast.Last)]
    public void No_page_was_left_out() => Assert.Empty(SiteRoutes.Pages.Except(walk.Visited.Select(address => SiteRoutes.PatternOf("GET", address)).Append("/requests/find")));

    private async Task<IReadOnlyList<string>> LookAsync(string part, ColorScheme scheme, ConcurrentBag<string> problems)
    {
        var options = new BrowserNewContextOptions { ColorScheme = scheme };
        if (part == "/signin")
        {
            await using var stranger = await Reader.OpenAsync(site.Browser, site.Server.Site, options);
            await LookAsync(stranger, new SitePage("sign-in", part), scheme, problems);
            return [part];
        }

        await using var reader = await site.OpenAsync(options);
        await reader.GoAsync("/");
        List<SitePage> pages = [.. (await SitePages.AllAsync(reader.Page, site)).Where(page => PartOf(page.Address) == part)];
        foreach (var page in pages)
            await LookAsync(reader, page, scheme, problems);
        return [.. pages.Select(page => page.Address)];
    }

    private static string PartOf(string address) => "/" + address.Split('/', '?')[1];

    private static async Task LookAsync(Reader reader, SitePage page, ColorScheme scheme, ConcurrentBag<string> problems)
    {
        var (own, bytes) = await WeighAsync(reader, page);
        // Else it was not the page that was weighed.
        if (!(bytes.GetValueOrDefault(own) > 0))
            problems.Add($"{page.Address}: {own} itself weighs nothing: {string.Join(", ", bytes)}");
        if (bytes.Values.Sum() > MostBytes)
            problems.Add($"{page.Address}: weighs {bytes.Values.Sum()} bytes: {string.Join(", ", bytes)}");
        foreach (var width in Widths)
        {
            var where = $"{page.Address}, {scheme}, {width}";
            await reader.Page.SetViewportSizeAsync(width, 900);
            Fits(await WidthAsync(reader.Page), width, where);
            await PictureAsync(reader.Page, scheme, width, page.Name);
            // What is folded away has to be as good.
            await reader.Page.EvaluateAsync("() => document.querySelectorAll('details:not([open])').forEach(one => { one.open = true; one.dataset.unfolded = '' })");
            Fits(await WidthAsync(reader.Page), width, where + ", unfolded");
            if (RulesAt(scheme, width) is (true, var rules))
            {
                foreach (var violation in await Axe.ViolationsAsync(reader.Page, rules))
                    problems.Add($"{where}: {violation}");
            }

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

    // All rules at one width for each light: colours do not change with the width. At the width that is left those that depend on it, which do not change with the light.
    private static (bool Asked, IReadOnlyList<string>? Rules) RulesAt(ColorScheme scheme, int width) => (scheme, Array.IndexOf(Widths, width)) switch
    {
        (ColorScheme.Light, 0) or (ColorScheme.Dark, 2) => (true, null),
        (ColorScheme.Light, 1) => (true, Axe.OfLayout),
        _ => (false, null),
    };

    // All that comes with a page for somebody who comes for the first time; the stream of events does not end, and is none of it, nor is what a page fetches anew later.
    private static async Task<(string Own, IReadOnlyDictionary<string, double> Bytes)> WeighAsync(Reader reader, SitePage page)
    {
        var (asked, bytes) = (new ConcurrentDictionary<string, string>(), new ConcurrentDictionary<string, double>());
        var session = await reader.Page.Context.NewCDPSessionAsync(reader.Page);
        session.Event("Network.requestWillBeSent").OnEvent += (_, sent) =>
        {
            var request = sent!.Value.GetProperty("request");
            if (!request.GetProperty("headers").TryGetProperty("x-hybridai-refresh", out var _))
                asked[sent.Value.GetProperty("requestId").GetString()!] = request.GetProperty("url").GetString()!;
        };
        session.Event("Network.loadingFinished").OnEvent += (_, finished) =>
        {
            if (asked.TryGetValue(finished!.Value.GetProperty("requestId").GetString()!, out var url))
                bytes[url] = finished.Value.GetProperty("encodedDataLength").GetDouble();
        };
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        var own = await reader.GoAsync(page.Address, page.Status);
        await session.DetachAsync();
        return (own, bytes);
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
