using System.Text.Json.Nodes;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Management;

namespace HybridAi.Gateway.Tests.AiPerformance;

/// <summary>
/// Each answer as it was agreed, of the same requests on both databases. What differs from run to run (names, memory) is replaced: see <see cref="GoldenAnswer"/>.
/// </summary>
public sealed class GoldenTests(PerformanceServers servers) : IClassFixture<PerformanceServers>
{
    private const string Room = "/api/v1/ai-performance/";
    private static readonly HashSet<string> Changing = ["node", "version", "upSince", "memoryBytes", "heapBytes", "threads", "processors", "threadPool", "keys", "closed", "deployments", "snapshot"];

    public static TheoryData<string, string, bool> Answers
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var postgres in new[] { false, true })
            {
                data.Add("status", "status", postgres);
                data.Add("real-time", "metrics/real-time?time=1h", postgres);
                data.Add("performance", "metrics/performance?time=1h&provider=openai", postgres);
                data.Add("costs", "metrics/costs?time=7d&provider=claude", postgres);
                data.Add("usage-patterns", $"metrics/usage-patterns?range=24h&timezone=Europe/Berlin&user={PerformanceServers.Anna}", postgres);
                data.Add("health", "health", postgres);
                data.Add("recommendations", "optimization/recommendations?time=7d", postgres);
                data.Add("providers", "providers?time=24h", postgres);
                data.Add("models", "models/groq?time=24h&model=openai/gpt-oss-120b", postgres);
                data.Add("summary", "analytics/summary?time=24h", postgres);
                data.Add("debug", "debug/", postgres);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_as_it_was_agreed(string name, string path, bool postgres)
    {
        var answer = await servers.On(postgres).AsAdministratorAsync(HttpMethod.Get, Room + path);
        Assert.True(answer.Status == 200, answer.Text);
        var json = JsonNode.Parse(answer.Text)!;
        // Of the catalog's many, one is enough.
        if (name == "debug")
            json["deployments"] = new JsonArray([.. json["deployments"]!.AsArray().Where(one => (string?)one!["deployment"] == "groq/openai/gpt-oss-120b").Select(one => one!.DeepClone())]);
        else if (name == "providers")
        {
            // How many models the catalog has is not agreed for good.
            foreach (var provider in json["providers"]!.AsArray())
                provider!["models"] = "…";
        }

        await GoldenAnswer.CheckAsync("AiPerformance", name, json, Changing);
    }

    [Theory]
    [InlineData("metrics/performance?time=2h", "'time' must be one of 1h, 24h, 7d, 30d")]
    [InlineData("metrics/costs?time=1h&range=7d", "'range' is another name of 'time'")]
    [InlineData("providers?provider=nobody", "'provider' names 'nobody'", "anthropic, groq, mistral, openai")]
    [InlineData("analytics/summary?model=nothing&provider=groq", "'model' names 'nothing'", "openai/gpt-oss-120b")]
    [InlineData("metrics/real-time?user=01900000-0000-7000-8000-0000000000ff", "'user' names", "GET /api/users")]
    [InlineData("metrics/usage-patterns?time=1d&timezone=Mars&user=me&provider=nobody", "'time'", "'timezone'", "'user'", "'provider'")]
    [InlineData("stream/metrics?interval=61", "'interval' must be a whole number from 1 to 60")]
    [InlineData("status?time=1h", "There is no query parameter 'time'")]
    public async Task What_names_nothing_is_told_with_what_there_is(string path, params string[] said)
    {
        var answer = await servers.Sqlite.AsAdministratorAsync(HttpMethod.Get, Room + path);
        Assert.Equal(400, answer.Status);
        Assert.All(said, text => Assert.Contains(text, answer.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_provider_in_the_path_that_is_not_there_is_404_and_known_by_its_other_names()
    {
        var server = servers.Sqlite;
        Assert.Equal(404, (await server.AsAdministratorAsync(HttpMethod.Get, Room + "models/nobody")).Status);
        Assert.Equal(400, (await server.AsAdministratorAsync(HttpMethod.Get, Room + "models/groq?time=never")).Status);
        Assert.Equal("anthropic", (await server.AsAdministratorAsync(HttpMethod.Get, Room + "models/Claude")).Json.GetProperty("provider").GetString());
        Assert.Equal("gemini", (await server.AsAdministratorAsync(HttpMethod.Get, Room + "models/google")).Json.GetProperty("provider").GetString());
    }

    [Fact]
    public async Task Another_organization_sees_its_own_requests_and_nothing_of_the_installations()
    {
        var client = servers.Postgres.Client(Role.Administrator, Management.ManagementServer.Other);
        Assert.Equal(1, (await client.AnalyticsSummaryAsync()).Total.Requests);
        var status = await client.PerformanceStatusAsync();
        Assert.Equal(1, status.Live.Windows[0].Figures.Requests);
        Assert.All(status.Providers, provider => Assert.True(provider is { Breakers: null, InFlight: null }));
        Assert.Empty((await client.RecommendationsAsync(new() { Time = "30d" })).Recommendations);
        // What its names are told it by, too.
        var refused = await servers.Postgres.SendAsync(HttpMethod.Get, Room + "providers?provider=nobody", null, servers.Postgres.Secret(Role.Viewer, Management.ManagementServer.Other));
        Assert.DoesNotContain("anthropic", refused.Message, StringComparison.Ordinal);
    }
}
