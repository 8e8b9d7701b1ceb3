using HybridAi.Core.Routing;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>What strategies do to requests through the whole gateway, on providers of different latency, price and failure.</summary>
public sealed class StrategyTests
{
    private static readonly Dictionary<string, string?> NoChance = new() { ["Routing:Exploration"] = "0" };

    [Fact]
    public async Task Latency_goes_to_the_faster_provider_and_follows_when_that_changes()
    {
        await using var gateway = await TestGateway.StartAsync(NoChance);
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(800), gateway.Taking(90));
        await gateway.LearnAsync();
        Assert.Equal(("two", "latency; lowest P95"), await gateway.RouteAsync("latency"));
        Assert.Equal(("one", "ordered; first configured"), await gateway.RouteAsync());
        gateway.Time.Advance(TimeSpan.FromMinutes(4));
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(90), gateway.Taking(800));
        await gateway.LearnAsync();
        Assert.Equal("one", (await gateway.RouteAsync("latency")).Provider);
        Assert.Equal("one", (await gateway.RouteAsync("least-response-time")).Provider);
    }

    [Fact]
    public async Task Cost_goes_to_the_cheaper_provider_for_this_request()
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance) { ["Providers:two:Models:0:InputPerMillion"] = "0.5", ["Providers:two:Models:0:OutputPerMillion"] = "9" });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(5);
        Assert.Equal(("one", "cost; lowest expected cost"), await gateway.RouteAsync("cost"));
        Assert.Equal("two", (await gateway.RouteAsync("cost", content: $"\"{new string('x', 8000)}\"", more: ",\"max_tokens\":5")).Provider);
    }

    [Fact]
    public async Task Performance_leaves_a_provider_that_fails()
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance) { ["Routing:Strategy"] = "performance" });
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(100), gateway.Taking(110));
        await gateway.LearnAsync();
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
        gateway.One.Answer = gateway.Taking(100, failEvery: 2);
        for (var i = 0; i < 10; i++)
            await gateway.RouteAsync("ordered");
        Assert.Equal(("two", "performance; best mix of latency, errors, cost and quality"), await gateway.RouteAsync());
    }

    [Fact]
    public async Task Round_robin_and_weights_share_out_what_comes()
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance) { ["Routing:Seed"] = "3" });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        for (var i = 0; i < 3; i++)
            Assert.Equal(("one", "two"), ((await gateway.RouteAsync("round-robin")).Provider, (await gateway.RouteAsync("round-robin")).Provider));
        Assert.Equal(201, (await gateway.ApiAsync(HttpMethod.Post, "/api/deployments", """{"name":"heavy","provider":"two","model":"m","weight":4}""")).Status);
        var (before, count) = (gateway.Two.Count, 200);
        for (var i = 0; i < count; i++)
            Assert.Equal("weighted; drawn by weight", (await gateway.RouteAsync("weighted")).Route);
        Assert.InRange(gateway.Two.Count - before, count * 0.7, count * 0.9);
    }

    [Fact]
    public async Task Least_connections_avoids_the_provider_that_has_streams_open()
    {
        await using var gateway = await TestGateway.StartAsync(NoChance);
        using var stream = await OpenStreamAsync(gateway);
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        Assert.Equal("two", (await gateway.RouteAsync("least-connections")).Provider);
        Assert.Equal("two", (await gateway.RouteAsync("least-connections")).Provider);
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
    }

    [Theory]
    [InlineData("\"region\":\"eastus\"", "two")]
    [InlineData("\"region\":\"ap-northeast-1\"", "two")]
    [InlineData("\"region\":\"eu-west-1\"", "one")]
    [InlineData("", "two")]
    public async Task Geographic_takes_the_region_for_the_callers_place(string region, string expected)
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance)
        {
            ["Providers:one:Region"] = "eu-central-1", ["Providers:two:Region"] = "us-west-2", ["Routing:Strategy"] = "geographic", ["Routing:Region"] = "us-east-1",
        });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        Assert.Equal((expected, "geographic; nearest to the caller"), await gateway.RouteAsync(options: region));
    }

    [Fact]
    public async Task What_a_model_cannot_do_is_not_asked_of_it()
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance)
        {
            ["Providers:one:Profile"] = "groq", ["Providers:two:Profile"] = "openai", ["Aliases:eyes"] = "one/openai/gpt-oss-120b,two/gpt-4.1-mini",
        });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        const string Image = """[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]""";
        Assert.Equal("one", (await gateway.RouteAsync(model: "eyes")).Provider);
        Assert.Equal("two", (await gateway.RouteAsync(model: "eyes", content: Image)).Provider);
        Assert.Equal("one", (await gateway.RouteAsync(model: "eyes", content: "\"an \\\"image_url\\\" in words\"")).Provider);
        Assert.Equal("one", (await gateway.RouteAsync("capability", model: "eyes")).Provider);
        Assert.Equal(("two", "capability; only one left"), await gateway.RouteAsync("capability", model: "eyes", content: Image));
        // 131,072 tokens are too few for it.
        Assert.Equal("two", (await gateway.RouteAsync(model: "eyes", content: $"\"{string.Concat(Enumerable.Repeat("word ", 120_000))}\"")).Provider);
    }

    [Fact]
    public async Task A_long_prompt_goes_where_it_was_and_a_short_one_does_not()
    {
        await using var gateway = await TestGateway.StartAsync(NoChance);
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(100), gateway.Taking(130));
        await gateway.LearnAsync();
        var longText = $"\"{new string('x', 9000)}\"";
        Assert.Equal("one", (await gateway.RouteAsync("latency", content: longText)).Provider);
        Assert.Equal(("two", "latency; only deployment"), await gateway.RouteAsync("latency", "two", content: "\"short\""));
        Assert.Equal(("one", "latency; prompt cached there"), await gateway.RouteAsync("latency", content: longText));
        // The next turn of the same conversation, which another provider has meanwhile.
        gateway.One.Answer = call => call.AnswerAsync(503, Wire.Error("busy"));
        var turns = $"{longText}}},{{\"role\":\"assistant\",\"content\":\"yes\"}},{{\"role\":\"user\",\"content\":\"and?\"";
        Assert.Equal("two", (await gateway.RouteAsync("latency", content: turns)).Provider);
        gateway.One.Answer = gateway.Taking(100);
        gateway.Time.Advance(TimeSpan.FromSeconds(150));
        Assert.Equal(("two", "latency; prompt cached there"), await gateway.RouteAsync("latency", content: turns));
        Assert.Equal("one", (await gateway.RouteAsync("latency", content: "\"short\"")).Provider);
    }

    [Fact]
    public async Task A_deployment_that_is_not_healthy_comes_last_and_the_explanation_says_so()
    {
        var health = new Ill();
        await using var gateway = await TestGateway.StartAsync(NoChance, services => services.AddSingleton<IDeploymentHealth>(health));
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        await gateway.RouteAsync();
        Assert.Null((await gateway.Journal.NextAsync()).Decisions);
        health.Provider = "one";
        Assert.Equal(("two", "ordered; only one left"), await gateway.RouteAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("route", "Last: one/m (feels bad)."), (Assert.Single(record.Decisions!).Step, record.Decisions![0].Text));
        Assert.Equal("ordered; only one left", record.Route);
        // And is tried all the same when the others fail.
        gateway.Two.Answer = call => call.AnswerAsync(500, Wire.Error("broken"));
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
        var shown = (await gateway.Client().DeploymentsAsync("one")).Data.Single();
        Assert.Equal((false, "feels bad"), (shown.Live!.Available, Assert.Single(shown.Live.Health)));
    }

    [Fact]
    public async Task An_unknown_strategy_is_refused_with_the_names_of_all()
    {
        await using var gateway = await TestGateway.StartAsync(NoChance);
        using var answer = await gateway.ChatAsync("""{"model":"both","messages":[],"hybridai":{"strategy":"magic"}}""");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("ordered, latency, cost, performance, weighted, round-robin, least-connections, least-response-time, geographic, capability", text, StringComparison.Ordinal);
        Assert.Contains("hybridai.strategy", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Routing:Strategy", "magic", "ordered, latency, cost")]
    [InlineData("Routing:Strategy", "Latency", "ordered, latency, cost")]
    [InlineData("Routing:Exploration", "1.5", "Routing:Exploration")]
    [InlineData("Routing:Weights:Cost", "-1", "Routing:Weights:Cost")]
    [InlineData("Routing:Weights:Speed", "1", "Routing:Weights:Speed")]
    public async Task A_bad_configuration_stops_the_start(string key, string value, string named)
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new() { [key] = value }));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_that_are_all_zero_stop_the_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new()
        {
            ["Routing:Weights:Latency"] = "0", ["Routing:Weights:Errors"] = "0", ["Routing:Weights:Cost"] = "0", ["Routing:Weights:Quality"] = "0",
        }));
        Assert.Contains("Routing:Weights: must have at least one above 0", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> OpenStreamAsync(TestGateway gateway)
    {
        var opening = gateway.StreamAsync(model: "one/m");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        return await opening;
    }

    private sealed class Ill : IDeploymentHealth
    {
        public string? Provider { get; set; }

        public bool IsAvailable(Deployment deployment) => deployment.Provider != Provider;

        public string? Describe(Deployment deployment) => deployment.Provider == Provider ? "feels bad" : null;
    }
}
