using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Web.Layout;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

/// <summary>What holds for each page, whatever it shows.</summary>
public sealed partial class EveryPageTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public static TheoryData<string> Addresses => [.. SiteMap.Groups.SelectMany(group => group.Pages).Select(page => page.Address)];

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_forbids_what_is_not_the_sites_own_and_is_kept_nowhere(string address)
    {
        await _site.SignInAsync("hai-admin");
        var answer = await _site.Browser.GetAsync(address);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith("<!DOCTYPE html>", page);
        Assert.Single(Heading().Matches(page));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_visitor_is_sent_to_the_sign_in_and_back(string address)
    {
        var answer = await _site.Browser.GetAsync(address);
        Assert.Equal((HttpStatusCode.Found, "/signin?returnUrl=" + Uri.EscapeDataString(address)), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Empty(_site.Gateway.Calls);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_without_its_gateway_says_so_within_the_site(string address)
    {
        await _site.SignInAsync("hai-admin");
        _site.Gateway.Failure = (500, "It is broken & will be mended");
        var answer = await _site.Browser.GetAsync(address);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("It is broken &amp; will be mended", page);
        Assert.Contains("aria-label=\"Main\"", page);
    }

    [Fact]
    public async Task A_page_says_its_own_address_and_the_script_refreshes_from_there()
    {
        await _site.SignInAsync("hai-admin");
        var page = await (await _site.Browser.GetAsync("/jobs?a=%3C&b=2")).Content.ReadAsStringAsync();
        Assert.Contains("data-address=\"/jobs?a=%3C&amp;b=2\"", page);
        var script = await _site.Browser.GetStringAsync(AssetAddress().Matches(page).Select(match => match.Value).First(name => name.EndsWith(".js", StringComparison.Ordinal)));
        Assert.Contains("fetch(address,", script);
    }

    [Fact]
    public async Task Assets_are_kept_for_good_answer_304_and_weigh_little()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await (await _site.Browser.GetAsync("/")).Content.ReadAsStringAsync();
        var addresses = AssetAddress().Matches(page).Select(match => match.Value).Distinct().ToList();
        Assert.Equal(3, addresses.Count);
        var weight = 0L;
        foreach (var address in addresses)
        {
            var asset = await _site.Browser.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, asset.StatusCode);
            Assert.Equal("public, max-age=31536000, immutable", asset.Headers.CacheControl!.ToString());
            weight += (await asset.Content.ReadAsByteArrayAsync()).Length;
            using var again = new HttpRequestMessage(HttpMethod.Get, address);
            again.Headers.IfNoneMatch.Add(asset.Headers.ETag!);
            Assert.Equal(HttpStatusCode.NotModified, (await _site.Browser.SendAsync(again)).StatusCode);
        }

        Assert.InRange(weight, 1, 50_000);
        Assert.Equal(HttpStatusCode.NotFound, (await _site.Browser.GetAsync("/assets/site.css")).StatusCode);
    }

    [GeneratedRegex("<h1")]
    private static partial Regex Heading();

    [GeneratedRegex("/assets/[a-z0-9.]+")]
    private static partial Regex AssetAddress();
}
