using System.Net;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Time;

/// <summary>The range of the address, as far as the gateway is asked for it.</summary>
public sealed class TimeRangeTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.Answer("GET /api/metrics/providers", Sample.Comparison(1, "openai"));
        await _site.SignInAsync("hai-viewer");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("2026-02-01T00:00", "2026-02-01T01:00", "1m")]
    [InlineData("2026-02-01T00:00", "2026-02-01T12:00", "5m")]
    [InlineData("2026-02-01T00:00", "2026-02-04T00:00", "1h")]
    [InlineData("2026-01-01T00:00", "2026-02-01T00:00", "1d")]
    public async Task A_custom_range_is_asked_for_in_slices_that_can_be_seen(string from, string to, string step)
    {
        var page = await _site.PageAsync($"/?range=custom&from={from}&to={to}");
        var calls = WebUtility.UrlDecode(string.Join('\n', _site.Gateway.Calls));
        Assert.Contains($"/api/metrics?from={from}:00.0000000Z&to={to}:00.0000000Z", calls);
        Assert.Contains("step=" + step, calls);
        Assert.Contains($"value=\"{from}\"", page);
        Assert.Contains($"value=\"{to}\"", page);
    }

    [Theory]
    [InlineData("", "", "needs two times")]
    [InlineData("yesterday", "2026-02-01T00:00", "needs two times")]
    [InlineData("2026-02-02T00:00", "2026-02-01T00:00", "begin before it ends")]
    [InlineData("2027-02-02T00:00", "2027-02-03T00:00", "before now")]
    [InlineData("2020-02-02T00:00", "2026-02-01T00:00", "a year long")]
    public async Task What_is_no_range_is_said_to_be_none(string from, string to, string problem)
    {
        var page = await _site.PageAsync($"/?range=custom&from={from}&to={to}");
        Assert.Contains(problem, page);
        Assert.Contains("/api/metrics?range=24h", string.Join('\n', _site.Gateway.Calls));
    }
}
