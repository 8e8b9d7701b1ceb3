using System.Text.Json.Nodes;
using HybridAi.Client.Providers;
using HybridAi.Core.Tenancy;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

public sealed class ProviderDefinitionTests : DefinitionTest
{
    [Fact]
    public async Task A_defined_provider_is_tried_saved_and_serves_with_its_renames_drops_headers_and_prices()
    {
        var bodies = new List<JsonNode>();
        Upstream.Answer = call =>
        {
            bodies.Add(JsonNode.Parse(call.BodyText)!);
            Assert.Contains("x-key: secret", call.Head);
            Assert.Contains("X-Extra: 1", call.Head);
            return call.AnswerAsync(200, Answer);
        };
        var admin = Server.Client(Role.Administrator);
        var created = await admin.CreateAsync(Definition());
        Assert.Equal(("mine", 1L, true, true), (created.Name, created.Revision, created.HasKey, created.Probe!.Ok));
        Assert.Equal(("m1", 200), (created.Probe.Model, created.Probe.Status));

        var answer = await Server.AsAdministratorAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"mine/m1","messages":[{"role":"user","content":"x"}],"seed":3,"user":"u"}""");
        Assert.Equal(200, answer.Status);
        Assert.Equal(2, bodies.Count);
        Assert.Equal(3, (int)bodies[1]["random_seed"]!);
        Assert.Null(bodies[1]["seed"]);
        Assert.Null(bodies[1]["user"]);
        var read = await admin.ProviderAsync("MINE");
        Assert.Equal(created with { Probe = null }, read with { Headers = created.Headers, Rename = created.Rename, Drop = created.Drop, Models = created.Models });
        Assert.Equal(0.5m, Assert.Single(read.Models!).InputPerMillion);
        Assert.Contains(("mine", "api"), (await admin.ProvidersAsync()).Data.Select(provider => (provider.Name, provider.KeySource)));
        Assert.DoesNotContain("secret", (await Server.AsAdministratorAsync(HttpMethod.Get, "/api/providers/mine")).Text);
    }

    [Fact]
    public async Task What_does_not_answer_is_not_saved_unless_the_caller_insists()
    {
        Upstream.Answer = call => call.AnswerAsync(401, """{"error":{"message":"bad key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""");
        var admin = Server.Client(Role.Administrator);
        var failure = await AssertFailsAsync(400, "probe_failed", () => admin.CreateAsync(Definition()));
        Assert.Contains("it answered 401: bad key", failure.Message);
        await AssertFailsAsync(404, "not_found", () => admin.ProviderAsync("mine"));
        var saved = await admin.CreateAsync(Definition(), probe: false);
        Assert.Contains("not tried", saved.Probe!.Message);
        Assert.Null(saved.Probe.Ok);
    }

    [Fact]
    public async Task A_private_address_is_only_called_when_the_definition_allows_it()
    {
        Upstream.Answer = call => call.AnswerAsync(200, Answer);
        var admin = Server.Client(Role.Administrator);
        await AssertFailsAsync(400, "probe_failed", () => admin.CreateAsync(Definition() with { AllowPrivateNetwork = false }));
        Assert.Equal(0, Upstream.Count);
        await admin.CreateAsync(Definition());
        Assert.Equal(1, Upstream.Count);
    }

