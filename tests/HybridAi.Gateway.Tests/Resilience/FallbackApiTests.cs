using System.Text.Json;
using HybridAi.Client.Resilience;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Management;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class FallbackApiTests : IAsyncLifetime
{
    private const string Path = "/api/routing/fallbacks";
    private readonly ManagementServer _server = new();
    private string _model = null!, _other = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        var models = JsonElement.Parse((await _server.SendAsync(HttpMethod.Get, "/v1/models", null, _server.Secret(Role.Administrator))).Text).GetProperty("data").EnumerateArray()
            .Select(model => model.GetProperty("id").GetString()!).Where(id => id.StartsWith("openai/", StringComparison.Ordinal)).Take(2).ToArray();
        (_model, _other) = (models[0], models[1]);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Rules_are_created_read_replaced_and_deleted()
    {
        var admin = _server.Client(Role.Administrator);
        var chain = await admin.CreateAsync(new SaveFallbackRequest { Name = "long", Model = _model, On = [FallbackTriggerNames.ContextWindow], Targets = [_other] });
        Assert.Equal(("long", true, _model, 1L, null), (chain.Name, chain.Enabled, chain.Model, chain.Revision, chain.Action));
        var when = new FallbackConditionDocument { Metric = "p95", Threshold = 900, Recovery = 500, Window = "30s", Cooldown = "5m", LeastCalls = 7 };
        var rule = await admin.CreateAsync(new SaveFallbackRequest { Name = "slow", Model = "*", When = when, Action = "deprioritize", Enabled = false });
        Assert.Equal((when, "deprioritize", false), (rule.When, rule.Action, rule.Enabled));
        var viewer = _server.Client(Role.Viewer);
        Assert.Equal(["long", "slow"], (await viewer.FallbacksAsync()).Data.Select(one => one.Name));
        Assert.Equal(when, (await viewer.FallbackAsync("slow")).When);

        var replaced = await admin.ReplaceFallbackAsync("long", new SaveFallbackRequest { Revision = 1, Model = _model, On = ["any"], Targets = [_other] });
        Assert.Equal((2L, "any"), (replaced.Revision, Assert.Single(replaced.On!)));
        await admin.DeleteFallbackAsync("slow", 1);
        Assert.Equal(2, (await viewer.FallbacksAsync()).Data.Single().Revision);
        Assert.Equal(["fallback.create", "fallback.create", "fallback.delete", "fallback.update"], (await _server.AuditAsync("fallback.")).Select(entry => entry.Action).Order());
        Assert.Empty((await viewer.FallbackEventsAsync()).Data);
        Assert.Empty((await viewer.BreakersAsync()).Data);
        Assert.All((await viewer.ProvidersAsync()).Data, provider => Assert.Null(provider.Reliability));
    }

    [Theory]
    [InlineData("""{"name":"a","on":["error"],"targets":["OTHER"]}""", "model")]
    [InlineData("""{"name":"a","model":"nobody/x","on":["error"],"targets":["OTHER"]}""", "model")]
    [InlineData("""{"name":"a","model":"MODEL"}""", "on")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error"],"targets":["OTHER"],"when":{"metric":"health"},"action":"alert"}""", "when")]
    [InlineData("""{"name":"a","model":"MODEL","on":[],"targets":["OTHER"]}""", "on")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error","sometimes"],"targets":["OTHER"]}""", "on[1]")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error","error"],"targets":["OTHER"]}""", "on[1]")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error"]}""", "targets")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error"],"targets":["OTHER","nobody"]}""", "targets[1]")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error"],"targets":["MODEL"]}""", "targets[0]")]
    [InlineData("""{"name":"a","model":"MODEL","on":["error"],"targets":["OTHER"],"action":"switch"}""", "action")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"mood","threshold":1},"action":"alert"}""", "when.metric")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"error-rate"},"action":"alert"}""", "when.threshold")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"error-rate","threshold":0},"action":"alert"}""", "when.threshold")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"error-rate","threshold":1.5},"action":"alert"}""", "when.threshold")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"error-rate","threshold":0.2,"recovery":0.3},"action":"alert"}""", "when.recovery")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"limit-left","threshold":0.2,"recovery":0.1},"action":"alert"}""", "when.recovery")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"health","threshold":1},"action":"alert"}""", "when.threshold")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"health","window":"1y"},"action":"alert"}""", "when.window")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"health","cooldown":"0s"},"action":"alert"}""", "when.cooldown")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"p95","threshold":100,"leastCalls":0},"action":"alert"}""", "when.leastCalls")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"health"}}""", "action")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"health"},"action":"switch"}""", "targets")]
    [InlineData("""{"name":"a","model":"MODEL","when":{"metric":"health"},"action":"disable","targets":["OTHER"]}""", "targets")]
    [InlineData("""{"name":"a","model":"MODEL","when":7,"action":"disable"}""", "when")]
    [InlineData("""{"name":"A b","model":"MODEL","on":["error"],"targets":["OTHER"]}""", "name")]
    public async Task What_is_wrong_is_refused_by_its_field(string json, string param)
    {
        var answer = await _server.AsAdministratorAsync(HttpMethod.Post, Path, json.Replace("MODEL", _model, StringComparison.Ordinal).Replace("OTHER", _other, StringComparison.Ordinal));
        Assert.Equal(400, answer.Status);
        Assert.Equal(param, JsonElement.Parse(answer.Text).GetProperty("error").GetProperty("param").GetString());
        Assert.Empty((await _server.Client(Role.Viewer).FallbacksAsync()).Data);
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once_and_the_old_rule_stays()
    {
        var admin = _server.Client(Role.Administrator);
        await admin.CreateAsync(new SaveFallbackRequest { Name = "a", Model = _model, On = ["error"], Targets = [_other] });
        var wrong = await _server.AsAdministratorAsync(HttpMethod.Put, Path + "/a", """{"revision":1,"model":"nobody","on":["x"],"targets":[],"action":"jump"}""");
        var message = JsonElement.Parse(wrong.Text).GetProperty("error").GetProperty("message").GetString();
        foreach (var field in new[] { "'model'", "'on[0]'", "'targets'", "'action'" })
            Assert.Contains(field, message);
        Assert.Equal((1L, _model), ((await admin.FallbackAsync("a")).Revision, (await admin.FallbackAsync("a")).Model));
    }

    [Fact]
    public async Task Rules_for_the_same_are_refused()
    {
        var admin = _server.Client(Role.Administrator);
        await admin.CreateAsync(new SaveFallbackRequest { Name = "a", Model = _model, On = ["error", "timeout"], Targets = [_other] });
        var overlapping = await _server.AsAdministratorAsync(HttpMethod.Post, Path, JsonSerializer.Serialize(new { name = "b", model = _model, on = new[] { "timeout", "overload" }, targets = new[] { _other } }));
        Assert.Equal(400, overlapping.Status);
        Assert.Contains("overlaps with the rule 'a'", overlapping.Text);
        await admin.CreateAsync(new SaveFallbackRequest { Name = "b", Model = _model, On = ["overload"], Targets = [_other] });
        await admin.CreateAsync(new SaveFallbackRequest { Name = "c", Model = "*", On = ["error"], Targets = [_other] });
    }

    [Fact]
    public async Task Only_administrators_of_the_installation_change_them_and_only_it_reads_them()
    {
        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Post, Path, "{}", _server.Secret(Role.Operator))).Status);
        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Get, Path, null, _server.Secret(Role.Administrator, ManagementServer.Other))).Status);
        Assert.Equal(400, (await _server.SendAsync(HttpMethod.Get, "/api/routing/fallback-events?kind=odd", null, _server.Secret(Role.Viewer))).Status);
    }
}
