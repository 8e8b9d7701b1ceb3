using HybridAi.Client.AutoModels;
using HybridAi.Client.Errors;
using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Routing.AutoModelTests;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>Auto models over the API, while requests go on.</summary>
public sealed class AutoModelDocumentTests
{
    [Fact]
    public async Task One_is_defined_used_changed_and_deleted()
    {
        await using var gateway = await StartAsync();
        var client = gateway.Client();
        var created = await client.CreateAsync(new SaveAutoModelRequest
        {
            Name = "thrifty", Models = ["both", "small"], Quality = "economy",
            Tasks = new Dictionary<string, AutoTaskDocument?> { ["code"] = new() { Quality = "best" }, ["math"] = new() { Prefer = ["two/m"] } },
            Scores = new Dictionary<string, IReadOnlyDictionary<string, double>?> { ["small"] = new Dictionary<string, double> { ["creative"] = 0.1, ["*"] = 0.7 } },
        });
        Assert.Equal(("thrifty", true, 1L, "economy"), (created.Name, created.Defined, created.Revision, created.Quality));
        var shown = await client.AutoModelAsync("thrifty");
        Assert.Equal(["both", "small"], shown.Models!);
        Assert.Equal(("best", "two/m"), (shown.Tasks["code"].Quality, Assert.Single(shown.Tasks["math"].Prefer!)));
        Assert.Equal(["one/m", "two/m", "two/small"], shown.Candidates.Select(candidate => candidate.Model));
        Assert.Equal((0.1, 0.7, 0.79), (shown.Candidates[2].Quality["creative"], shown.Candidates[2].Quality["code"], shown.Candidates[0].Quality["code"]));
        Assert.Null(shown.Problem);
        Assert.Equal(["auto", "thrifty"], (await client.AutoModelsAsync()).Data.Select(one => one.Name));

        Assert.Equal("two/small", await PickedAsync(gateway, "summarization"));
        Assert.Equal("one/m", await PickedAsync(gateway, "creative"));
        Assert.Equal("one/m", await PickedAsync(gateway, "code"));
        Assert.Equal("two/m", await PickedAsync(gateway, "math"));
        Assert.Equal("two/small", await PickedAsync(gateway, "code", ",\"quality\":\"economy\""));

        var changed = await client.ReplaceAutoModelAsync("thrifty", new SaveAutoModelRequest { Revision = 1, Models = ["big"] });
        Assert.Equal((2L, "balanced", 0), (changed.Revision, changed.Quality, changed.Tasks.Count));
        Assert.Equal("one/big", await PickedAsync(gateway, "creative"));
        await FailsAsync(409, "stale_revision", () => client.ReplaceAutoModelAsync("thrifty", new SaveAutoModelRequest { Revision = 1 }));
        await client.DeleteAutoModelAsync("thrifty", 2);
        using var gone = await SendAsync(gateway, "hello", model: "thrifty");
        Assert.Equal(404, (int)gone.StatusCode);
        await FailsAsync(404, "not_found", () => client.AutoModelAsync("thrifty"));
    }

