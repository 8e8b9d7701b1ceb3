using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Benchmarks.Ingest;
using HybridAi.Benchmarks.Metrics;
using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;
using HybridAi.Client;
using HybridAi.Client.Metrics;
using HybridAi.Storage;

namespace HybridAi.Benchmarks.Site;

/// <summary>Fills a data directory, starts the standalone host on it, and asks for each page of the site as a browser does.</summary>
internal sealed partial class SiteRun(SiteOptions options, string directory)
{
    private const int Warm = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly Progress _progress = new();

    public async Task<SiteResult> RunAsync(CancellationToken stop)
    {
        var data = Path.Combine(directory, "data");
        await FillAsync(data, stop);
        var workplace = new Workplace(directory, await Pinning.ApplyAsync(on: false, stop));
        await using var subject = Subject.Start(LaunchOn(data), workplace);
        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = subject.Launch.Address };
        await SignInAsync(browser, subject, stop);
        var requests = (await new HybridAiClient(browser, Launches.AdminKey).CompareProvidersAsync(new MetricsFilter { Range = "30d" }, stop)).Total.Requests;
        if (requests != options.Records)
            throw new BenchmarkFailedException($"The API counts {requests} requests, where {options.Records} were recorded.");
        var pages = new List<SitePage>();
        foreach (var address in await AddressesAsync(browser, stop))
            pages.Add(await AskAsync(browser, address, stop));
        return new SiteResult(requests, pages);
    }

    private async Task FillAsync(string data, CancellationToken stop)
    {
        await using var storage = await StorageModule.OpenAsync(new StorageOptions { DataDirectory = data }, database: null, TimeProvider.System, loggers: null, stop);
        var past = new RecordedPast("SQLite", storage, _progress);
        await past.InsertAsync(new RecordSource(options.Seed, options.Keys), options.Records, options.Days, DateTimeOffset.UtcNow, stop);
        await past.RollAsync(stop);
        await storage.Maintenance.RunAsync(stop);
    }

    private Launch LaunchOn(string data)
    {
        var port = Launch.FreePort();
        return new Launch("site", Path.GetFullPath(Path.Combine(options.Gateway, "HybridAi.Standalone")), [], port, new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", ["HYBRIDAI_ADMIN_KEY"] = Launches.AdminKey, ["HYBRIDAI_DATA"] = data,
        });
    }

    // As by hand, with the form's token.
    private static async Task SignInAsync(HttpClient browser, Subject subject, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        string? page = null;
        while (page is null)
        {
            try
            {
                page = await browser.GetStringAsync("/signin", stop);
            }
            catch (HttpRequestException) when (!subject.HasExited && Stopwatch.GetElapsedTime(began) < StartTimeout)
            {
                await Task.Delay(50, stop);
            }
        }

        using var form = new FormUrlEncodedContent([new("form-token", WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value)), new("key", Launches.AdminKey), new("returnUrl", "/")]);
        using var answer = await browser.PostAsync("/signin", form, stop);
        if (answer.StatusCode != HttpStatusCode.Found)
            throw new BenchmarkFailedException($"The site does not let the administrator in: {answer.StatusCode}.");
    }

    // What the menu leads to, and what depends on the time that is looked at.
    private static async Task<IReadOnlyList<string>> AddressesAsync(HttpClient browser, CancellationToken stop)
    {
        var page = await browser.GetStringAsync("/", stop);
        var menu = page[page.IndexOf("<nav class=\"menu\"", StringComparison.Ordinal)..page.IndexOf("</nav>", StringComparison.Ordinal)];
        return [.. Link().Matches(menu).Select(match => match.Groups[1].Value), "/?range=1h", "/?range=7d", "/?range=30d", "/providers/openai", "/providers/openai?range=7d", "/costs?range=30d"];
    }

    private async Task<SitePage> AskAsync(HttpClient browser, string address, CancellationToken stop)
    {
        _progress.Say(address);
        var (firsts, readings, renders) = (new double[options.Times], new double[options.Times], new double[options.Times]);
        var page = "";
        for (var i = -Warm; i < options.Times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await browser.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stop);
            var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            page = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(stop);
            var whole = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (i < 0)
                continue;
            // The site says how long it read; what is left is its own work, and the way.
            var reading = double.Parse(Duration().Match(answer.Headers.GetValues("Server-Timing").Single()).Groups[1].Value, CultureInfo.InvariantCulture);
            (firsts[i], readings[i], renders[i]) = (first, reading, whole - reading);
        }

        return new SitePage(address, Timing.Of(firsts), Timing.Of(readings), Timing.Of(renders), await WeighAsync(browser, page, stop) / 1000.0);
    }

    private static async Task<long> WeighAsync(HttpClient browser, string page, CancellationToken stop)
    {
        var bytes = (long)System.Text.Encoding.UTF8.GetByteCount(page);
        foreach (var asset in Asset().Matches(page).Select(match => match.Value).Distinct())
            bytes += (await browser.GetByteArrayAsync(asset, stop)).Length;
        return bytes;
    }

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("href=\"(/[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("/assets/[a-z0-9.]+")]
    private static partial Regex Asset();

    [GeneratedRegex("read;dur=([0-9.]+)")]
    private static partial Regex Duration();
}

/// <summary>What was measured.</summary>
/// <param name="Requests">How many requests lay behind the pages.</param>
/// <param name="Pages">Each page.</param>
internal sealed record SiteResult(long Requests, IReadOnlyList<SitePage> Pages);

/// <summary>A page.</summary>
/// <param name="Address">Its path and query.</param>
/// <param name="FirstByte">From asking to the first byte.</param>
/// <param name="Reading">How long of that the site read from the API.</param>
/// <param name="Render">All the rest, to the last byte.</param>
/// <param name="Kilobytes">With what comes with it.</param>
internal sealed record SitePage(string Address, Timing FirstByte, Timing Reading, Timing Render, double Kilobytes);

/// <summary>Times, in milliseconds.</summary>
internal sealed record Timing(double Median, double P95)
{
    public static Timing Of(double[] times)
    {
        Array.Sort(times);
        return new Timing(times[times.Length / 2], times[(int)(0.95 * (times.Length - 1))]);
    }
}
