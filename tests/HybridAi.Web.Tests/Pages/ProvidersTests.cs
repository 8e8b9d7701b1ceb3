using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Client.Deployments;
using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Providers;
using HybridAi.Client.Resilience;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed partial class ProvidersTests : IAsyncLifetime
{
    private static readonly Guid TestId = Guid.Parse("01950000-0000-7000-8000-000000000001");

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false), Sample.Provider("groq", simulated: true)]);
        _site.Gateway.Answer("GET /api/ai/health", Sample.Health(("openai", "healthy", null), ("groq", "critical", "all of its calls fail")));
        _site.Gateway.AnswerList<BreakerDocument>("GET /api/routing/breakers", [new("groq/llama", "open", 30_000)]);
        _site.Gateway.Answer("GET /api/metrics/providers", Compared());
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(
            24, [new Dictionary<string, string?> { ["provider"] = "openai" }, new Dictionary<string, string?> { ["provider"] = null }], "requests", "latency_p95", "error_rate"));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Each_provider_has_its_health_circuits_and_figures()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/providers?range=7d");
        string[] shown = ["all of its calls fail", "1 not closed", "from the environment", "not needed", "1,000", "640 ms", "href=\"/providers/groq\"", "aria-current=\"page\">Providers"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains($"One slice is an hour; the {HybridAi.Web.Pages.Providers.ProvidersModel.MostLines} providers with the most requests", page);
        // Those that no provider was called for are no line.
        Assert.Equal(2, Lines().Count(page));
        Assert.Contains("/api/metrics?range=7d&metric=requests%2Clatency_p95%2Cerror_rate&step=1h&group=provider&limit=6", string.Join('\n', _site.Gateway.Calls));
    }

    [Fact]
    public async Task A_provider_that_is_switched_off_is_marked_and_can_be_switched_on()
    {
        AnswerDetails();
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false), Sample.Provider("groq", simulated: true) with { Enabled = false, Models = 0 }]);
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/providers");
        Assert.Contains("<span class=\"pill neutral\">off</span>", page);
        Assert.DoesNotContain("all of its calls fail", page);
        Assert.Single(Regex.Matches(page, ">off</span>"));
        page = await _site.PageAsync("/providers/groq");
        Assert.Contains("<span class=\"pill neutral\">off</span>", page);
        Assert.Contains("action=\"/providers/groq/enable\"", page);
        Assert.DoesNotContain("action=\"/providers/groq/disable\"", page);
    }

    [Fact]
    public async Task Providers_stand_side_by_side_with_the_best_of_each_figure()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/providers?compare=openai&compare=groq&compare=nobody");
        var best = Best().Matches(page).Select(match => match.Groups[1].Value.Trim()).ToList();
        Assert.Contains("100 ms", best);
        Assert.Contains("99 %", best);
        Assert.DoesNotContain(">nobody<", page);
        // Another range keeps what is compared.
        Assert.Contains("href=\"/providers?compare=openai&amp;compare=groq&amp;compare=nobody&amp;range=1h\"", page);
        page = await _site.PageAsync("/providers?compare=openai");
        Assert.Empty(Best().Matches(page));
    }

    [Fact]
    public async Task Keys_of_other_organizations_see_what_they_may()
    {
        await _site.SignInAsync("hai-viewer");
        _site.Gateway.Refuse("GET /api/ai/health", 403, "Not yours");
        _site.Gateway.Refuse("GET /api/routing/breakers", 403, "Not yours");
        var page = await _site.PageAsync("/providers");
        Assert.Contains("is shown to keys of the default organization", page);
        Assert.Contains("1,000", page);
        Assert.DoesNotContain("Not yours", page);
    }

    [Fact]
    public async Task Requests_that_reached_no_provider_are_no_line_and_leave_the_page()
    {
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(24, [new Dictionary<string, string?> { ["provider"] = null }], "requests", "latency_p95", "error_rate"));
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/providers");
        Assert.Contains("No answers in this time.", page);
        Assert.Contains("No errors in this time.", page);
        Assert.Empty(Lines().Matches(page));
    }

    [Fact]
    public async Task A_provider_shows_its_deployments_models_tests_and_changes()
    {
        AnswerDetails();
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/providers/groq");
        string[] shown =
        [
            "all of its calls fail", "groq/llama", "groq/busy", "for 30.0 s more", "3 Timeout", "1 more is idle.", "llama-large", "4 of 5 checks passed", $"/providers/groq/tests/{TestId}", "slow &amp; failing",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains("provider=groq", string.Join('\n', _site.Gateway.Calls));
        Assert.DoesNotContain("Test it", page);
        Assert.DoesNotContain("Close it", page);
        Assert.DoesNotContain("Switch off", page);
    }

    [Fact]
    public async Task Circuits_of_its_deployments_are_not_known_if_they_cannot_be_read()
    {
        AnswerDetails();
        _site.Gateway.Refuse("GET /api/routing/breakers", 500, "They are away.");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/providers/groq");
        Assert.Contains(">not known</span>", page);
        Assert.DoesNotContain(">closed</span>", page);
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments", []);
        Assert.Contains("None was called lately, and circuits could not be read.", await _site.PageAsync("/providers/groq"));
    }

    [Fact]
    public async Task What_there_is_not_is_said_so()
    {
        await _site.SignInAsync("hai-viewer");
        var answer = await _site.Browser.GetAsync("/providers/nobody");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_operator_starts_a_test_and_sees_it()
    {
        AnswerDetails();
        _site.Gateway.Answer("POST /api/providers/groq/test", Test("waiting"));
        _site.Gateway.Answer($"GET /api/providers/groq/tests/{TestId}", Test("done"));
        await _site.SignInAsync("hai-operator");
        var answer = await _site.SendFormAsync(
            "/providers/groq", "/providers/groq/test", ("kinds", "functional"), ("kinds", "stress"), ("model", " llama "), ("maxCostUsd", "0.25"));
        Assert.Equal((HttpStatusCode.Found, $"/providers/groq/tests/{TestId}"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal("""POST /api/providers/groq/test {"kinds":["functional","stress"],"model":"llama","maxCostUsd":0.25}""", Assert.Single(_site.Gateway.Changes));
        var page = await _site.PageAsync(answer.Headers.Location!.ToString());
        string[] shown = ["The test is asked for", "it answered in words", "skipped", "$0.0020 of at most $0.10, 12 calls", "Nothing that both measured has changed"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("The test is asked for", await _site.PageAsync(answer.Headers.Location!.ToString()));
    }

    [Theory]
    [InlineData("much", "functional", "The most that the test may cost has to be a number")]
    [InlineData("0.10", null, "Choose what to try")]
    public async Task A_test_that_cannot_be_asked_for_says_why(string cost, string? kind, string problem)
    {
        AnswerDetails();
        await _site.SignInAsync("hai-operator");
        var answer = await _site.SendFormAsync("/providers/groq", "/providers/groq/test", kind is null ? [("maxCostUsd", cost)] : [("maxCostUsd", cost), ("kinds", kind)]);
        Assert.Equal("/providers/groq", answer.Headers.Location?.ToString());
        Assert.Empty(_site.Gateway.Changes);
        Assert.Contains(problem, await _site.PageAsync("/providers/groq"));
    }

    [Fact]
    public async Task An_administrator_switches_a_provider()
    {
        AnswerDetails();
        await _site.SignInAsync("hai-admin");
        _site.Gateway.Answer("GET /api/providers/groq", new ProviderDefinitionDocument { Name = "groq" });
        _site.Gateway.Answer("POST /api/ai/health", new HealthActionDocument("disable-provider", ["groq"]));
        var answer = await _site.SendFormAsync("/providers/groq", "/providers/groq/disable");
        Assert.Equal("/providers/groq", answer.Headers.Location?.ToString());
        Assert.Contains("groq is switched off.", await _site.PageAsync("/providers/groq"));
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false)]);
        await _site.SendFormAsync("/providers/groq", "/providers/groq/enable");
        Assert.Equal(
            ["""POST /api/ai/health {"action":"disable-provider","provider":"groq"}""", """POST /api/ai/health {"action":"enable-provider","provider":"groq"}"""], _site.Gateway.Changes);
    }

    [Fact]
    public async Task An_administrator_closes_a_circuit_and_hears_of_a_refusal()
    {
        AnswerDetails();
        await _site.SignInAsync("hai-admin");
        _site.Gateway.Refuse("POST /api/ai/health", 404, "There is no such circuit <any more>.");
        await _site.SendFormAsync("/providers/groq", "/providers/groq/reset-breaker", ("deployment", "groq/llama"));
        Assert.Equal("""POST /api/ai/health {"action":"reset-breaker","deployment":"groq/llama"}""", Assert.Single(_site.Gateway.Changes));
        Assert.Contains("There is no such circuit &lt;any more&gt;.", await _site.PageAsync("/providers/groq"));
    }

    private static ProviderComparisonDocument Compared()
    {
        var two = Sample.Comparison(1000, "openai", "groq");
        return two with
        {
            Providers =
            [
                two.Providers[0],
                two.Providers[1] with
                {
                    Figures = Sample.Figures(1000) with { LatencyP50Ms = 100, SuccessRate = 0.99m },
                    Models = [new ComparedModelDocument("llama-large", Sample.Figures(100, errors: 1))],
                },
            ],
        };
    }

    private static ProviderTestDocument Test(string state) => new()
    {
        Id = TestId,
        At = Sample.Start,
        Provider = "groq",
        Kinds = ["functional"],
        State = state,
        MaxCostUsd = 0.1m,
        CostUsd = 0.002m,
        Calls = 12,
        Comparison = new ProviderTestComparisonDocument(TestId, [], []),
        Report = new ProviderTestReportDocument
        {
            Model = "llama",
            Checks =
            [
                new("plain", "passed", null, 200, 100), new("stream", "passed", null, 200, 100), new("tools", "passed", null, 200, 100),
                new("structured", "failed", "it answered in words", 200, 100), new("embeddings", "passed", null, 200, 100), new("more", "skipped", "no model", null, 0),
            ],
        },
    };

    private void AnswerDetails()
    {
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments",
        [
            new() { Name = "groq/llama", Provider = "groq", Model = "llama", State = "active", Live = new DeploymentLiveDocument { Failures = new Dictionary<string, long> { ["Timeout"] = 3 } } },
            new() { Name = "groq/idle", Provider = "groq", Model = "idle", State = "active" },
            new() { Name = "groq/busy", Provider = "groq", Model = "busy", State = "active", Live = new DeploymentLiveDocument { InFlight = 2 } },
        ]);
        _site.Gateway.AnswerList("GET /api/providers/groq/tests", [Test("done")]);
        _site.Gateway.AnswerList<HealthStretchDocument>("GET /api/providers/groq/health",
        [
            new() { Id = TestId, From = Sample.Start, To = Sample.Start, Gateway = "a", Provider = "groq", Status = "healthy", Next = "warning", NextReason = "slow & failing" },
        ]);
    }

    [GeneratedRegex("class=\"line one\"")]
    private static partial Regex Lines();

    [GeneratedRegex("class=\"number best\">([^<]+)")]
    private static partial Regex Best();
}
