namespace HybridAi.Simulator.Tests.Http;

public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_is_logged_as_it_was_asked_without_its_secret()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        const string Body = """{ "model":"gpt-4o",  "messages":[{"role":"user","content":"ünï"}],"stream":true }""";

        var answer = await simulator.PostAsync(Wires.OpenAi + "?a=b", Body, "sk-very-secret-key-9876");
        var entry = await simulator.LastRequestAsync();

        Assert.Equal(Body, (string?)entry["body"]);
        Assert.Equal("openai", (string?)entry["provider"]);
        Assert.Equal(Wires.OpenAi + "?a=b", (string?)entry["path"]);
        Assert.Equal("Bearer ***9876", (string?)entry["headers"]!["Authorization"]);
        Assert.Equal("gpt-4o", (string?)entry["model"]);
        Assert.True((bool)entry["stream"]!);
        Assert.Equal(200, (int)entry["status"]!);
        Assert.Equal("completed", (string?)entry["outcome"]);
        Assert.Equal((string?)answer.Chunks[0]["id"], (string?)entry["answerId"]);
        Assert.DoesNotContain("very-secret", entry.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_filtered_limited_bounded_and_cleared()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        for (var i = 0; i < 3; i++)
            await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", $"q{i}"));
        await simulator.PostAsync(Wires.Mistral, "nonsense");

        var openAi = (await simulator.GetAsync("/_sim/requests?provider=openai&limit=2")).Json["requests"]!.AsArray();
        var mistral = (await simulator.GetAsync("/_sim/requests?provider=mistral")).Json["requests"]!.AsArray();

        Assert.Equal(2, openAi.Count);
        Assert.Contains("q2", (string?)openAi[0]!["body"], StringComparison.Ordinal);
        Assert.Equal("error", (string?)Assert.Single(mistral)!["outcome"]);
        Assert.Equal(400, (int)(await simulator.GetAsync("/_sim/requests?provider=nobody")).Status);
        await simulator.Http.DeleteAsync("/_sim/requests");
        Assert.Empty((await simulator.GetAsync("/_sim/requests")).Json["requests"]!.AsArray());
    }

    [Fact]
    public void Old_entries_make_room()
    {
        var log = new HybridAi.Simulator.Logs.RequestLog();
        for (var i = 0; i < 1_500; i++)
            log.Add(Entry($"r{i}", 10));
        Assert.Equal(1_000, log.Read(null, int.MaxValue).Count);
        Assert.Equal("r1499", log.Read(null, 1)[0].RequestId);

        for (var i = 0; i < 5; i++)
            log.Add(Entry($"big{i}", 30 * 1024 * 1024));
        Assert.Equal(2, log.Read(null, int.MaxValue).Count);
    }

    private static HybridAi.Simulator.Logs.RequestEntry Entry(string id, int bytes) => new()
    {
        Provider = "openai", Method = "POST", Path = "/", At = DateTimeOffset.UnixEpoch, RequestId = id, Body = new byte[bytes],
    };
}
