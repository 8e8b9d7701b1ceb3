using System.Globalization;
using HybridAi.Core.Routing.Learning;
using HybridAi.Gateway.Tests.Caching;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>The strategies that learn, through the whole gateway.</summary>
public sealed class LearningStrategyTests
{
    private static readonly Dictionary<string, string?> NoChance = new() { ["Routing:Exploration"] = "0" };

    [Fact]
    public async Task Predictive_learns_from_requests_and_says_what_it_foresees()
    {
        await using var gateway = await TestGateway.StartAsync(NoChance);
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(3000), gateway.Taking(200));
        await gateway.RouteAsync("predictive");
        await TeachAsync(gateway);
        var (provider, route) = await gateway.RouteAsync("predictive");
        Assert.Equal("two", provider);
        Assert.Matches(@"^predictive; shortest forecast wait, 0\.[12]\d s$", route);
        Assert.Contains("Forecasts: two/m whole 0.", ExplainLast(gateway));
    }

    [Fact]
    public async Task Adaptive_learns_from_requests_and_says_what_it_expects()
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance) { ["Routing:Strategy"] = "adaptive" });
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(6000), gateway.Taking(200));
        Assert.StartsWith("adaptive; exploited, expected reward ", (await gateway.RouteAsync()).Route);
        await TeachAsync(gateway);
        Assert.Equal("two", (await gateway.RouteAsync()).Provider);
        var explained = ExplainLast(gateway);
        Assert.Contains("Exploited: two/m ", explained);
        Assert.Contains("; one/m ", explained);
        // What quality costs is the operator's to say.
        await using var patient = await TestGateway.StartAsync(new(NoChance) { ["Routing:Strategy"] = "adaptive", ["Routing:Adaptive:Latency"] = "0" });
        (patient.One.Answer, patient.Two.Answer) = (patient.Taking(6000), patient.Taking(200));
        await patient.RouteAsync();
        await TeachAsync(patient);
        Assert.Equal("one", (await patient.RouteAsync()).Provider);
    }

    [Fact]
    public async Task Without_them_nothing_is_learned_or_written()
    {
        await using var gateway = await TestGateway.StartAsync(NoChance);
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(100);
        await gateway.RouteAsync("latency");
        await TeachAsync(gateway);
        var learner = gateway.App.Services.GetRequiredService<Learner>();
        Assert.Equal((false, 0), (learner.IsAwake, learner.Learned));
    }

    [Fact]
    public async Task Answers_from_the_cache_teach_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance) { ["Routing:Strategy"] = "adaptive", ["Cache:Enabled"] = "true" });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(100);
        const string Question = """{"model":"both","messages":[{"role":"user","content":"What is the capital of France?"}]}""";
        var learner = gateway.App.Services.GetRequiredService<Learner>();
        await gateway.AskAsync(Question);
        Assert.Equal(1, learner.Learned);
        for (var i = 0; i < 5; i++)
            Assert.Equal("exact", (await gateway.AskAsync(Question)).Cache);
        Assert.Equal(1, learner.Learned);

        // Nor do those that share one call.
        var release = new TaskCompletionSource();
        gateway.One.Answer = gateway.Two.Answer = async call =>
        {
            await release.Task;
            await call.AnswerAsync(200, Wire.Answer);
        };
        var asking = Enumerable.Range(0, 3).Select(_ => gateway.AskAsync(Question.Replace("France", "Spain", StringComparison.Ordinal))).ToArray();
        await CachedGateway.UntilAsync(gateway, flight => flight.Followers == 2);
        release.SetResult();
        Assert.Equal(["coalesced", "coalesced", "miss"], (await Task.WhenAll(asking)).Select(one => one.Cache).Order());
        Assert.Equal(2, learner.Learned);
    }

    [Fact]
    public async Task What_was_learned_is_there_after_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("hybridai-learned-").FullName;
        var settings = new Dictionary<string, string?>(NoChance) { ["HYBRIDAI_DATA"] = data };
        try
        {
            double before;
            await using (var gateway = await TestGateway.StartAsync(settings))
            {
                (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(3000), gateway.Taking(200));
                await gateway.RouteAsync("predictive");
                await TeachAsync(gateway);
                before = Wait((await gateway.RouteAsync("predictive")).Route);
            }

            Assert.True(File.Exists(Path.Combine(data, "learned.bin")));
            await using var again = await TestGateway.StartAsync(settings);
            again.One.Answer = again.Two.Answer = again.Taking(500);
            var (provider, route) = await again.RouteAsync("predictive");
            Assert.Equal("two", provider);
            Assert.InRange(Wait(route), 0.5 * before, 2 * before);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Bad_options_are_named_and_the_start_fails()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(
            new() { ["Routing:Adaptive:Quality"] = "0", ["Routing:Adaptive:Cost"] = "0", ["Routing:Adaptive:Latency"] = "0" }));
        Assert.Contains("Routing:Adaptive", refused.Message);
        refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new() { ["Routing:Adaptive:Bound"] = "-1" }));
        Assert.Contains("Routing:Adaptive:Bound", refused.Message);
    }

    private static double Wait(string route) => double.Parse(route.Split(", ")[1].Split(' ')[0], CultureInfo.InvariantCulture);

    // By strategies that share out, so that there was a choice: what leaves none teaches nothing.
    private static async Task TeachAsync(TestGateway gateway)
    {
        for (var i = 0; i < 60; i++)
            await gateway.RouteAsync("round-robin");
    }

    private static string ExplainLast(TestGateway gateway) => string.Join('\n', gateway.Journal.Completed[^1].Decisions?.Select(decision => decision.Text) ?? []);
}
