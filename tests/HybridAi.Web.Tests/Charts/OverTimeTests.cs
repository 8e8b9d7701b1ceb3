using HybridAi.Client.Models;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Charts;

/// <summary>Every page with charts says where their slices are longer than the others.</summary>
public sealed class OverTimeTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false)]);
        _site.Gateway.Answer("GET /api/models/openai/astra", new CatalogModelDocument { Provider = "openai", Model = "astra", Name = "Astra", Status = "active" });
        await _site.SignInAsync("hai-viewer");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/models/openai/astra")]
    [InlineData("/providers")]
    [InlineData("/providers/openai")]
    [InlineData("/costs")]
    [InlineData("/cache")]
    public async Task Charts_say_before_when_figures_are_kept_by_longer_slices_only(string address)
    {
        var metrics = Sample.Metrics(24, "requests", "errors", "cost", "latency_p50", "latency_p95");
        _site.Gateway.Answer("GET /api/metrics", metrics);
        Assert.DoesNotContain("by longer slices only", await _site.PageAsync(address));
        _site.Gateway.Answer("GET /api/metrics", metrics with { CoarserBefore = new DateTimeOffset(2026, 2, 26, 9, 30, 0, TimeSpan.Zero) });
        var page = await _site.PageAsync(address);
        Assert.Matches("Before <time datetime=\"2026-02-26T09:30:00Z\"[^>]*>[^<]*</time> UTC figures are kept by longer slices only", page);
        Assert.Contains("One slice is an hour", page);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Savings_are_charted_where_they_were_asked_for(bool asked)
    {
        List<string> charted = ["requests", "errors", "cost", "latency_p50", "latency_p95"];
        if (asked)
            charted.Add("cost_saved");
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(24, [.. charted]));
        var page = await _site.PageAsync("/");
        Assert.Equal(asked, page.Contains("Saved by the cache at most", StringComparison.Ordinal));
        Assert.Equal(asked, page.Contains(">Saved by the cache</th>", StringComparison.Ordinal));
        Assert.Contains("Cost at most", page);
    }
}
