using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Health;
using HybridAi.Core.Secrets;
using HybridAi.Node.Providers;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>What is around the data path: methods, paths, models, health.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("GET", "/v1/chat/completions", 405, "POST")]
    [InlineData("OPTIONS", "/v1/chat/completions", 405, "POST")]
    [InlineData("DELETE", "/v1/embeddings", 405, "POST")]
    [InlineData("POST", "/v1/models", 405, "GET, HEAD")]
    [InlineData("BREW", "/v1/models/both", 405, "GET, HEAD")]
    [InlineData("POST", "/v1/nothing", 404, null)]
    [InlineData("GET", "/v1/", 404, null)]
    public async Task A_wrong_method_or_path_has_the_dialects_shape(string method, string path, int status, string? allow)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var answer = await gateway.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(allow, answer.Content.Headers.Allow.Count == 0 ? null : string.Join(", ", answer.Content.Headers.Allow));
        Assert.NotEqual("", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.True(Guid.TryParse(answer.Headers.GetValues("x-hybridai-request-id").Single(), out _));
    }

    [Fact]
    public async Task A_header_in_any_encoding_is_read_or_refused_in_the_dialects_shape()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        foreach (var encoding in new[] { Encoding.Latin1, Encoding.UTF8 })
        {
            using var http = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => encoding }) { BaseAddress = gateway.Http.BaseAddress };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
            {
                Content = new StringContent("""{"model":"one/m","messages":[]}""", null, "application/json"),
                Headers = { { "Authorization", $"Bearer {TestGateway.AdministratorKey}" }, { "x-hybridai-session", "Größe" } },
            };
            using var answer = await http.SendAsync(request);
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal(encoding == Encoding.UTF8 ? "Größe" : "Gr\ufffd\ufffde", (await gateway.Journal.NextAsync()).Session);
        }
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/both")]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Head_is_answered_wherever_get_is(string path)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var answer = await gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(path.StartsWith("/v1", StringComparison.Ordinal), answer.Headers.Contains("x-hybridai-request-id"));
    }

    [Theory]
    [InlineData("both", "both")]
    [InlineData("one/m", "one/m")]
    [InlineData("one%2Fm", "one/m")]
    [InlineData("one%2fm", "one/m")]
    [InlineData("one/a/b:c", "one/a/b:c")]
    [InlineData("one%2Fa%2Fb%3Ac", "one/a/b:c")]
    [InlineData("one/%E6%97%A5", "one/日")]
    public async Task A_model_is_found_by_any_name_escaped_or_not(string path, string id)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answer = JsonElement.Parse(await gateway.Http.GetStringAsync($"/v1/models/{path}"));
        Assert.Equal(id, answer.GetProperty("id").GetString());
        Assert.Equal("model", answer.GetProperty("object").GetString());
    }

    [Fact]
    public async Task An_unknown_model_is_404_and_a_list_needs_a_key()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal(404, (int)(await gateway.Http.GetAsync("/v1/models/nobodys")).StatusCode);
        gateway.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(401, (int)(await gateway.Http.GetAsync("/v1/models")).StatusCode);
    }

    [Fact]
    public async Task Health_is_503_while_the_journal_cannot_be_written_and_alive_is_not()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal("healthy", (await HealthAsync(gateway)).GetProperty("status").GetString());
        gateway.Journal.Unavailable = "the disk is full";
        using var answer = await gateway.Http.GetAsync("/health");
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Contains("the disk is full", await answer.Content.ReadAsStringAsync());
        Assert.Equal("alive", await gateway.Http.GetStringAsync("/alive"));
    }

    [Fact]
    public async Task Health_is_degraded_while_the_database_does_not_take_records()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Journal.Delayed = "the disk is full";
        var health = await HealthAsync(gateway);
        Assert.Equal(("degraded", "the disk is full"), (health.GetProperty("status").GetString(), health.GetProperty("delayed").GetString()));
    }

    [Fact]
    public async Task A_dependency_that_is_lost_is_named_in_health_and_degrades_it()
    {
        var since = new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero);
        var (one, two) = (new FakeDependency(new("one", false, since, null)), new FakeDependency(new("two", false, since, null)));
        await using var gateway = await TestGateway.StartAsync(services: services => services.AddSingleton<IDependency>(one).AddSingleton<IDependency>(two));
        Assert.Equal("healthy", (await HealthAsync(gateway)).GetProperty("status").GetString());
        two.State = new("two", true, since, "it is gone");
        var health = await HealthAsync(gateway);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        var others = health.GetProperty("dependencies").EnumerateArray().Where(dependency => dependency.GetProperty("name").GetString() != "database");
        Assert.Equal(
            """[{"name":"one","status":"healthy","since":"2026-03-01T11:00:00Z","detail":null},{"name":"two","status":"degraded","since":"2026-03-01T11:00:00Z","detail":"it is gone"}]""",
            $"[{string.Join(',', others.Select(dependency => dependency.GetRawText()))}]");
    }

    [Fact]
    public async Task A_host_without_a_redis_says_nothing_of_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal(["database"], (await HealthAsync(gateway)).GetProperty("dependencies").EnumerateArray().Select(dependency => dependency.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_refresh_that_fails_keeps_the_last_good_snapshot_and_is_tried_again()
    {
        var store = new BreakableConfiguration();
        await using var gateway = await TestGateway.StartAsync(services: store.Replace);
        var before = gateway.Snapshots.Current;
        store.Failure = new InvalidOperationException("the database is gone");
        await gateway.Snapshots.RefreshAsync(default);
        Assert.Same(before, gateway.Snapshots.Current);
        var health = await HealthAsync(gateway);
        Assert.Equal(("degraded", true), (health.GetProperty("status").GetString(), health.GetProperty("stale").GetBoolean()));

        Assert.Equal(401, (int)(await gateway.ChatAsync(change: request => request.Headers.Authorization = new("Bearer", "nobody's"))).StatusCode);
        store.Failure = null;
        while (gateway.Snapshots.IsStale)
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.NotSame(before, gateway.Snapshots.Current);
        Assert.Equal("healthy", (await HealthAsync(gateway)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Keys_of_another_master_key_stop_the_start_with_a_word_about_it()
    {
        var store = new BreakableConfiguration { Failure = new CryptographicException("The tag does not fit.") };
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(services: store.Replace));
        Assert.Contains("HYBRIDAI_MASTER_KEY", refused.Message);
    }

    [Fact]
    public async Task Warnings_and_simulated_providers_are_in_the_health_report()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Aliases:ghost"] = "nobody/none,one/m", ["Providers:openai:Region"] = "eu" });
        var warnings = (await HealthAsync(gateway)).GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!).ToList();
        Assert.Contains(warnings, warning => warning.Contains("'nobody/none'", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.StartsWith("Provider 'openai' is left out", StringComparison.Ordinal));
        var providers = gateway.App.Services.GetRequiredService<IProviderDirectory>().List();
        Assert.Equal(["one", "two"], providers.Take(2).Select(provider => provider.Name));
        Assert.Contains(providers, provider => provider is { Name: "openai", KeySource: ProviderKeySource.None, Models: 0 });
    }

    private static async Task<JsonElement> HealthAsync(TestGateway gateway) => JsonElement.Parse(await gateway.Http.GetStringAsync("/health"));
}
