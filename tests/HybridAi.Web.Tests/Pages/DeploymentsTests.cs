using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Client.Deployments;
using HybridAi.Client.Health;
using HybridAi.Client.Resilience;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed partial class DeploymentsTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments",
        [
            new() { Name = "groq/idle", Provider = "groq", Model = "idle", State = "active", Weight = 1 },
            new() { Name = "groq/busy", Provider = "groq", Model = "busy", State = "active", Weight = 1, Live = new DeploymentLiveDocument { InFlight = 2, Successes = 1500, ErrorRate = 0, P50Ms = 120, P95Ms = 480 } },
            new()
            {
                Name = "team-b", Registered = true, Revision = 5, Provider = "openai", Model = "gpt", Key = "b", Region = "eu-central-1", OwnRegion = "eu-central-1", Weight = 2.5, Quality = 0.8, Tags = ["batch", "eu"], State = "draining",
                Limits = new DeploymentLimitsDocument { RequestsPerMinute = 600, Concurrent = 20 }, Live = new DeploymentLiveDocument { Successes = 10, Failures = new Dictionary<string, long> { ["Timeout"] = 5 }, ErrorRate = 0.333, Health = ["its circuit is <open>"] },
            },
            new() { Name = "lost", Registered = true, Revision = 1, Provider = "gone", Model = "x", State = "active", Problem = "there is no provider gone" },
        ]);
        _site.Gateway.AnswerList<BreakerDocument>("GET /api/routing/breakers", [new("team-b", "open", 30_000)]);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Deployments_are_shown_with_what_they_may_and_how_they_are_those_in_trouble_first()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing");
        string[] shown =
        [
            "eu-central-1", "2.5", "quality 0.8", "600 requests/min, 20 at a time", "draining", "its circuit is &lt;open&gt;", "33.3 %", "5 Timeout", "1,500", "480 ms", "there is no provider gone", "tags batch, eu",
            "key b", "aria-current=\"page\">Routing",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Equal(["team-b", "lost", "groq/busy", "groq/idle"], Names(page));
        foreach (var act in new[] { "Drain", "Close it", "Register a deployment", "method=\"post\" action=\"/routing" })
            Assert.DoesNotContain(act, page);
    }

    [Theory]
    [InlineData("provider=groq", "groq/busy groq/idle")]
    [InlineData("provider=Groq", "groq/busy groq/idle")]
    [InlineData("state=used", "team-b groq/busy")]
    [InlineData("state=registered", "team-b lost")]
    [InlineData("state=trouble", "team-b lost")]
    [InlineData("search=EU", "team-b")]
    [InlineData("sort=name", "groq/busy groq/idle lost team-b")]
    [InlineData("sort=slow&order=desc", "groq/busy team-b lost groq/idle")]
    public async Task They_are_filtered_and_sorted_by_links(string query, string first)
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing?" + query);
        Assert.Equal(first.Split(' '), Names(page));
    }

    [Fact]
    public async Task A_provider_that_is_no_more_is_still_what_is_asked_for_and_can_be_taken_away()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing?provider=was&sort=name");
        Assert.Contains("None of 4 deployments is like that.", page);
        Assert.Contains("<option value=\"was\" selected>was</option>", page);
        Assert.Contains("<a class=\"button quiet\" href=\"/routing?sort=name\">All</a>", page);
        Assert.DoesNotContain(">All</a>", await _site.PageAsync("/routing?sort=name"));
    }

    [Fact]
    public async Task Changing_one_keeps_the_search_and_the_order()
    {
        _site.Gateway.Answer("PUT /api/deployments/team-b", new DeploymentDocument { Name = "team-b", Provider = "openai", Model = "gpt", State = "active" });
        await _site.SignInAsync("hai-admin");
        var page = WebUtility.HtmlDecode(await _site.PageAsync("/routing?search=eu&sort=name&order=desc"));
        Assert.Contains("href=\"/routing?search=eu&sort=name&order=desc&edit=team-b#deployment-form\"", page);
        const string Edited = "/routing?search=eu&sort=name&order=desc&edit=team-b";
        Assert.Contains("href=\"/routing?search=eu&sort=name&order=desc\">Leave it", WebUtility.HtmlDecode(await _site.PageAsync(Edited)));
        var answer = await _site.SendFormAsync(Edited, "/routing/deployments", ("name", "team-b"), ("revision", "5"), ("provider", "openai"), ("model", "gpt"));
        Assert.Equal((HttpStatusCode.Found, "/routing?search=eu&sort=name&order=desc"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task None_and_none_like_that_are_said_so()
    {
        await _site.SignInAsync("hai-viewer");
        Assert.Contains("None of 4 deployments is like that.", await _site.PageAsync("/routing?search=nothing"));
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments", []);
        Assert.Contains("There are none: no provider can be called.", await _site.PageAsync("/routing"));
    }

    [Fact]
    public async Task Keys_of_other_organizations_are_told_that_it_is_not_for_them()
    {
        _site.Gateway.Refuse("GET /api/deployments", 403, "This is shown to keys of the default organization.");
        await _site.SignInAsync("hai-viewer");
        var answer = await _site.Browser.GetAsync("/routing");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Circuits_that_cannot_be_read_are_not_said_to_be_closed()
    {
        await _site.SignInAsync("hai-viewer");
        Assert.Equal(["open", "closed", "closed", "closed"], Circuits(await _site.PageAsync("/routing")));
        _site.Gateway.Refuse("GET /api/routing/breakers", 500, "They are away.");
        var page = await _site.PageAsync("/routing");
        Assert.Contains("This part could not be read: They are away.", page);
        Assert.Equal(["not known", "not known", "not known", "not known"], Circuits(page));
    }

    [Fact]
    public async Task An_operator_changes_nothing()
    {
        await _site.SignInAsync("hai-operator");
        var page = await _site.PageAsync("/routing");
        Assert.DoesNotContain("action=\"/routing/", page);
    }

    [Fact]
    public async Task An_administrator_drains_activates_deletes_and_closes_circuits()
    {
        _site.Gateway.Answer("POST /api/deployments/lost/drain", new DeploymentDocument { Name = "lost", Provider = "gone", Model = "x", State = "draining" });
        _site.Gateway.Answer("POST /api/deployments/team-b/activate", new DeploymentDocument { Name = "team-b", Provider = "openai", Model = "gpt", State = "active" });
        _site.Gateway.Answer("POST /api/ai/health", new HealthActionDocument("reset-breaker", ["team-b"]));
        await _site.SignInAsync("hai-admin");
        await _site.SendFormAsync("/routing", "/routing/deployments/lost/drain");
        Assert.Contains("lost gets no new requests.", await _site.PageAsync("/routing"));
        await _site.SendFormAsync("/routing", "/routing/deployments/team-b/activate");
        var left = await _site.SendFormAsync("/routing?range=7d&edit=team-b", "/routing/deployments/team-b/delete", ("revision", "5"));
        Assert.Equal("/routing?range=7d", left.Headers.Location?.ToString());
        await _site.SendFormAsync("/routing", "/routing/reset-breaker", ("deployment", "team-b"));
        Assert.Equal(
        [
            "POST /api/deployments/lost/drain", "POST /api/deployments/team-b/activate", "DELETE /api/deployments/team-b?revision=5",
            """POST /api/ai/health {"action":"reset-breaker","deployment":"team-b"}""",
        ], _site.Gateway.Changes);
    }

    [Fact]
    public async Task An_administrator_registers_and_changes_deployments()
    {
        _site.Gateway.Answer("POST /api/deployments", new DeploymentDocument { Name = "new", Provider = "groq", Model = "idle", State = "active" });
        _site.Gateway.Answer("PUT /api/deployments/team-b", new DeploymentDocument { Name = "team-b", Provider = "openai", Model = "gpt", State = "active" });
        await _site.SignInAsync("hai-admin");
        // What has no name of its own is given one.
        Assert.Contains("name=\"name\" value=\"groq-idle\"", await _site.PageAsync("/routing?edit=groq%2Fidle"));
        var registered = await _site.SendFormAsync(
            "/routing?search=idle", "/routing/deployments", ("name", "new"), ("provider", "groq"), ("model", "idle"), ("weight", "0.5"), ("tags", "a, b"), ("concurrent", "7"), ("state", "active"));
        Assert.Equal("/routing?search=idle", registered.Headers.Location?.ToString());
        Assert.Contains("name=\"weight\" inputmode=\"decimal\" value=\"2.5\"", await _site.PageAsync("/routing?edit=team-b"));
        await _site.SendFormAsync("/routing?edit=team-b", "/routing/deployments", ("name", "team-b"), ("revision", "5"), ("provider", "openai"), ("model", "gpt"), ("key", "b"), ("quality", "0.9"), ("state", "active"));
        Assert.Equal(
        [
            """POST /api/deployments {"name":"new","provider":"groq","model":"idle","weight":0.5,"tags":["a","b"],"limits":{"requestsPerMinute":null,"tokensPerMinute":null,"concurrent":7},"state":"active"}""",
            """PUT /api/deployments/team-b {"name":"team-b","revision":5,"provider":"openai","model":"gpt","key":"b","quality":0.9,"state":"active"}""",
        ], _site.Gateway.Changes);
        Assert.Contains("The deployment team-b is changed.", await _site.PageAsync("/routing"));
    }

    [Fact]
    public async Task A_region_that_is_the_providers_is_shown_in_the_form_and_not_written_back()
    {
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments",
        [
            new() { Name = "inherits", Registered = true, Revision = 2, Provider = "groq", Model = "idle", Region = "us-east-1", State = "active", Weight = 1 },
            new() { Name = "own", Registered = true, Revision = 2, Provider = "groq", Model = "busy", Region = "eu-west-1", OwnRegion = "eu-west-1", State = "active", Weight = 1 },
        ]);
        await _site.SignInAsync("hai-admin");
        var inherits = RegionField(await _site.PageAsync("/routing?edit=inherits"));
        Assert.Contains("us-east-1", inherits);
        Assert.DoesNotContain("value=\"us-east-1\"", inherits);
        Assert.Contains("value=\"eu-west-1\"", RegionField(await _site.PageAsync("/routing?edit=own")));

        static string RegionField(string page) => page.Split("<input name=\"region\"")[1].Split('>')[0];
    }

    [Fact]
    public async Task What_conflicts_stays_in_the_form_with_the_revision_that_it_was_written_against()
    {
        _site.Gateway.Refuse("PUT /api/deployments/team-b", 409, "It was changed meanwhile.");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/routing?edit=team-b", "/routing/deployments", ("name", "team-b"), ("revision", "4"), ("provider", "openai"), ("model", "mine"), ("weight", "9"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        string[] kept = ["It was changed meanwhile.", "name=\"revision\" value=\"4\"", "value=\"mine\"", "value=\"9\""];
        Assert.All(kept, text => Assert.Contains(text, page));
    }

    [Theory]
    [InlineData("weight", "much", "The weight has to be a number")]
    [InlineData("concurrent", "1.5", "The requests at a time has to be a whole number")]
    [InlineData("model", " ", "The model is needed.")]
    public async Task What_is_not_a_deployment_says_why(string field, string value, string problem)
    {
        await _site.SignInAsync("hai-admin");
        (string, string)[] good = [("name", "new"), ("provider", "groq"), ("model", "idle")];
        var answer = await _site.SendFormAsync("/routing", "/routing/deployments", [.. good.Where(one => one.Item1 != field), (field, value)]);
        Assert.Contains(problem, await answer.Content.ReadAsStringAsync());
        Assert.Empty(_site.Gateway.Changes);
    }

    private static IReadOnlyList<string> Names(string page) => [.. Name().Matches(page).Select(match => match.Groups[1].Value)];

    private static IReadOnlyList<string> Circuits(string page) => [.. Circuit().Matches(page).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("<span class=\"sub\">circuit\\s*(?:<span class=\"pill [a-z]+\">)?([a-z ]+?)\\s*</span>")]
    private static partial Regex Circuit();

    [GeneratedRegex("<th scope=\"row\" class=\"wrap\">\\s*([^\\s<]+)")]
    private static partial Regex Name();
}
