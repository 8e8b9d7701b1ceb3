using System.Text.Json;
using HybridAi.Client.Deployments;
using HybridAi.Client.Errors;
using HybridAi.Client.Providers;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>Deployments over the API, while requests go on.</summary>
public sealed class DeploymentTests
{
    [Fact]
    public async Task A_deployment_is_registered_shown_changed_and_deleted()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        Assert.Equal(["one/m", "two/m"], await NamesAsync(gateway));
        var created = await client.CreateAsync(new SaveDeploymentRequest
        {
            Name = "m-eu", Provider = "one", Model = "m", Region = "eu-central-1", Weight = 2.5, Quality = 0.8, Tags = ["a", "b", "a"],
            Limits = new() { RequestsPerMinute = 60, TokensPerMinute = 1000, Concurrent = 3 },
        });
        Assert.Equal(("m-eu", true, 1L, "one", "m", "eu-central-1", 2.5, 0.8, "active"), (created.Name, created.Registered, created.Revision, created.Provider, created.Model, created.Region, created.Weight, created.Quality, created.State));
        Assert.Equal("eu-central-1", created.OwnRegion);
        Assert.Equal(["a", "b"], created.Tags);
        Assert.Equal(new DeploymentLimitsDocument { RequestsPerMinute = 60, TokensPerMinute = 1000, Concurrent = 3 }, created.Limits);
        // It has the provider's own key, so it is the provider's model itself.
        Assert.Equal(["m-eu", "two/m"], await NamesAsync(gateway));
        Assert.Equal("m-eu", (await client.DeploymentAsync("m-eu")).Name);
        Assert.Equal("two/m", (await client.DeploymentAsync("two/m")).Name);
        Assert.Equal(["m-eu"], (await client.DeploymentsAsync(provider: "one", model: "m")).Data.Select(one => one.Name));