    [Fact]
    public async Task A_definition_is_replaced_and_deleted_by_revision_and_each_change_is_audited_without_the_key()
    {
        Upstream.Answer = call => call.AnswerAsync(200, Answer);
        var admin = Server.Client(Role.Administrator);
        await admin.CreateAsync(Definition());
        await AssertFailsAsync(409, "duplicate", () => admin.CreateAsync(Definition()));
        await AssertFailsAsync(400, "missing_revision", () => admin.ReplaceProviderAsync("mine", Definition() with { Name = null }));
        var replaced = await admin.ReplaceProviderAsync("mine", Definition() with { Name = null, Key = null, Revision = 1, Region = "eu" });
        Assert.Equal((2L, "eu", true), (replaced.Revision, replaced.Region, replaced.HasKey));
        await AssertFailsAsync(409, "stale_revision", () => admin.ReplaceProviderAsync("mine", Definition() with { Name = null, Revision = 1 }));
        await AssertFailsAsync(409, "stale_revision", () => admin.DeleteProviderAsync("mine", 1));
        await admin.DeleteProviderAsync("mine", 2);
        await AssertFailsAsync(404, "not_found", () => admin.ProviderAsync("mine"));
        Assert.Equal(404, (await Server.AsAdministratorAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"mine/m1","messages":[]}""")).Status);
        var entries = await Server.AuditAsync("provider.");
        // The test's clock stands still, so that their order is open.
        Assert.Equal(["provider.create", "provider.delete", "provider.update"], entries.Select(entry => entry.Action).Order());
        Assert.All(entries, entry => Assert.DoesNotContain("secret", entry.Before + entry.After));
    }

    [Fact]
    public async Task Only_administrators_of_the_installation_define_providers()
    {
        await AssertFailsAsync(403, "insufficient_role", () => Server.Client(Role.Operator).CreateAsync(Definition()));
        await AssertFailsAsync(403, "insufficient_role", () => Server.Client(Role.Administrator, ManagementServer.Other).CreateAsync(Definition()));
    }

    [Fact]
    public async Task Models_have_every_price_that_there_is()
    {
        var models = new[]
        {
            new ModelDefinitionDocument { Id = "tokens", Kind = "chat", InputPerMillion = 1, OutputPerMillion = 2, CachedInputPerMillion = 0.5m, CacheWritePerMillion = 1.25m, ReasoningPerMillion = 3 },
            new ModelDefinitionDocument { Id = "ranks", Kind = "rerank", SearchPerThousand = 2 },
            new ModelDefinitionDocument { Id = "hears", Kind = "transcription", PerMinute = 0.006m },
            new ModelDefinitionDocument { Id = "speaks", Kind = "speech", PerMillionCharacters = 15 },
            new ModelDefinitionDocument { Id = "paints", Kind = "image", PerImage = 0.04m },
        };
        await Server.Client(Role.Administrator).CreateAsync(Definition() with { Models = models }, probe: false);
        var read = (await Server.Client(Role.Administrator).ProviderAsync("mine")).Models!;
        Assert.Equal(models.Select(Prices), read.Select(Prices));

        Upstream.Answer = call => call.AnswerAsync(200, """{"created":1,"data":[{"url":"https://example.com/1.png"},{"url":"https://example.com/2.png"}]}""");
        var answer = await Server.AsAdministratorAsync(HttpMethod.Post, "/v1/images/generations", """{"model":"mine/paints","prompt":"x","n":2}""");
        Assert.Equal(200, answer.Status);
        var record = Assert.Single((await Server.Client(Role.Administrator).UsageAsync()).Data);
        Assert.Equal(0.08m, record.CostUsd);

        static object Prices(ModelDefinitionDocument model) => (
            model.Id, model.Kind, model.InputPerMillion, model.OutputPerMillion, model.CachedInputPerMillion, model.CacheWritePerMillion, model.ReasoningPerMillion,
            model.SearchPerThousand, model.PerMinute, model.PerMillionCharacters, model.PerImage);
    }

    [Fact]
    public async Task Models_are_listed_with_what_they_are_for()
    {
        string[] kinds = ["chat", "embedding", "rerank", "transcription", "speech", "image"];
        await Server.Client(Role.Administrator).CreateAsync(
            Definition() with { Models = [.. kinds.Select(kind => new ModelDefinitionDocument { Id = "a-model-for-" + kind, Kind = kind })] }, probe: false);
        var list = (await Server.AsAdministratorAsync(HttpMethod.Get, "/v1/models", null)).Json.GetProperty("data").EnumerateArray();
        Assert.Equal(
            kinds.Select(kind => ("a-model-for-" + kind, kind)),
            list.Where(model => model.GetProperty("owned_by").GetString() == "mine")
                .Select(model => (model.GetProperty("id").GetString()!, model.GetProperty("hybridai").GetProperty("kind").GetString()!)));
    }

    [Theory]
    [InlineData("""{"baseUrl":"https://e.com"}""", "name")]
    [InlineData("""{"name":"A b","baseUrl":"https://e.com"}""", "name")]
    [InlineData("""{"name":"a"}""", "baseUrl")]
    [InlineData("""{"name":"a","baseUrl":"ftp://e.com"}""", "baseUrl")]
    [InlineData("""{"name":"a","baseUrl":"https://u:p@e.com"}""", "baseUrl")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","format":"soap"}""", "format")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","profile":"nobody"}""", "profile")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","chatPath":"https://evil.com/x"}""", "chatPath")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","chatPath":"/x"}""", "chatPath")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","chatPath":"a/../../x"}""", "chatPath")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","headers":{"Authorization":"x"}}""", "headers.Authorization")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","headers":{"X-A":"a\nb"}}""", "headers.X-A")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","rename":{"model":"m"}}""", "rename.model")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","drop":["messages"]}""", "drop")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":""}]}""", "models[0].id")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x"},{"id":"x"}]}""", "models[1].id")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x","kind":"7"}]}""", "models[0].kind")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x","inputPerMillion":-1}]}""", "models[0].inputPerMillion")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x","cachedInputPerMillion":1}]}""", "models[0].inputPerMillion")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x","perImage":1,"reasoningPerMillion":1}]}""", "models[0].inputPerMillion")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x","perImage":-1}]}""", "models[0].perImage")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":[{"id":"x","perMinute":1000001}]}""", "models[0].perMinute")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","order":-1}""", "order")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","key":"a b"}""", "key")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com"}""", "key")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","models":3}""", "models")]
    [InlineData("""{"name":"a","baseUrl":"https://e.com","nonsense":3}""", "nonsense")]
    public async Task A_wrong_definition_is_refused_with_the_field_at_fault(string json, string param)
    {
        var answer = await Server.AsAdministratorAsync(HttpMethod.Post, "/api/providers", json);
        Assert.Equal(400, answer.Status);
        Assert.Equal(param, (string?)JsonNode.Parse(answer.Text)!["error"]!["param"]);
    }
}
