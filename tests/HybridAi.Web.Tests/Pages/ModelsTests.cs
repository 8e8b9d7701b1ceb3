using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Client.Deployments;
using HybridAi.Client.Metrics;
using HybridAi.Client.Models;
using HybridAi.Client.Resilience;
using HybridAi.Web.Pages.Models;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed partial class ModelsTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false), Sample.Provider("idle", simulated: false)]);
        _site.Gateway.AnswerList("GET /api/models", [Known("astra", 10, 50), Known("luna", 1, 5), Known("old", 2, 8) with { Status = "retired", Served = false, ShutdownDate = new DateOnly(2025, 6, 30) }]);
        var compared = Sample.Comparison(1000, "openai");
        _site.Gateway.Answer("GET /api/metrics/providers", compared with
        {
            Providers = [compared.Providers[0] with { Models = [new ComparedModelDocument("luna", Sample.Figures(900)), new ComparedModelDocument("astra", Sample.Figures(100) with { LatencyP50Ms = 900 })] }],
        });
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(24, "requests", "errors", "cost", "latency_p50", "latency_p95"));
        _site.Gateway.Answer("GET /api/models/openai/astra", Known("astra", 10, 50));
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments", [new() { Name = "astra-eu", Registered = true, Revision = 4, Provider = "openai", Model = "astra", Region = "eu-west-1", Weight = 3, State = "active", Live = new DeploymentLiveDocument { Successes = 12, P50Ms = 321 } }]);
        _site.Gateway.AnswerList<BreakerDocument>("GET /api/routing/breakers", []);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task The_catalog_has_limits_prices_and_what_requests_came_to_the_most_asked_first()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models?range=7d");
        string[] shown = ["3 models, 2 served", "1.05 M", "$10.00", "$50.00", "tools, images", "retired", "900 ms", "640 ms", "href=\"/models/openai/astra\"", "$12.35", "aria-current=\"page\">Models"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Equal(["luna", "astra", "old"], Rows(page));
        Assert.Contains("/api/metrics/providers?range=7d hai-viewer", _site.Gateway.Calls);
    }

    [Theory]
    [InlineData("sort=name", "astra luna old")]
    [InlineData("sort=name&order=desc", "old luna astra")]
    [InlineData("sort=input", "luna old astra")]
    [InlineData("sort=latency&order=desc", "astra luna old")]
    [InlineData("sort=latency", "luna astra old")]
    [InlineData("sort=nonsense", "luna astra old")]
    public async Task It_is_sorted_by_links_and_what_has_no_value_comes_last(string query, string order)
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models?" + query);
        Assert.Equal(order.Split(' '), Rows(page));
        // The head that was sorted by turns the order about; another begins with the largest figures.
        Assert.Contains(query == "sort=name" ? "href=\"/models?sort=name&amp;order=desc\"" : "sort=requests&amp;order=desc", page);
        Assert.Equal(query is "sort=nonsense" ? 0 : 1, Regex.Count(page, "aria-sort="));
    }

    [Fact]
    public async Task It_is_filtered_and_what_an_address_makes_up_filters_nothing()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models?provider=openai&kind=chat&capability=vision&status=active&search=as%20t");
        Assert.Contains("/api/models?provider=openai&kind=chat&status=active&capability=vision&search=as%20t hai-viewer", _site.Gateway.Calls);
        Assert.Contains("<option value=\"vision\" selected>", page);
        Assert.Contains("value=\"idle\"", page);
        await _site.PageAsync("/models?kind=poem&capability=fly");
        Assert.Contains("/api/models hai-viewer", _site.Gateway.Calls);
    }

    [Fact]
    public async Task A_provider_that_is_no_more_is_still_what_is_asked_for()
    {
        _site.Gateway.AnswerList<CatalogModelDocument>("GET /api/models", []);
        await _site.SignInAsync("hai-viewer");
        Assert.Contains("<option value=\"was\" selected>was</option>", await _site.PageAsync("/models?provider=was"));
    }

    [Fact]
    public async Task A_provider_is_asked_for_in_any_case()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models?provider=OpenAI");
        Assert.Contains("<option value=\"openai\" selected>openai</option>", page);
        Assert.DoesNotContain("<option value=\"OpenAI\"", page);
    }

    [Fact]
    public async Task A_long_catalog_is_shown_in_parts()
    {
        _site.Gateway.AnswerList("GET /api/models", [.. Enumerable.Range(1, 120).Select(number => Known($"m{number:000}", 1, 1))]);
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models?sort=name&page=2");
        Assert.Contains("51 to 100 of 120", page);
        Assert.Equal(("m051", "m100", 50), (Rows(page)[0], Rows(page)[^1], Rows(page).Count));
        Assert.Contains("href=\"/models?sort=name&amp;page=3\"", page);
        Assert.Equal(20, Rows(await _site.PageAsync("/models?sort=name&page=99")).Count);
    }

    [Fact]
    public async Task Nothing_that_is_like_that_is_said_so()
    {
        _site.Gateway.AnswerList<CatalogModelDocument>("GET /api/models", []);
        await _site.SignInAsync("hai-viewer");
        Assert.Contains("No model is like that.", await _site.PageAsync("/models?search=nothing"));
    }

    [Fact]
    public async Task Requests_that_could_not_be_counted_are_not_none()
    {
        await _site.SignInAsync("hai-viewer");
        // One of three was asked nothing.
        Assert.Equal(["900", "100", "0"], Counts(await _site.PageAsync("/models")));
        _site.Gateway.Refuse("GET /api/metrics/providers", 503, "The database is away");
        var page = await _site.PageAsync("/models");
        Assert.Contains("This part could not be read: The database is away", page);
        Assert.Equal(["–", "–", "–"], Counts(page));

        // The cell before those of success, median, 95th percentile and cost.
        static IEnumerable<string> Counts(string page) => page.Split("<tr>").Skip(2)
            .Select(row => WebUtility.HtmlDecode(Regex.Matches(row, "<td class=\"number\">([^<]*)</td>")[^5].Groups[1].Value));
    }

    [Fact]
    public async Task The_circuits_of_its_deployments_are_not_known_if_they_cannot_be_read()
    {
        await _site.SignInAsync("hai-viewer");
        Assert.DoesNotContain("not known</span>", Regex.Replace(await _site.PageAsync("/models/openai/astra"), "\\s+</", "</"));
        _site.Gateway.Refuse("GET /api/routing/breakers", 500, "They are away.");
        Assert.Contains("not known</span>", Regex.Replace(await _site.PageAsync("/models/openai/astra"), "\\s+</", "</"));
    }

    [Fact]
    public async Task A_model_has_its_facts_prices_over_time_figures_and_deployments()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models/openai/astra");
        string[] shown =
        [
            "1,050,000 tokens", "922,000 tokens", "128,000 tokens", "text, image", "tools, images", "Cannot", "low, high", "2026-09-04", "up to 272,000 input tokens", "above 272,000 input tokens", "$20.00",
            "to come", "2027-01-01", "astra-eu", "eu-west-1", "321 ms", "1,000", "href=\"/routing/try?model=openai%2Fastra\"", "alias-of-it",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains("/api/deployments?provider=openai&model=astra hai-viewer", _site.Gateway.Calls);
        Assert.Contains("provider=openai&model=astra", _site.Gateway.Calls.First(call => call.StartsWith("/api/metrics?", StringComparison.Ordinal)));
        Assert.DoesNotContain("Drain", page);
        Assert.DoesNotContain("deployment-form", page);
        // One deployment is not to be sorted.
        Assert.DoesNotContain("sort=", page);
    }

    [Fact]
    public async Task A_deployment_of_a_model_is_changed_where_its_form_is()
    {
        await _site.SignInAsync("hai-admin");
        Assert.Contains("href=\"/routing?edit=astra-eu#deployment-form\"", await _site.PageAsync("/models/openai/astra"));
    }

    [Fact]
    public async Task An_address_that_writes_the_provider_in_another_case_or_the_model_by_an_alias_shows_the_same_figures_and_deployments()
    {
        _site.Gateway.Answer("GET /api/models/OpenAI/alias-of-it", Known("astra", 10, 50));
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models/OpenAI/alias-of-it");
        Assert.Contains("astra-eu", page);
        string[] calls = ["/api/deployments?", "/api/metrics?", "/api/metrics/providers?"];
        Assert.All(calls, begin => Assert.Contains("provider=openai&model=astra", Assert.Single(_site.Gateway.Calls, call => call.StartsWith(begin, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_retired_model_of_an_id_with_a_slash_and_no_known_price_says_so()
    {
        _site.Gateway.Answer("GET /api/models/openrouter/maker/old", Known("maker/old", 1, 1) with { Provider = "openrouter", Status = "retired", Served = false, Deployments = [], Prices = [], ShutdownDate = new DateOnly(2025, 6, 30) });
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments", []);
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models/openrouter/maker/old");
        string[] shown = ["Retired.", "since 2025-06-30", "They are not known", "There are none."];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("/routing/try?model", page);
    }

    [Fact]
    public async Task Keys_of_other_organizations_see_which_deployments_there_are_but_not_how_they_do()
    {
        _site.Gateway.Refuse("GET /api/deployments", 403, "Not yours");
        _site.Gateway.Refuse("GET /api/routing/breakers", 403, "Not yours");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/models/openai/astra");
        Assert.Contains("openai/astra</p>", page);
        Assert.Contains("How they do is shown to keys of the default organization.", page);
        Assert.DoesNotContain("Not yours", page);
    }

    [Fact]
    public async Task A_model_that_there_is_not_is_404()
    {
        await _site.SignInAsync("hai-viewer");
        Assert.Equal(HttpStatusCode.NotFound, (await _site.Browser.GetAsync("/models/openai/nothing")).StatusCode);
    }

    [Fact]
    public void Prices_are_exact() => Assert.Equal(["–", "$0.00", "$0.125", "$1,250.00", "$0.0375"], new decimal?[] { null, 0, 0.125m, 1250, 0.0375m }.Select(ModelText.Price));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(8192L, "8,192")]
    [InlineData(128_000L, "128 k")]
    [InlineData(131_072L, "131.1 k")]
    [InlineData(1_050_000L, "1.05 M")]
    public void Tokens_are_written_as_they_are_spoken_of(long? tokens, string text) => Assert.Equal(text, ModelText.Tokens(tokens));

    private static IReadOnlyList<string> Rows(string page) => [.. Row().Matches(page).Select(match => match.Groups[1].Value)];

    private static CatalogModelDocument Known(string id, decimal input, decimal output) => new()
    {
        Provider = "openai",
        Model = id,
        Name = id.ToUpperInvariant(),
        Kind = "chat",
        Status = "active",
        Served = true,
        Aliases = ["alias-of-it"],
        ReleaseDate = new DateOnly(2026, 9, 4),
        ContextWindow = 1_050_000,
        MaxInputTokens = 922_000,
        MaxOutputTokens = 128_000,
        Input = ["text", "image"],
        Output = ["text"],
        Capabilities = new Dictionary<string, bool> { ["tools"] = true, ["vision"] = true, ["audio"] = false },
        ReasoningEfforts = ["low", "high"],
        Deployments = [$"openai/{id}"],
        Prices =
        [
            new ModelPriceDocument { Current = true, InputPerMillion = input, OutputPerMillion = output, Tiers = [new ModelPriceTierDocument { AboveInputTokens = 272_000, InputPerMillion = 2 * input, OutputPerMillion = 1.5m * output }] },
            new ModelPriceDocument { From = new DateOnly(2027, 1, 1), InputPerMillion = input / 2, OutputPerMillion = output },
        ],
    };

    [GeneratedRegex("<a href=\"/models/openai/([^\"]+)\"")]
    private static partial Regex Row();
}