        var changed = await client.ReplaceDeploymentAsync("m-eu", new SaveDeploymentRequest { Revision = 1, Provider = "one", Model = "m" });
        Assert.Equal((2L, 1.0, null, null), (changed.Revision, changed.Weight, changed.Region, changed.Limits));
        await FailsAsync(409, "stale_revision", () => client.ReplaceDeploymentAsync("m-eu", new SaveDeploymentRequest { Revision = 1, Provider = "one", Model = "m" }));
        await FailsAsync(409, "duplicate", () => client.CreateAsync(new SaveDeploymentRequest { Name = "m-eu", Provider = "two", Model = "m" }));
        await client.DeleteDeploymentAsync("m-eu", 2);
        Assert.Equal(["one/m", "two/m"], await NamesAsync(gateway));
        await FailsAsync(404, "not_found", () => client.DeploymentAsync("m-eu"));
        await FailsAsync(404, "not_found", () => client.DrainDeploymentAsync("one/m"));
    }

    [Fact]
    public async Task The_region_in_effect_is_told_from_the_one_that_was_set()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Region"] = "us-east-1" });
        var client = gateway.Client();
        await client.CreateAsync(new SaveDeploymentRequest { Name = "m-own", Provider = "one", Model = "m" });
        var shown = await client.DeploymentAsync("m-own");
        Assert.Equal(("us-east-1", null), (shown.Region, shown.OwnRegion));
        await client.ReplaceDeploymentAsync("m-own", new SaveDeploymentRequest { Revision = 1, Provider = "one", Model = "m", Region = "eu-west-1" });
        shown = await client.DeploymentAsync("m-own");
        Assert.Equal(("eu-west-1", "eu-west-1"), (shown.Region, shown.OwnRegion));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once_and_nothing_is_kept()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (status, json) = await gateway.ApiAsync(HttpMethod.Post, "/api/deployments", """
            {"name":"bad","provider":"nobody","model":"m","key":"none","region":"","weight":-1,"quality":2,"tags":["a,b"],"limits":{"requestsPerMinute":0,"concurrent":-1},"state":"asleep"}
            """);
        Assert.Equal(400, status);
        var message = json.GetProperty("error").GetProperty("message").GetString()!;
        foreach (var field in new[] { "provider", "key", "region", "weight", "quality", "tags", "limits.requestsPerMinute", "limits.concurrent", "state" })
            Assert.Contains($"'{field}' ", message, StringComparison.Ordinal);
        Assert.Contains("one, two", message, StringComparison.Ordinal);
        Assert.Equal(["one/m", "two/m"], await NamesAsync(gateway));
    }

    [Theory]
    [InlineData("""{"name":"Bad Name","provider":"one","model":"m"}""", "name")]
    [InlineData("""{"name":"x","provider":"one"}""", "model")]
    [InlineData("""{"name":"x","model":"m"}""", "provider")]
    [InlineData("""{"name":"x","provider":"closed","model":"unknown"}""", "model")]
    [InlineData("""{"name":"x","provider":"one","model":"m","weight":-0.1}""", "weight")]
    [InlineData("""{"name":"x","provider":"one","model":"m","weight":1e300}""", "weight")]
    [InlineData("""{"name":"x","provider":"one","model":"m","weight":"heavy"}""", "weight")]
    [InlineData("""{"name":"x","provider":"one","model":"m","limits":5}""", "limits")]
    [InlineData("""{"name":"x","provider":"one","model":"m","wieght":1}""", "wieght")]
    public async Task A_bad_field_is_named(string body, string param)
    {
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["Providers:closed:BaseUrl"] = "http://127.0.0.1:1/v1", ["Providers:closed:ApiKey"] = "k", ["Providers:closed:AcceptUnlistedModels"] = "false", ["Providers:closed:Models:0:Id"] = "known",
        });
        var (status, json) = await gateway.ApiAsync(HttpMethod.Post, "/api/deployments", body);
        Assert.Equal((400, param), (status, json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task The_same_provider_model_region_and_key_is_registered_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(new SaveDeploymentRequest { Name = "a", Provider = "one", Model = "m", Region = "eu" });
        await client.CreateAsync(new SaveDeploymentRequest { Name = "b", Provider = "one", Model = "m" });
        var refused = await FailsAsync(400, "invalid_value", () => client.CreateAsync(new SaveDeploymentRequest { Name = "c", Provider = "one", Model = "m", Region = "EU" }));
        Assert.Contains("'a'", refused.Message, StringComparison.Ordinal);
        await client.ReplaceDeploymentAsync("a", new SaveDeploymentRequest { Revision = 1, Provider = "one", Model = "m", Region = "eu", Weight = 3 });
        await FailsAsync(400, "invalid_value", () => client.ReplaceDeploymentAsync("a", new SaveDeploymentRequest { Revision = 2, Provider = "one", Model = "m" }));
    }

    [Fact]
    public async Task An_extra_key_makes_another_deployment_of_the_same_model()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await FailsAsync(400, "invalid_value", () => client.CreateAsync(new SaveDeploymentRequest { Name = "team-b", Provider = "one", Model = "m", Key = "b" }));
        await client.SetProviderExtraKeyAsync("one", "b", new SetProviderKeyRequest { Key = "the-key-of-team-b" });
        await client.CreateAsync(new SaveDeploymentRequest { Name = "team-b", Provider = "one", Model = "m", Key = "b" });
        Assert.Equal(["team-b", "one/m", "two/m"], await NamesAsync(gateway));
        var key = Assert.Single((await client.ProviderExtraKeysAsync("one")).Data);
        Assert.Equal(("b", "team-b"), (key.Name, Assert.Single(key.Deployments)));

        var heads = new List<string>();
        gateway.One.Answer = call =>
        {
            lock (heads)
                heads.Add(call.Head.Contains("the-key-of-team-b", StringComparison.Ordinal) ? "extra" : call.Head.Contains("key-of-one", StringComparison.Ordinal) ? "own" : "none");
            return call.AnswerAsync(200, Wire.Answer);
        };
        for (var i = 0; i < 4; i++)
            await gateway.RouteAsync("round-robin", model: "one/m");
        Assert.Equal(["own", "extra", "own", "extra"], heads);
        var names = new List<string?>();
        for (var i = 0; i < 4; i++)
            names.Add((await gateway.Journal.NextAsync()).Deployment);
        Assert.Equal(["one/m", "team-b", "one/m", "team-b"], names);

        await FailsAsync(409, "key_in_use", () => client.DeleteProviderExtraKeyAsync("one", "b"));
        await client.DeleteDeploymentAsync("team-b");
        await client.DeleteProviderExtraKeyAsync("one", "b");
        await FailsAsync(404, "not_found", () => client.DeleteProviderExtraKeyAsync("one", "b"));
        Assert.DoesNotContain("the-key-of", (await gateway.ApiAsync(HttpMethod.Get, "/api/audit")).Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extra_key_does_not_reach_callers_through_a_providers_error()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await client.SetProviderExtraKeyAsync("one", "b", new SetProviderKeyRequest { Key = "the-key-of-team-b" });
        await client.CreateAsync(new SaveDeploymentRequest { Name = "team-b", Provider = "one", Model = "m", Key = "b" });
        await client.CreateAsync(new SaveDeploymentRequest { Name = "own", Provider = "one", Model = "m", State = "disabled" });
        gateway.One.Answer = call => call.AnswerAsync(401, Wire.Error("Incorrect API key provided: the-key-of-team-b"));
        using var answer = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        Assert.Equal(502, (int)answer.StatusCode);
        Assert.DoesNotContain("the-key-of-team-b", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draining_deployment_gets_nothing_new_and_finishes_what_it_has()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(new SaveDeploymentRequest { Name = "main", Provider = "one", Model = "m" });
        var opening = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("first"));
        using var stream = await opening;

        var draining = await client.DrainDeploymentAsync("main");
        Assert.Equal(("draining", 1, 2L), (draining.State, draining.Live!.InFlight, draining.Revision));
        Assert.Equal(2, (await client.DrainDeploymentAsync("main")).Revision);
        gateway.Two.Answer = gateway.Taking(1);
        Assert.Equal(("two", "ordered; only deployment"), await gateway.RouteAsync());
        using (var refused = await gateway.ChatAsync("""{"model":"one/m","messages":[]}"""))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Contains("no_active_deployment", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(1, gateway.One.Count);
        await call.EventAsync(Wire.Text("last"));
        await call.EventAsync(Wire.Finish);
        await call.EventAsync(Wire.Done);
        await call.EndAsync();
        Assert.Contains("last", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((0, 1L), (await client.DeploymentAsync("main")).Live is { } live ? (live.InFlight, live.Successes) : default);
        gateway.One.Answer = gateway.Taking(1);
        Assert.Equal("active", (await client.ActivateDeploymentAsync("main")).State);
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
    }

    [Fact]
    public async Task The_list_shows_how_each_deployment_does()
    {
        await using var gateway = await TestGateway.StartAsync();
        (gateway.One.Answer, gateway.Two.Answer) = (gateway.Taking(200, failEvery: 4), gateway.Taking(50));
        for (var i = 0; i < 8; i++)
            await gateway.RouteAsync();
        var live = (await gateway.Client().DeploymentAsync("one/m")).Live!;
        Assert.Equal((0, true, 6L, 0.25), (live.InFlight, live.Available, live.Successes, live.ErrorRate));
        Assert.Equal(("ServerError", 2L), (Assert.Single(live.Failures).Key, live.Failures["ServerError"]));
        Assert.InRange(live.P95Ms!.Value, 198, 202);
        Assert.Equal(20, live.TokensPerSecond!.Value, 1);
        // None of the answers was a stream.
        Assert.Null(live.FirstContentP95Ms);
        Assert.Equal(2, (await gateway.Client().DeploymentAsync("two/m")).Live!.Successes);
    }

    [Fact]
    public async Task What_a_deployment_names_may_go_and_come_back()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        var definition = $$"""{"name":"mine","baseUrl":"{{gateway.One.Address}}","key":"kkkk","allowPrivateNetwork":true,"models":[{"id":"x"}]}""";
        Assert.Equal(201, (await gateway.ApiAsync(HttpMethod.Post, "/api/providers?probe=false", definition)).Status);
        await client.SetProviderExtraKeyAsync("mine", "b", new SetProviderKeyRequest { Key = "the-key-of-team-b" });
        await client.CreateAsync(new SaveDeploymentRequest { Name = "team-b", Provider = "mine", Model = "x", Key = "b" });
        // Keys stay with the address that they were given for.
        var moved = definition.Replace(gateway.One.Address.ToString(), gateway.Two.Address.ToString(), StringComparison.Ordinal).Replace("\"name\":\"mine\"", "\"revision\":1", StringComparison.Ordinal);
        var (status, json) = await gateway.ApiAsync(HttpMethod.Put, "/api/providers/mine?probe=false", moved);
        Assert.Equal((409, "extra_keys"), (status, json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(204, (await gateway.ApiAsync(HttpMethod.Delete, "/api/providers/mine")).Status);
        Assert.Contains("no provider 'mine'", (await client.DeploymentAsync("team-b")).Problem, StringComparison.Ordinal);
        Assert.Equal(201, (await gateway.ApiAsync(HttpMethod.Post, "/api/providers?probe=false", definition)).Status);
        Assert.Contains("no key 'b'", (await client.DeploymentAsync("team-b")).Problem, StringComparison.Ordinal);
        gateway.One.Answer = gateway.Taking(1);
        Assert.Equal("mine", (await gateway.RouteAsync(model: "mine/x")).Provider);
    }

    [Fact]
    public async Task A_key_that_may_use_a_providers_models_may_use_its_registered_deployments()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Client().CreateAsync(new SaveDeploymentRequest { Name = "elsewhere", Provider = "two", Model = "m" });
        var (_, key) = await gateway.ApiAsync(HttpMethod.Post, "/api/keys", """{"name":"k","role":"inference","allowedModels":["two/*"]}""");
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        using var answer = await gateway.ChatAsync(change: request => request.Headers.Authorization = new("Bearer", key.GetProperty("key").GetString()));
        Assert.Equal("two", answer.Headers.GetValues("x-hybridai-provider").Single());
    }

    [Fact]
    public async Task Models_are_listed_by_their_names_whatever_stands_for_them()
    {
        await using var gateway = await TestGateway.StartAsync();
        var before = await ModelsAsync(gateway);
        await gateway.Client().CreateAsync(new SaveDeploymentRequest { Name = "main", Provider = "one", Model = "m" });
        Assert.Equal(before, await ModelsAsync(gateway));
        Assert.Contains("m", before);
    }

    private static async Task<string[]> ModelsAsync(TestGateway gateway) =>
        [.. (await gateway.ApiAsync(HttpMethod.Get, "/v1/models")).Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];

    private static async Task<string[]> NamesAsync(TestGateway gateway) => [.. (await gateway.Client().DeploymentsAsync()).Data.Select(one => one.Name)];

    private static async Task<HybridAiApiException> FailsAsync(int status, string code, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(call);
        Assert.Equal((status, code), ((int)refused.Status, refused.Code));
        return refused;
    }
}
