using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests;

public sealed partial class OverviewTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.SignInAsync("hai-viewer");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task The_numbers_of_the_period_are_shown_with_their_units()
    {
        _site.Gateway.Summary = Sample.Summary(48);
        _site.Gateway.Latest = [Sample.Record(), Sample.Record("failed", 429, null), Sample.Record("cancelled", 499)];
        var page = await PageAsync("/");
        string[] shown =
        [
            "12,345", "40 failed, 10 cancelled", "99.67 %", "$12.35", "2 requests of unknown cost not included", "640 ms", "2.31 s", "4.75 M",
            "4.50 M in, 250,000 out", "2026-03-01 12:00:00", "429 RateLimited", "unknown", "85 ms", "$0.0012", "cancelled",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Equal(48, BarTitle().Count(page));
        Assert.Contains("summary?from=24h&buckets=48", string.Join(' ', _site.Gateway.Calls));
    }

    [Theory]
    [InlineData("1h", "from=1h&buckets=60")]
    [InlineData("24h", "from=24h&buckets=48")]
    [InlineData("7d", "from=7d&buckets=84")]
    [InlineData("99y", "from=24h&buckets=48")]
    public async Task A_period_is_chosen_by_a_link(string period, string asked)
    {
        var page = await PageAsync("/?period=" + period);
        Assert.Contains("/api/usage/summary?" + asked, string.Join(' ', _site.Gateway.Calls));
        var chosen = asked[5..asked.IndexOf('&')];
        Assert.Contains($"href=\"/?period={chosen}\" aria-current=\"true\"", page);
        Assert.Single(CurrentPeriod().Matches(page));
    }

    [Fact]
    public async Task What_others_wrote_is_text_and_never_markup()
    {
        _site.Gateway.Summary = Sample.Summary(48);
        _site.Gateway.Latest = [Sample.Record("failed", 400)];
        var page = await PageAsync("/");
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)", page);
        Assert.Contains("&lt;key&gt;", page);
    }

    [Fact]
    public async Task Without_requests_a_first_one_is_ready_to_paste()
    {
        var page = WebUtility.HtmlDecode(await PageAsync("/"));
        Assert.Contains("No requests in the last 24 hours", page);
        Assert.Contains($"curl {_site.Browser.BaseAddress!.AbsoluteUri.TrimEnd('/')}/v1/chat/completions", page);
        Assert.DoesNotContain("hai-viewer", page);
        Assert.DoesNotContain("NaN", page);
        Assert.DoesNotContain("<svg class=\"chart\"", page);
    }

    [Fact]
    public async Task Simulated_providers_are_marked_where_there_are_any()
    {
        Assert.Contains("openai is simulated", await PageAsync("/"));
        _site.Gateway.Providers = [Sample.Provider("openai", simulated: true)];
        Assert.Contains("All providers are simulated", await PageAsync("/"));
        _site.Gateway.Providers = [Sample.Provider("openai", simulated: false)];
        Assert.DoesNotContain("simulated", await PageAsync("/"));
        _site.Gateway.Providers = [];
        Assert.Contains("No provider is configured", await PageAsync("/"));
    }

    [Theory]
    [InlineData(500, HttpStatusCode.BadGateway, "The gateway reports an error")]
    [InlineData(503, HttpStatusCode.BadGateway, "The gateway reports an error")]
    [InlineData(403, HttpStatusCode.Forbidden, "This key cannot see the site")]
    public async Task An_error_of_the_gateway_is_shown_with_its_message(int status, HttpStatusCode shown, string heading)
    {
        _site.Gateway.Failure = (status, "What happened & what to do");
        var answer = await _site.Browser.GetAsync("/?period=1h");
        Assert.Equal(shown, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(heading, page);
        Assert.Contains("What happened &amp; what to do", page);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_said_so_and_can_be_tried_again()
    {
        await _site.Gateway.DisposeAsync();
        var answer = await _site.Browser.GetAsync("/?period=1h");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("does not answer", page);
        Assert.Contains("href=\"/?period=1h\"", page);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/signin?returnUrl=/x")]
    public async Task Pages_forbid_scripts_frames_and_caches_and_need_no_inline_styles(string address)
    {
        _site.Gateway.Summary = Sample.Summary(48);
        var browser = address == "/" ? _site.Browser : _site.NewBrowser();
        var answer = await browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain(" style=", page);
        Assert.DoesNotContain("<style", page);
        Assert.DoesNotContain("<script", page);
        Assert.StartsWith("<!DOCTYPE html>", page);
    }

    [Fact]
    public async Task Assets_are_kept_for_good_and_answer_304()
    {
        var page = await PageAsync("/");
        foreach (var address in AssetAddress().Matches(page).Select(match => match.Value).Distinct())
        {
            var asset = await _site.Browser.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl!.ToString());
            using var again = new HttpRequestMessage(HttpMethod.Get, address);
            again.Headers.IfNoneMatch.Add(asset.Headers.ETag!);
            Assert.Equal(HttpStatusCode.NotModified, (await _site.Browser.SendAsync(again)).StatusCode);
        }
        Assert.Equal(2, AssetAddress().Matches(page).Count);
        Assert.Equal(HttpStatusCode.NotFound, (await _site.Browser.GetAsync("/assets/site.css")).StatusCode);
    }

    private async Task<string> PageAsync(string address)
    {
        var answer = await _site.Browser.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<title>2026-03")]
    private static partial Regex BarTitle();

    [GeneratedRegex("aria-current=\"true\"")]
    private static partial Regex CurrentPeriod();

    [GeneratedRegex("/assets/[a-z0-9.]+")]
    private static partial Regex AssetAddress();
}
