using System.Net;
using HybridAi.Client.Tenancy;
using HybridAi.Client.Usage;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class RequestsTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: false)]);
        await _site.SignInAsync("hai-viewer");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_is_searched_for_is_asked_of_the_gateway_and_stays_in_the_form()
    {
        var record = Sample.Record("failed", 429);
        _site.Gateway.AnswerList("GET /api/usage", [record], next: "older+1");
        var key = Guid.Parse("0195d1c0-0000-7000-8000-000000000000");
        var page = await _site.PageAsync($"/requests?range=7d&provider=openai&model=gpt%20%26%20co&status=4xx&session=s1&task=chat&key={key}");
        Assert.Contains($"/api/usage?from=7d&provider=openai&model=gpt%20%26%20co&key={key}&status=4xx&session=s1&task=chat&limit=50", string.Join('\n', _site.Gateway.Calls));
        string[] shown =
        [
            "value=\"gpt &amp; co\"", "<option value=\"4xx\" selected", "<option value=\"openai\" selected", "429 RateLimited", $"href=\"/requests/{record.Id}\"", "cursor=older%2B1", "Found, newest first",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        await _site.PageAsync("/requests?cursor=older%2B1");
        Assert.Contains("cursor=older%2B1&limit=50", _site.Gateway.Calls[^1] + _site.Gateway.Calls[^2]);
    }

    [Fact]
    public async Task Without_requests_it_says_so()
    {
        _site.Gateway.AnswerList<UsageRecordDocument>("GET /api/usage", []);
        Assert.Contains("None in this time.", await _site.PageAsync("/requests"));
        Assert.Contains("None in this time meets all of this.", await _site.PageAsync("/requests?model=x"));
    }

    [Fact]
    public async Task What_the_gateway_does_not_search_for_is_said_and_the_form_stays()
    {
        _site.Gateway.Refuse("GET /api/usage", 400, "The model must have at most 200 characters.");
        var page = await _site.PageAsync("/requests?model=x");
        Assert.Contains("at most 200 characters", page);
        Assert.Contains("value=\"x\"", page);
        Assert.Contains("key&#x27;s id", await _site.PageAsync("/requests?key=mine"));
    }

    [Theory]
    [InlineData("%200195d1c0-0000-7000-8000-000000000000", "/requests/0195d1c0-0000-7000-8000-000000000000")]
    [InlineData("that%20one", "/requests?id=that%20one")]
    [InlineData("", "/requests?id=")]
    public async Task An_id_leads_to_its_request(string id, string address)
    {
        var answer = await _site.Browser.GetAsync("/requests/find?id=" + id);
        Assert.Equal((HttpStatusCode.Found, address), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task A_request_tells_its_story_from_arrival_to_end()
    {
        var record = Sample.Record() with
        {
            Attempts = 2,
            Deployment = "openai/gpt-6-astra",
            FinishReason = "stop",
            Simulated = true,
            Tags = ["a", "b"],
            Usage = new TokenUsageDocument { Input = 1000, CachedInput = 200, Output = 80, TotalInput = 1200, TotalOutput = 80 },
        };
        _site.Gateway.Answer($"GET /api/requests/{record.Id}", record);
        _site.Gateway.Answer($"GET /api/requests/{record.Id}/explain", new RequestExplanationDocument
        {
            Id = record.Id,
            RequestedModel = "m",
            Route = "ordered; first <of> two",
            Cache = "miss",
            Outcome = "succeeded",
            Decisions = [new DecisionDocument("limit", "Waited 12 ms for room.")],
            Attempts = [new ExplainedAttemptDocument("groq/llama", "Timeout", 504, 400), new ExplainedAttemptDocument("openai/gpt-6-astra", null, null, null)],
        });
        _site.Gateway.Answer($"GET /api/keys/{Guid.Empty}", new KeyDocument
        {
            Id = Guid.Empty, Name = "the app's key", OrganizationId = Guid.Empty, Role = "inference", Prefix = "hai-1234", Status = "active", CreatedAt = Sample.Start, Revision = 1,
        });
        var page = await _site.PageAsync($"/requests/{record.Id}");
        string[] inOrder = ["Arrived", "Waited 12 ms for room.", "first &lt;of&gt; two", "groq/llama", "failed: Timeout (HTTP 504), after 400 ms", "openai/gpt-6-astra", "First content", "1.23 s", "End"];
        var at = page.IndexOf("class=\"story\"", StringComparison.Ordinal);
        foreach (var text in inOrder)
        {
            at = page.IndexOf(text, at, StringComparison.Ordinal);
            Assert.True(at > 0, $"'{text}' is not where it belongs");
        }

        string[] shown = ["the app&#x27;s key", "finish reason: stop", "Simulated.", "a, b", "Input from the provider&#x27;s cache", "&lt;script&gt;"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Reasoning", page);
    }

    [Fact]
    public async Task A_request_that_is_not_there_is_said_so()
    {
        var answer = await _site.Browser.GetAsync($"/requests/{Guid.NewGuid()}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is nothing here", await answer.Content.ReadAsStringAsync());
    }
}
