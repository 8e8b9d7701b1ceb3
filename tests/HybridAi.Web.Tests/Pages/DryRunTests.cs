using System.Net;
using HybridAi.Client.Deployments;
using HybridAi.Client.Routing;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class DryRunTests : IAsyncLifetime
{
    private const string Call = "POST /api/routing/rules/dry-run";
    private static readonly Guid Key = Guid.Parse("01950000-0000-7000-8000-000000000009");

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.Answer("GET /api/routing", new RoutingSettingsDocument { Strategy = "ordered", Strategies = [new("ordered", "as listed"), new("cost", "cheapest")] });
        _site.Gateway.AnswerList<DeploymentDocument>("GET /api/deployments", [new() { Name = "groq/llama", Provider = "groq", Model = "llama", State = "active" }]);
        _site.Gateway.AnswerList<KeyDocument>("GET /api/keys", [new() { Id = Key, Name = "Ann's", OrganizationId = Guid.Empty, Role = "inference", Status = "active", Prefix = "hai-x", CreatedAt = Sample.Start, Revision = 1 }]);
        _site.Gateway.AnswerList<TeamDocument>("GET /api/teams", []);
        _site.Gateway.AnswerList<UserDocument>("GET /api/users", []);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Nothing_is_tried_before_it_is_asked_for()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/try");
        string[] shown = ["No provider is called", $"<option value=\"{Key}\"", "Ann&#x27;s", "<option value=\"cost\"", "value=\"groq/llama\""];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task A_described_request_is_tried_and_its_way_told_with_scores_reasons_and_rules()
    {
        _site.Gateway.Answer(Call, new RoutingDryRunDocument
        {
            Revision = 3,
            Strategy = "cost",
            Route = "cost; lowest expected cost; rule cheap",
            Rules = [new("cheap", true, true, [new("models", true, "it asks for <gpt>")]), new("night", true, false, [new("time", false, "it is noon")]), new("off", false, false, [])],
            Decisions = ["'cheap' sets the strategy cost."],
            Plan =
            [
                new() { Name = "groq/llama", Provider = "groq", Model = "llama", Region = "us-east-1", Score = 0.00123, Why = "expected cost 0.001230 USD", Group = 1 },
                new() { Name = "team-b", Provider = "openai", Model = "gpt", Group = 2, Held = "its circuit is open" },
            ],
            LeftOutReasons = [new("openai/small", "it lacks tools")],
        });
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync($"/routing/try?model=gpt&strategy=cost&needs=tools&needs=vision&key={Key}&task=code&tags=a,%20b&inputTokens=1200&maxOutputTokens=50&stream=true&region=eu&at=2026-03-02T09:00&endUser=ann");
        string[] shown =
        [
            "<strong>groq/llama</strong>", "cost; lowest expected cost; rule cheap", "1 of 3 match, version 3", "0.00123", "expected cost 0.001230 USD; put first by rules", "its circuit is open", "put behind by rules", "team-b (gpt)",
            "openai/small", "it lacks tools", "&#x27;cheap&#x27; sets the strategy cost.", "it asks for &lt;gpt&gt;", "does not apply", "switched off", "value=\"vision\" checked", $"value=\"{Key}\" selected", "value=\"1200\"",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        var request = Assert.Single(_site.Gateway.Changes);
        string[] asked =
        [
            "\"model\":\"gpt\"", "\"strategy\":\"cost\"", "\"needs\":[\"tools\",\"vision\"]", $"\"key\":\"{Key}\"", "\"task\":\"code\"", "\"tags\":[\"a\",\"b\"]", "\"inputTokens\":1200", "\"maxOutputTokens\":50",
            "\"stream\":true", "\"region\":\"eu\"", "\"at\":\"2026-03-02T09:00:00", "\"endUser\":\"ann\"",
        ];
        Assert.All(asked, part => Assert.Contains(part, request));
    }

    [Fact]
    public async Task A_request_that_would_be_refused_says_why()
    {
        _site.Gateway.Answer(Call, new RoutingDryRunDocument { Revision = 3, Strategy = "ordered", Refusal = "The routing rule 'eu' requires region eu-*.", LeftOutReasons = [new("groq/llama", "a rule requires others")] });
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/try?model=llama");
        string[] shown = ["It is refused", "The routing rule &#x27;eu&#x27; requires region eu-*.", "a rule requires others"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("In this order", page);
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_told_beside_the_form()
    {
        _site.Gateway.Refuse(Call, 400, "'model' is not known: no model is named 'x'.");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/try?model=x");
        Assert.Contains("&#x27;model&#x27; is not known", page);
        Assert.Contains("value=\"x\"", page);
    }

    [Fact]
    public async Task Tags_with_commas_are_written_as_in_rules()
    {
        _site.Gateway.Answer(Call, new RoutingDryRunDocument { Revision = 3, Strategy = "ordered", Refusal = "No deployment can take it." });
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/try?model=gpt&tags=%22plan%2C%20then%20write%22%2C%20eu");
        Assert.Contains("\"tags\":[\"plan, then write\",\"eu\"]", Assert.Single(_site.Gateway.Changes));
        Assert.Contains("name=\"tags\" value=\"&quot;plan, then write&quot;, eu\"", page);
    }

    [Theory]
    [InlineData("tags=%22plan", "begins with a quotation mark, and none ends it")]
    [InlineData("inputTokens=many", "The tokens in have to be a whole number.")]
    [InlineData("key=ann", "The key has to be an id")]
    [InlineData("at=noon", "It arrives at a time in UTC")]
    public async Task What_is_no_request_says_why_and_is_not_tried(string query, string problem)
    {
        await _site.SignInAsync("hai-viewer");
        Assert.Contains(problem, await _site.PageAsync("/routing/try?model=gpt&" + query));
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task Keys_of_other_organizations_are_told_that_it_is_not_for_them()
    {
        foreach (var call in new[] { "GET /api/routing", "GET /api/deployments", Call })
            _site.Gateway.Refuse(call, 403, "Not yours");
        await _site.SignInAsync("hai-viewer");
        Assert.Equal(HttpStatusCode.Forbidden, (await _site.Browser.GetAsync("/routing/try?model=gpt")).StatusCode);
    }
}
