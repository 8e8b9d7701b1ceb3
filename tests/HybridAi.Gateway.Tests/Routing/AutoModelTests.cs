using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Client.Deployments;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>Requests to auto models through the whole gateway: four models of two providers, of all prices and so of all qualities.</summary>
public sealed class AutoModelTests
{
    private const string Poem = "Write a short poem about the sea at night.";
    private const string Program = "Write a Python function that merges two sorted lists.";

    [Theory]
    [InlineData("code", "economy", "small", "auto; code, economy: cheapest of quality 0.55 and above")]
    [InlineData("code", "balanced", "m", "auto; code, balanced: cheapest of quality 0.75 and above")]
    [InlineData("code", null, "m", "auto; code, balanced: cheapest of quality 0.75 and above")]
    [InlineData("code", "best", "big", "auto; code, best: highest quality")]
    [InlineData("classification", "balanced", "small", "auto; classification, balanced: cheapest of quality 0.75 and above")]
    [InlineData("Creative", "balanced", "m", "auto; creative, balanced: cheapest of quality 0.75 and above")]
    public async Task The_callers_task_and_quality_decide(string task, string? quality, string model, string route)
    {
        await using var gateway = await StartAsync();
        using var answer = await SendAsync(gateway, "hello", $$"""{"task":"{{task}}"{{(quality is null ? "" : $",\"quality\":\"{quality}\"")}}}""");
        Assert.Equal((model, route), (Header(answer, "model"), Header(answer, "route")));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("auto", model, task, route), (record.RequestedModel, record.Model, record.Task, record.Route));
        var decision = Assert.Single(record.Decisions!);
        Assert.Equal("route", decision.Step);
        Assert.StartsWith($"Task {task.ToLowerInvariant()}, as its caller says; quality {quality ?? "balanced"}. First of 4: ", decision.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Poem, "creative")]
    [InlineData(Program, "code")]
    [InlineData("Übersetze ins Englische: Der Zug hat Verspätung.", "translation")]
    public async Task Without_a_label_the_classifier_says_what_it_is_for_and_that_is_recorded(string prompt, string task)
    {
        await using var gateway = await StartAsync();
        using var answer = await SendAsync(gateway, prompt);
        Assert.StartsWith($"auto; {task}, balanced", Header(answer, "route"), StringComparison.Ordinal);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(task, record.Task);
        Assert.Matches($"^Task {task}, as the classifier takes it \\([0-9]+ % sure\\); quality balanced\\.", Assert.Single(record.Decisions!).Text);
    }

    [Fact]
    public async Task A_label_of_the_callers_own_stays_and_the_classifier_decides()
    {
        await using var gateway = await StartAsync();
        using var answer = await SendAsync(gateway, Program, """{"task":"nightly-report"}""");
        Assert.StartsWith("auto; code,", Header(answer, "route"), StringComparison.Ordinal);
        Assert.Equal("nightly-report", (await gateway.Journal.NextAsync()).Task);
    }

    [Fact]
    public async Task Rules_go_by_what_a_request_is_taken_for_and_come_before_the_quality_of_models()
    {
        await using var gateway = await StartAsync();
        var (status, made) = await gateway.ApiAsync(
            HttpMethod.Post, "/api/routing/rules", """{"name":"programs","when":{"tasks":["code"]},"then":{"prefer":{"models":["small"]},"avoid":{"models":["big"]}}}""");
        Assert.True(status == 201, made.GetRawText());
        using (var program = await SendAsync(gateway, Program))
            Assert.Equal("small", Header(program, "model"));
        Assert.Contains((await gateway.Journal.NextAsync()).Decisions!, decision => decision.Step == "rule" && decision.Text.Contains("programs", StringComparison.Ordinal));
        using var poem = await SendAsync(gateway, Poem);
        Assert.Equal("m", Header(poem, "model"));
        Assert.DoesNotContain((await gateway.Journal.NextAsync()).Decisions!, decision => decision.Step == "rule");
    }

    [Fact]
    public async Task Other_names_are_not_classified()
    {
        await using var gateway = await StartAsync();
        using var answer = await SendAsync(gateway, Program, """{"quality":"best"}""", "both");
        Assert.Equal("ordered; first configured", Header(answer, "route"));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((null, null), (record.Task, record.Decisions));
    }

    [Fact]
    public async Task Quality_is_an_option_like_the_others()
    {
        await using var gateway = await StartAsync();
        using var both = await SendAsync(gateway, "hello", """{"task":"math","quality":"best"}""", change: request => request.Headers.Add("x-hybridai-quality", "economy"));
        Assert.Equal("big", Header(both, "model"));
        using var header = await SendAsync(gateway, "hello", """{"task":"math"}""", change: request => request.Headers.Add("x-hybridai-quality", "economy"));
        Assert.Equal("small", Header(header, "model"));
        using var wrong = await SendAsync(gateway, "hello", """{"quality":"superb"}""");
        var text = await wrong.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("economy, balanced, best", text, StringComparison.Ordinal);
        Assert.Contains("hybridai.quality", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_a_model_fails_the_next_best_one_answers()
    {
        await using var gateway = await StartAsync();
        var asked = new List<string>();
        gateway.One.Answer = gateway.Two.Answer = call =>
        {
            asked.Add(JsonElement.Parse(call.BodyText).GetProperty("model").GetString()!);
            return call.AnswerAsync(asked.Count < 4 ? 503 : 200, asked.Count < 4 ? Wire.Error("busy") : Wire.Answer);
        };
        using var answer = await SendAsync(gateway, "hello", """{"task":"code","quality":"best"}""");
        Assert.Equal(["big", "m", "m", "small"], asked);
        Assert.Equal(("small", "two", "4"), (Header(answer, "model"), Header(answer, "provider"), Header(answer, "attempts")));
    }

    [Fact]
    public async Task It_works_in_every_dialect_and_for_streams()
    {
        await using var gateway = await StartAsync();
        using var messages = await PostAsync(gateway, "/v1/messages", $$"""
            {"model":"auto","max_tokens":50,"system":"You are a poet.","messages":[{"role":"user","content":[{"type":"text","text":"{{Poem}}"}]}]}
            """);
        Assert.Equal((200, "m"), ((int)messages.StatusCode, Header(messages, "model")));
        Assert.StartsWith("auto; creative,", Header(messages, "route"), StringComparison.Ordinal);
        using var responses = await PostAsync(gateway, "/v1/responses", $$"""{"model":"auto","instructions":"Be brief.","input":"{{Program}}"}""");
        Assert.Equal((200, "m"), ((int)responses.StatusCode, Header(responses, "model")));
        Assert.StartsWith("auto; code,", Header(responses, "route"), StringComparison.Ordinal);

        gateway.One.Answer = async call =>
        {
            await call.StreamAsync();
            await call.EventAsync(Wire.Text("first"));
            await call.EventAsync(Wire.Finish);
            await call.EventAsync(Wire.Done);
            await call.EndAsync();
        };
        using var stream = await gateway.StreamAsync(""","hybridai":{"task":"math"}""", model: "auto");
        Assert.StartsWith("auto; math,", Header(stream, "route"), StringComparison.Ordinal);
        Assert.Contains("first", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_may_use_auto_may_use_what_it_picks_and_others_what_they_are_allowed()
    {
        await using var gateway = await StartAsync();
        Assert.Equal("big", await PickedAsync("auto"));
        Assert.Equal("m", await PickedAsync("two/*"));
        Assert.Equal("small", await PickedAsync("small"));
        Assert.Null(await PickedAsync("something-else"));

        async Task<string?> PickedAsync(string allowed)
        {
            var (_, key) = await gateway.ApiAsync(HttpMethod.Post, "/api/keys", $$"""{"name":"k","role":"inference","allowedModels":["{{allowed}}"]}""");
            var bearer = new AuthenticationHeaderValue("Bearer", key.GetProperty("key").GetString());
            using var answer = await SendAsync(gateway, "hello", """{"task":"code","quality":"best"}""", change: request => request.Headers.Authorization = bearer);
            Assert.Equal(allowed == "something-else" ? 403 : 200, (int)answer.StatusCode);
            using var listing = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { Authorization = bearer } };
            using var listed = await gateway.Http.SendAsync(listing);
            Assert.Equal(answer.IsSuccessStatusCode, (await listed.Content.ReadAsStringAsync()).Contains("\"id\":\"auto\"", StringComparison.Ordinal));
            return answer.IsSuccessStatusCode ? Header(answer, "model") : null;
        }
    }

    [Fact]
    public async Task It_is_listed_among_the_models()
    {
        await using var gateway = await StartAsync();
        var (_, models) = await gateway.ApiAsync(HttpMethod.Get, "/v1/models");
        var auto = models.GetProperty("data").EnumerateArray().Single(model => model.GetProperty("id").GetString() == "auto");
        Assert.Equal("hybridai", auto.GetProperty("owned_by").GetString());
        Assert.Equal(["one/m", "one/big", "two/m", "two/small"], auto.GetProperty("hybridai").GetProperty("deployments").EnumerateArray().Select(name => name.GetString()));
        var (status, single) = await gateway.ApiAsync(HttpMethod.Get, "/v1/models/auto");
        Assert.Equal((200, "auto"), (status, single.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task It_is_for_chats_only()
    {
        await using var gateway = await StartAsync();
        using var embeddings = await PostAsync(gateway, "/v1/embeddings", """{"model":"auto","input":"x"}""");
        Assert.Equal(400, (int)embeddings.StatusCode);
        Assert.Contains("makes no embeddings", await embeddings.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_drained_is_not_picked_and_an_administrators_quality_counts()
    {
        await using var gateway = await StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(new SaveDeploymentRequest { Name = "big-one", Provider = "one", Model = "big", State = "draining" });
        await client.CreateAsync(new SaveDeploymentRequest { Name = "small-two", Provider = "two", Model = "small", Quality = 0.99 });
        using var answer = await SendAsync(gateway, "hello", """{"task":"code","quality":"best"}""");
        Assert.Equal("small", Header(answer, "model"));
        Assert.Equal(["one/m", "two/m", "two/small"], (await client.AutoModelAsync("auto")).Candidates.Select(candidate => candidate.Model));
    }

    [Fact]
    public async Task An_alias_of_that_name_goes_first()
    {
        await using var gateway = await StartAsync(("Aliases:auto", "two/small"));
        using var answer = await SendAsync(gateway, Program);
        Assert.Equal(("small", "ordered; only deployment"), (Header(answer, "model"), Header(answer, "route")));
        Assert.Empty((await gateway.Client().AutoModelsAsync()).Data);
    }

    internal static async Task<TestGateway> StartAsync(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Routing:Exploration"] = "0",
            ["Providers:one:Models:1:Id"] = "big", ["Providers:one:Models:1:InputPerMillion"] = "20", ["Providers:one:Models:1:OutputPerMillion"] = "60",
            ["Providers:two:Models:1:Id"] = "small", ["Providers:two:Models:1:InputPerMillion"] = "0.1", ["Providers:two:Models:1:OutputPerMillion"] = "0.4",
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        var gateway = await TestGateway.StartAsync(settings);
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(5);
        return gateway;
    }

    internal static async Task<HttpResponseMessage> SendAsync(
        TestGateway gateway, string prompt, string options = "{}", string model = "auto", Action<HttpRequestMessage>? change = null) =>
        await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}],"hybridai":{{options}}}""", change);

    internal static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues($"x-hybridai-{name}", out var values) ? values.Single() : $"none: {answer.StatusCode}";

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string path, string json) =>
        gateway.Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
}
