using System.Net;
using System.Text.Json;
using HybridAi.Client.Configuration;
using HybridAi.Web.Gateway;
using HybridAi.Web.Tests.Pages;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace HybridAi.Web.Tests.Gateway;

/// <summary>What a resilience handler between the site and its gateway does to calls: it ends those that take too long, and keeps back those after many that failed.</summary>
public sealed class RejectedCallsTests
{
    [Theory]
    [InlineData(typeof(TimeoutRejectedException))]
    [InlineData(typeof(BrokenCircuitException))]
    public async Task A_page_whose_call_was_ended_says_that_the_gateway_does_not_answer(Type rejection)
    {
        await using var site = await StartAsync(HttpMethod.Get, "/api/jobs", (ExecutionRejectedException)Activator.CreateInstance(rejection)!);
        await site.SignInAsync("hai-operator");
        using var whole = await site.Browser.GetAsync("/jobs");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, whole.StatusCode);
        Assert.Contains("The gateway does not answer", await whole.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stream_of_events_that_was_kept_back_is_asked_for_again_by_the_browser()
    {
        await using var site = await StartAsync(HttpMethod.Get, "/api/events", new BrokenCircuitException("Too many failures"));
        await site.SignInAsync("hai-operator");
        using var answer = await site.Browser.GetAsync("/live?topics=jobs");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_model_may_take_longer_than_any_other_call()
    {
        await using var site = await StartAsync(HttpMethod.Post, "/v1/chat/completions", new TimeoutRejectedException("Two minutes"));
        site.Gateway.AnswerJson("GET /v1/models", PlaygroundWire.Models);
        site.Gateway.Answer($"GET /api/requests/{PlaygroundWire.Id}", PlaygroundWire.Record);
        site.Gateway.Chat = (http, _) => PlaygroundWire.AnswerAsync(http, ["At ", "last."]);
        await site.SignInAsync("hai-operator");
        using var answer = await site.SendFormAsync("/playground", "/playground", ("model-1", "polite"), ("message", "Hi"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(">At last.</p>", await answer.Content.ReadAsStringAsync());
    }

    // A host may give all its clients such a handler.
    [Fact]
    public async Task A_question_that_was_kept_back_says_that_the_gateway_does_not_answer()
    {
        await using var site = await StartAsync(HttpMethod.Post, "/v1/chat/completions", new BrokenCircuitException("Too many failures"), GatewayClients.InferenceName);
        site.Gateway.AnswerJson("GET /v1/models", PlaygroundWire.Models);
        await site.SignInAsync("hai-operator");
        using var answer = await site.SendFormAsync("/playground", "/playground", ("model-1", "polite"), ("message", "Hi"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("The gateway does not answer.", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_backup_may_take_longer_to_make_than_any_other_call()
    {
        await using var site = await StartAsync(HttpMethod.Get, "/api/configuration/backup", new TimeoutRejectedException("Two minutes"));
        site.Gateway.Answer("GET /api/configuration/backup", JsonElement.Parse("""{"format":1}"""));
        await site.SignInAsync("hai-admin");
        Assert.Equal("""{"format":1}""", await site.Browser.GetStringAsync("/settings/backup"));
    }

    [Fact]
    public async Task A_backup_may_take_longer_to_restore_than_any_other_call()
    {
        await using var site = await StartAsync(HttpMethod.Post, "/api/configuration/restore", new TimeoutRejectedException("Two minutes"));
        site.Gateway.Answer("POST /api/configuration/restore", new RestoredConfigurationDocument(new Dictionary<string, long> { ["keys"] = 4 }));
        await site.SignInAsync("hai-admin");
        var token = Site.Token(await site.PageAsync("/"));
        using var form = new MultipartFormDataContent { { new StringContent(token), "form-token" }, { new StringContent("true"), "sure" }, { new StringContent("{}"), "file", "backup.json" } };
        using var answer = await site.Browser.PostAsync("/settings/restore", form);
        Assert.Equal((HttpStatusCode.Found, "/settings"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal("POST /api/configuration/restore {}", Assert.Single(site.Gateway.Changes));
    }

    private static async Task<Site> StartAsync(HttpMethod method, string path, ExecutionRejectedException rejection, string client = GatewayClients.Name)
    {
        var site = new Site(services => services.AddHttpClient(client).AddHttpMessageHandler(() => new Rejecting(method, path, rejection)));
        await site.InitializeAsync();
        return site;
    }

    private sealed class Rejecting(HttpMethod method, string path, ExecutionRejectedException rejection) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method == method && request.RequestUri!.AbsolutePath == path ? Task.FromException<HttpResponseMessage>(rejection) : base.SendAsync(request, cancellationToken);
    }
}