    [Fact]
    public async Task One_that_is_called_auto_takes_the_place_of_the_built_in_one()
    {
        await using var gateway = await StartAsync();
        var client = gateway.Client();
        Assert.Equal((false, null, "balanced"), await client.AutoModelAsync("auto") is { } builtIn ? (builtIn.Defined, builtIn.Revision, builtIn.Quality) : default);
        await FailsAsync(404, "not_found", () => client.ReplaceAutoModelAsync("auto", new SaveAutoModelRequest { Quality = "best" }));
        await client.CreateAsync(new SaveAutoModelRequest { Name = "auto", Quality = "best" });
        Assert.True(Assert.Single((await client.AutoModelsAsync()).Data).Defined);
        Assert.Equal("one/big", await PickedAsync(gateway, "code", model: "auto"));
        await client.DeleteAutoModelAsync("auto");
        Assert.Equal("one/m", await PickedAsync(gateway, "code", model: "auto"));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once_and_nothing_is_kept()
    {
        await using var gateway = await StartAsync(("Providers:two:Models:2:Id", "vectors"), ("Providers:two:Models:2:Kind", "embedding"));
        var (status, json) = await gateway.ApiAsync(HttpMethod.Post, "/api/auto-models", """
            {"name":"small","models":["m","m","nobody's","vectors","auto",null,""],"quality":"superb",
             "tasks":{"cooking":{"quality":"best"},"math":{},"code":{"quality":"x","prefer":["nothing/here"]}},
             "scores":{"what":{"code":1},"m":{"code":2,"cooking":0.5}}}
            """);
        Assert.Equal(400, status);
        var message = json.GetProperty("error").GetProperty("message").GetString()!;
        foreach (var field in new[]
        {
            "name", "models[1]", "models[2]", "models[3]", "models[4]", "models[5]", "models[6]", "quality", "tasks.cooking", "tasks.math", "tasks.code.quality", "tasks.code.prefer[0]",
            "scores.what", "scores.m.code", "scores.m.cooking",
        })
            Assert.Contains($"'{field}' ", message, StringComparison.Ordinal);
        Assert.Contains("question-answering", message, StringComparison.Ordinal);
        Assert.Equal("auto", Assert.Single((await gateway.Client().AutoModelsAsync()).Data).Name);
    }

    [Theory]
    [InlineData("""{"name":"both"}""", "name")]
    [InlineData("""{"name":"m"}""", "name")]
    [InlineData("""{"name":"Bad Name"}""", "name")]
    [InlineData("""{"name":"x","models":[]}""", "models")]
    [InlineData("""{"name":"x","quality":"Best"}""", "quality")]
    [InlineData("""{"name":"x","qualty":"best"}""", "qualty")]
    [InlineData("""{"name":"x","scores":{"m":{"code":-0.1}}}""", "scores.m.code")]
    [InlineData("""{"name":"x","scores":{"m":{"code":0.1,"Code":0.2}}}""", "scores.m.Code")]
    [InlineData("""{"name":"x","tasks":{"code":null}}""", "tasks.code")]
    public async Task A_bad_field_is_named(string body, string param)
    {
        await using var gateway = await StartAsync();
        var (status, json) = await gateway.ApiAsync(HttpMethod.Post, "/api/auto-models", body);
        Assert.Equal((400, param), (status, json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task What_it_names_may_go_and_come_back()
    {
        await using var gateway = await StartAsync();
        var client = gateway.Client();
        var definition = $$"""{"name":"mine","baseUrl":"{{gateway.One.Address}}","key":"kkkk","allowPrivateNetwork":true,"models":[{"id":"x"}]}""";
        Assert.Equal(201, (await gateway.ApiAsync(HttpMethod.Post, "/api/providers?probe=false", definition)).Status);
        await client.CreateAsync(new SaveAutoModelRequest { Name = "pair", Models = ["mine/x", "two/small"] });
        Assert.Equal(204, (await gateway.ApiAsync(HttpMethod.Delete, "/api/providers/mine")).Status);
        var left = await client.AutoModelAsync("pair");
        Assert.Contains("'mine/x'", left.Problem, StringComparison.Ordinal);
        Assert.Equal("two/small", Assert.Single(left.Candidates).Model);
        Assert.Equal("two/small", await PickedAsync(gateway, "code", model: "pair"));
        Assert.Equal(201, (await gateway.ApiAsync(HttpMethod.Post, "/api/providers?probe=false", definition)).Status);
        Assert.Null((await client.AutoModelAsync("pair")).Problem);
    }

    private static async Task<string> PickedAsync(TestGateway gateway, string task, string more = "", string model = "thrifty")
    {
        using var answer = await SendAsync(gateway, "hello", $$"""{"task":"{{task}}"{{more}}}""", model);
        return $"{Header(answer, "provider")}/{Header(answer, "model")}";
    }

    private static async Task FailsAsync(int status, string code, Func<Task> call)
    {
        var failed = await Assert.ThrowsAsync<HybridAiApiException>(call);
        Assert.Equal((status, code), ((int)failed.Status, failed.Code));
    }
}
