using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using HybridAi.Client.Health;
using HybridAi.Client.Providers;
using HybridAi.Client.Usage;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests;

public sealed partial class OverviewTests : IAsyncLifetime
{
    private static readonly string[] Charted = ["requests", "errors", "cancelled", "cost", "cost_saved", "latency_p50", "latency_p95"];

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        Answer(requests: 12_345, slices: 24);
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: true), Sample.Provider("groq", simulated: false)]);
        _site.Gateway.Answer("GET /api/ai/health", Sample.Health(("openai", "healthy", null), ("groq", "warning", "12 % of its calls fail")));
        _site.Gateway.AnswerList("GET /api/usage", [Sample.Record(), Sample.Record("failed", 429, null), Sample.Record("cancelled", 499)]);
        await _site.SignInAsync("hai-viewer");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task The_numbers_of_the_range_are_shown_with_their_units()
    {
        var page = await _site.PageAsync("/");
        string[] shown =
        [
            "12,345", "40 failed, 10 cancelled", "99.67 %", "$12.35", "2 requests of unknown cost not included", "640 ms", "95 of 100 within 2.31 s", "4.75 M",
            "4.50 M in, 250,000 out", "$1.50", "it knew 25 % of what it was asked", "2026-03-01 12:00:00", "429 RateLimited", "unknown", "85 ms", "$0.0012", "cancelled",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains("metrics?range=24h&metric=requests,errors", Calls());
    }

    [Fact]
    public async Task Each_chart_has_its_values_at_the_pointer_and_in_a_table()
    {
        var page = await _site.PageAsync("/");
        Assert.Equal(3, Chart().Count(page));
        // 24 slices of which every third is empty, in each of the charts; in the first one nothing was spent.
        Assert.Equal(3 * 16 - 1, Tip().Count(page));
        Assert.Contains("<title>13:00 UTC\nFailed: 1\nAnswered or cancelled: 100</title>", WebUtility.HtmlDecode(page));
        Assert.Contains("Figures as a table", page);
        Assert.Equal(16, Rows().Count(page));
    }

    [Fact]
    public async Task A_week_with_something_in_each_hour_weighs_no_more_than_a_page_may()
    {
        var week = Sample.Metrics(7 * 24, Charted);
        var points = week.Groups[0].Points.Select(point => point with { Values = Charted.ToDictionary(metric => metric, decimal? (metric) => metric == "requests" ? 23_456.789m : 1_234.567m) });
        _site.Gateway.Answer("GET /api/metrics", week with { Groups = [week.Groups[0] with { Points = [.. points] }] });
        var page = await _site.PageAsync("/?range=7d");
        Assert.Equal(7 * 24, Rows().Count(page));
        var weight = Encoding.UTF8.GetByteCount(page);
        foreach (var asset in Asset().Matches(page).Select(match => match.Value).Distinct())
            weight += (await _site.Browser.GetByteArrayAsync(asset)).Length;
        Assert.InRange(weight, 100_000, 150_000);
    }

    [Theory]
    [InlineData("1h", "range=1h", "1m")]
    [InlineData("24h", "range=24h", "1h")]
    [InlineData("7d", "range=7d", "1h")]
    [InlineData("30d", "range=30d", "1d")]
    [InlineData("99y", "range=24h", "1h")]
    public async Task A_range_is_chosen_by_a_link(string range, string asked, string step)
    {
        var page = await _site.PageAsync("/?range=" + range);
        Assert.Contains($"/api/metrics?{asked}&metric=", Calls());
        Assert.Contains($"&step={step} ", Calls());
        Assert.Contains($"href=\"/?{asked}\" aria-current=\"true\"", page);
        Assert.Single(CurrentRange().Matches(page));
    }

    [Fact]
    public async Task What_others_wrote_is_text_and_never_markup()
    {
        _site.Gateway.AnswerList("GET /api/usage", [Sample.Record("failed", 400)]);
        var page = await _site.PageAsync("/");
        Assert.DoesNotContain("<script>", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)", page);
        Assert.Contains("&lt;key&gt;", page);
    }

    [Fact]
    public async Task Without_requests_a_first_one_is_ready_to_paste()
    {
        Answer(requests: 0, slices: 24);
        _site.Gateway.AnswerList<UsageRecordDocument>("GET /api/usage", []);
        var page = WebUtility.HtmlDecode(await _site.PageAsync("/"));
        Assert.Contains("No requests in the time: last 24 hours", page);
        Assert.Contains($"curl {_site.Browser.BaseAddress!.AbsoluteUri.TrimEnd('/')}/v1/chat/completions", page);
        Assert.DoesNotContain("hai-viewer", page);
        Assert.DoesNotContain("NaN", page);
        Assert.DoesNotContain("class=\"plot\"", page);
    }

    [Fact]
    public async Task A_chart_without_values_says_so()
    {
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(0, Charted));
        var page = await _site.PageAsync("/");
        Assert.Contains("No answers in this time.", page);
        Assert.Contains("Nothing was spent or saved in this time.", page);
        Assert.DoesNotContain("class=\"plot\"", page);
    }

    [Fact]
    public async Task Health_names_who_is_not_well_and_why()
    {
        var page = await _site.PageAsync("/");
        Assert.Contains("1 of 2 providers are healthy.", page);
        Assert.Contains("groq: 12 % of its calls fail", page);
        _site.Gateway.Refuse("GET /api/ai/health", 403, "This is for keys of the default organization.");
        page = await _site.PageAsync("/");
        Assert.DoesNotContain("health-banner", page);
        Assert.Contains("12,345", page);
    }

    [Fact]
    public async Task What_is_wrong_with_the_gateway_is_the_headline_and_what_is_with_providers_is_said_once()
    {
        const string Groq = "groq: 12 % of its calls fail", OpenAi = "openai: all of its calls fail", Redis = "redis: it does not answer";
        var health = Sample.Health(("openai", "critical", "all of its calls fail"), ("groq", "warning", "12 % of its calls fail"));
        _site.Gateway.Answer("GET /api/ai/health", health with { Reason = $"{Groq}; {OpenAi}" });
        var page = await _site.PageAsync("/");
        Assert.Contains("<strong>0 of 2 providers are healthy.</strong>", page);
        Assert.All(new[] { Groq, OpenAi }, reason => Assert.Equal(2, page.Split(reason).Length));
        _site.Gateway.Answer("GET /api/ai/health", health with { Own = new HealthVerdictDocument("warning", Redis), Reason = $"{Redis}; {Groq}; {OpenAi}" });
        page = await _site.PageAsync("/");
        Assert.Contains($"<strong>{Redis}</strong>", page);
        Assert.All(new[] { Groq, OpenAi }, reason => Assert.Equal(2, page.Split(reason).Length));
    }

    [Fact]
    public async Task Simulated_providers_are_marked_where_there_are_any()
    {
        Assert.Contains("openai is simulated", await _site.PageAsync("/"));
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: true)]);
        Assert.Contains("All providers are simulated", await _site.PageAsync("/"));
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false)]);
        Assert.DoesNotContain("simulated", await _site.PageAsync("/"));
        _site.Gateway.AnswerList<ProviderDocument>("GET /api/providers", []);
        Assert.Contains("No provider is configured", await _site.PageAsync("/"));
    }

    [Fact]
    public async Task What_one_part_cannot_show_leaves_the_others()
    {
        _site.Gateway.Refuse("GET /api/metrics", 503, "The database is away & comes back");
        var page = await _site.PageAsync("/");
        Assert.Contains("This part could not be read: The database is away &amp; comes back", page);
        Assert.Contains("12,345", page);
    }

    [Theory]
    [InlineData(500, HttpStatusCode.BadGateway, "The gateway reports an error")]
    [InlineData(503, HttpStatusCode.BadGateway, "The gateway reports an error")]
    [InlineData(403, HttpStatusCode.Forbidden, "Your key may not see this page")]
    public async Task An_error_of_the_gateway_is_shown_with_its_message(int status, HttpStatusCode shown, string heading)
    {
        _site.Gateway.Failure = (status, "What happened & what to do");
        var answer = await _site.Browser.GetAsync("/?range=1h");
        Assert.Equal(shown, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(heading, page);
        Assert.Contains("What happened &amp; what to do", page);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_said_so_and_can_be_tried_again()
    {
        await _site.Gateway.DisposeAsync();
        var answer = await _site.Browser.GetAsync("/?range=1h");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("does not answer", page);
        Assert.Contains("href=\"/?range=1h\"", page);
    }

    private void Answer(long requests, int slices)
    {
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(requests == 0 ? 0 : slices, Charted));
        _site.Gateway.Answer("GET /api/metrics/providers", Sample.Comparison(requests, "openai"));
        _site.Gateway.Answer("GET /api/metrics/live", Sample.Live(requests));
    }

    private string Calls() => string.Join('\n', _site.Gateway.Calls).Replace("%2C", ",", StringComparison.Ordinal);

    [GeneratedRegex("class=\"plot\"")]
    private static partial Regex Chart();

    [GeneratedRegex("<title>[0-9]{2}:00 UTC")]
    private static partial Regex Tip();

    [GeneratedRegex("<th scope=\"row\">2026-0")]
    private static partial Regex Rows();

    [GeneratedRegex("/assets/[a-z0-9.]+")]
    private static partial Regex Asset();

    [GeneratedRegex("aria-current=\"true\"")]
    private static partial Regex CurrentRange();
}
