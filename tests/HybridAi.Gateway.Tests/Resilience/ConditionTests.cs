using System.Text.Json;
using HybridAi.Gateway.Resilience;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class ConditionTests
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""";

    [Theory]
    [InlineData("switch", "two", "fallback")]
    [InlineData("deprioritize", "two", "fallback")]
    [InlineData("disable", "two", "route")]
    [InlineData("alert", "one", null)]
    public async Task While_a_condition_is_met_its_action_is_taken_and_both_ends_are_told(string action, string provider, string? decided)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(500, "");
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await FallbackChainTests.CreateAsync(gateway, new
        {
            name = "errors", model = "one/m", action, targets = action == "switch" ? new[] { "two/m" } : null,
            when = new { metric = "error-rate", threshold = 0.5, window = "1m", cooldown = "2m", leastCalls = 4 },
        });
        for (var i = 0; i < 4; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Look(gateway);
        var model = action == "switch" ? OneOnly : """{"model":"both","messages":[]}""";

        using (var answer = await gateway.ChatAsync(model))
            Assert.Equal((200, provider), ((int)answer.StatusCode, answer.Headers.GetValues("x-hybridai-provider").Single()));
        Assert.Equal(decided, gateway.Journal.Completed[^1].Decisions?.Single().Step);

        gateway.Time.Advance(TimeSpan.FromMinutes(2));
        Look(gateway);
        using (var answer = await gateway.ChatAsync(model))
            Assert.Equal("one", answer.Headers.GetValues("x-hybridai-provider").Single());
        await gateway.App.Services.GetRequiredService<FallbackLog>().WriteAsync(default);
        var events = JsonElement.Parse(await gateway.Http.GetStringAsync("/api/routing/fallback-events?rule=errors")).GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(["rule.ended", "rule.met"], events.Select(one => one.GetProperty("kind").GetString()));
        Assert.Contains("ErrorRate of 1", events[1].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_disabled_deployment_alone_is_not_called()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(500, "");
        await FallbackChainTests.CreateAsync(gateway, new
        {
            name = "off", model = "*", action = "disable", when = new { metric = "error-rate", threshold = 0.5, cooldown = "90s", leastCalls = 1 },
        });
        (await gateway.ChatAsync(OneOnly)).Dispose();
        Look(gateway);
        using var answer = await gateway.ChatAsync(OneOnly);
        Assert.Equal((503, "90", 1), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single(), gateway.One.Count));

        // A rule that is deleted acts no longer.
        (await gateway.Http.DeleteAsync("/api/routing/fallbacks/off")).EnsureSuccessStatusCode();
        Look(gateway);
        (await gateway.ChatAsync(OneOnly)).Dispose();
        Assert.Equal(2, gateway.One.Count);
    }

    [Theory]
    [InlineData("x-ratelimit-limit-requests: 500\r\nx-ratelimit-remaining-requests: 400\r\nx-ratelimit-limit-tokens: 1000\r\nx-ratelimit-remaining-tokens: 90\r\n", true)]
    [InlineData("anthropic-ratelimit-tokens-limit: 1000\r\nanthropic-ratelimit-tokens-remaining: 100\r\n", true)]
    [InlineData("x-ratelimit-limit-requests: 500\r\nx-ratelimit-remaining-requests: 51\r\n", false)]
    [InlineData("x-ratelimit-remaining-requests: 0\r\n", false)]
    public async Task What_is_left_of_a_providers_own_limits_is_learnt_of_its_headers(string headers, bool isMet)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer, headers: headers);
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await FallbackChainTests.CreateAsync(gateway, new { name = "left", model = "one/m", action = "deprioritize", when = new { metric = "limit-left", threshold = 0.1 } });
        (await gateway.ChatAsync()).Dispose();
        Look(gateway);
        using var answer = await gateway.ChatAsync();
        Assert.Equal(isMet ? "two" : "one", answer.Headers.GetValues("x-hybridai-provider").Single());
    }

    private static void Look(TestGateway gateway) => gateway.App.Services.GetRequiredService<ConditionWatch>().Look(gateway.Snapshots.Current.Fallbacks);
}
