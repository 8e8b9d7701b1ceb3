using System.Text.Json.Nodes;
using HybridAi.Client.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>Keys and header values of providers are shown to nobody and go nowhere but where they were given for.</summary>
public sealed class ProviderSecretTests : DefinitionTest
{
    private const string Masked = "********";
    private readonly List<string> _heads = [];

    [Fact]
    public async Task Header_values_are_shown_to_nobody()
    {
        AnswerAll();
        var answers = new List<string>();
        var body = """{"name":"mine","baseUrl":"ADDRESS","key":"secret","allowPrivateNetwork":true,"headers":{"X-Auth-Token":"tok-123"},"models":[{"id":"m1"}]}"""
            .Replace("ADDRESS", Upstream.Address.ToString(), StringComparison.Ordinal);
        answers.Add((await Server.AsAdministratorAsync(HttpMethod.Post, "/api/providers", body)).Text);
        answers.Add((await Server.AsAdministratorAsync(HttpMethod.Put, "/api/providers/mine?revision=1", body.Replace("tok-123", "tok-124", StringComparison.Ordinal))).Text);
        answers.Add((await Server.SendAsync(HttpMethod.Get, "/api/providers/mine", null, Server.Secret(Role.Viewer, ManagementServer.Other))).Text);
        answers.Add((await Server.AsAdministratorAsync(HttpMethod.Get, "/api/providers/mine")).Text);
        Assert.All(answers, answer => Assert.Equal(Masked, (string?)JsonNode.Parse(answer)!["headers"]!["X-Auth-Token"]));
        await Server.Client(Role.Administrator).DeleteProviderAsync("mine");
        answers.Add((await Server.AsAdministratorAsync(HttpMethod.Get, "/api/audit?limit=1000")).Text);
        answers.AddRange((await Server.AuditAsync()).Select(entry => entry.Before + entry.After));
        Assert.All(answers, answer => Assert.DoesNotContain("tok-12", answer));
        Assert.Equal(2, _heads.Count);
        Assert.Contains("X-Auth-Token: tok-124", _heads[1]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(400)]
    public async Task A_provider_that_repeats_its_key_and_headers_tells_nobody(int status)
    {
        Upstream.Answer = call => call.AnswerAsync(
            status, """{"error":{"message":"bad key sk-SECRET1 (SK-secret1), hdr HDRSECRET","type":"HDRSECRET","param":"sk-SECRET1","code":"c"}}""");
        var definition = Definition() with { Key = "sk-SECRET1", AuthHeader = null, Headers = Headers(("X-Tenant", "Token HDRSECRET"), ("X-Flag", "c")) };
        var admin = Server.Client(Role.Administrator);
        var failure = await AssertFailsAsync(400, "probe_failed", () => admin.CreateAsync(definition));
        Assert.Contains($"it answered {status}: bad key *** (***), hdr ***. Mend", failure.Message);
        await admin.CreateAsync(definition, probe: false);
        var answer = await Server.AsAdministratorAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"mine/m1","messages":[{"role":"user","content":"x"}]}""");
        Assert.Equal(2, Upstream.Count);
        Assert.DoesNotContain("SECRET", answer.Text, StringComparison.OrdinalIgnoreCase);
        if (status == 400)
            Assert.Equal("bad key *** (***), hdr ***", answer.Message);
    }

    [Fact]
    public async Task A_mask_that_is_sent_back_keeps_the_value_a_new_value_replaces_it_and_one_left_out_is_gone()
    {
        AnswerAll();
        var admin = Server.Client(Role.Administrator);
        var created = await admin.CreateAsync(Definition() with { Headers = Headers(("X-A", "a1"), ("X-B", "b1"), ("X-C", "c1")) });
        Assert.Equal(Headers(("X-A", Masked), ("X-B", Masked), ("X-C", Masked)), created.Headers);
        var replaced = await admin.ReplaceProviderAsync("mine", Change(1) with { Headers = Headers(("x-a", Masked), ("X-B", "b2")) });
        Assert.Equal(Headers(("x-a", Masked), ("X-B", Masked)), replaced.Headers);
        Assert.Equal(200, (await Server.AsAdministratorAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"mine/m1","messages":[{"role":"user","content":"x"}]}""")).Status);
        Assert.Equal(3, _heads.Count);
        foreach (var head in _heads[1..])
        {
            Assert.Contains("x-a: a1", head);
            Assert.Contains("X-B: b2", head);
            Assert.DoesNotContain("c1", head);
            Assert.Contains("x-key: secret", head);
        }
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Content-Length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("connection")]
    [InlineData("Content-Type")]
    [InlineData("Content-Encoding")]
    [InlineData("Expect")]
    [InlineData("Upgrade")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Keep-Alive")]
    [InlineData("Proxy-Connection")]
    [InlineData("Expires")]
    public async Task A_header_of_the_transport_is_refused(string name)
    {
        AnswerAll();
        var admin = Server.Client(Role.Administrator);
        var failure = await AssertFailsAsync(400, "invalid_value", () => admin.CreateAsync(Definition() with { Headers = Headers((name, "1")) }));
        Assert.Equal($"headers.{name}", failure.Param);
        failure = await AssertFailsAsync(400, "invalid_value", () => admin.CreateAsync(Definition() with { AuthHeader = name }));
        Assert.Equal("authHeader", failure.Param);
        Assert.Empty(_heads);
    }

    [Fact]
    public async Task Headers_that_differ_in_case_alone_are_refused_and_can_be_mended_where_they_are_stored()
    {
        AnswerAll();
        var admin = Server.Client(Role.Administrator);
        var twice = Headers(("X-A", "a1"), ("x-a", "a2"));
        var failure = await AssertFailsAsync(400, "invalid_value", () => admin.CreateAsync(Definition() with { Headers = twice }));
        Assert.Equal("headers.x-a", failure.Param);
        await admin.CreateAsync(Definition());
        failure = await AssertFailsAsync(400, "invalid_value", () => admin.ReplaceProviderAsync("mine", Change(1) with { Headers = twice }));
        Assert.Equal("headers.x-a", failure.Param);

        var stored = Assert.Single(await Server.Storage.Providers.AllAsync(default));
        var entry = (await Server.AuditAsync())[^1] with { Id = Guid.CreateVersion7() };
        Assert.Equal(WriteResult.Done, await Server.Storage.Providers.SaveAsync(stored with { Revision = 2, Headers = twice }, null, entry, default));
        await admin.ReplaceProviderAsync("mine", Change(2) with { Headers = Headers(("X-A", Masked)) });
        Assert.Contains("X-A: a2", _heads[^1]);
    }

    [Fact]
    public async Task A_mask_where_no_value_is_stored_is_refused()
    {
        AnswerAll();
        var admin = Server.Client(Role.Administrator);
        var failure = await AssertFailsAsync(400, "invalid_value", () => admin.CreateAsync(Definition() with { Headers = Headers(("X-A", Masked)) }));
        Assert.Equal("headers.X-A", failure.Param);
        await admin.CreateAsync(Definition());
        failure = await AssertFailsAsync(400, "invalid_value", () => admin.ReplaceProviderAsync("mine", Change(1) with { Headers = Headers(("X-New", Masked)) }));
        Assert.Equal("headers.X-New", failure.Param);
        Assert.Single(_heads);
    }

    [Theory]
    [InlineData("""{"baseUrl":"OTHER"}""")]
    [InlineData("""{"baseUrl":"HERE/elsewhere"}""")]
    [InlineData("""{"authHeader":"x-other"}""")]
    [InlineData("""{"authHeader":null}""")]
    [InlineData("""{"chatPath":"tenant/chat"}""")]
    [InlineData("""{"chatStreamPath":"tenant/stream"}""")]
    [InlineData("""{"embeddingsPath":"tenant/embeddings"}""")]
    [InlineData("""{"profile":"mistral"}""")]
    [InlineData("""{"format":"anthropic"}""")]
    public async Task A_stored_key_and_stored_headers_do_not_follow_a_change_of_where_or_how_they_are_sent(string change)
    {
        AnswerAll();
        await using var other = new FakeUpstream { Answer = call => call.AnswerAsync(200, Answer) };
        await Server.Client(Role.Administrator).CreateAsync(Definition() with { Headers = Headers(("X-A", "a1")) });
        var changes = JsonNode.Parse(change.Replace("OTHER", other.Address.ToString(), StringComparison.Ordinal).Replace("HERE", Upstream.Address.ToString(), StringComparison.Ordinal))!.AsObject();

        foreach (var (key, header, probe, param) in new[]
        {
            (null, null, "", "key"), (null, null, "&probe=false", "key"), (null, "a2", "", "key"),
            ("secret", Masked, "", "headers.X-A"), ("secret", Masked, "&probe=false", "headers.X-A"),
        })
        {
            var answer = await Server.AsAdministratorAsync(HttpMethod.Put, $"/api/providers/mine?revision=1{probe}", Body(key, header, keyOptional: false));
            Assert.Equal((400, param), (answer.Status, answer.Param));
            Assert.Contains("again", answer.Message);
        }

        var optional = await Server.AsAdministratorAsync(HttpMethod.Put, "/api/providers/mine?revision=1&probe=false", Body(null, null, keyOptional: true));
        Assert.Equal((400, "key"), (optional.Status, optional.Param));
        Assert.Equal((1, 0), (Upstream.Count, other.Count));
        Assert.Equal("secret", (await Server.ProviderKeys.AllAsync(default))["mine"].Reveal());

        var given = await Server.AsAdministratorAsync(HttpMethod.Put, "/api/providers/mine?revision=1&probe=false", Body("secret-2", "a2", keyOptional: false));
        Assert.Equal(200, given.Status);
        Assert.Equal("secret-2", (await Server.ProviderKeys.AllAsync(default))["mine"].Reveal());

        string Body(string? key, string? header, bool keyOptional)
        {
            var body = new JsonObject { ["baseUrl"] = Upstream.Address.ToString(), ["authHeader"] = "x-key", ["allowPrivateNetwork"] = true, ["keyOptional"] = keyOptional };
            body["models"] = JsonNode.Parse("""[{"id":"m1"}]""");
            foreach (var (name, value) in changes)
                body[name] = value?.DeepClone();
            body["key"] = key;
            body["headers"] = header is null ? null : new JsonObject { ["X-A"] = header };
            return body.ToJsonString();
        }
    }

    [Fact]
    public async Task The_same_place_in_other_words_keeps_what_is_stored()
    {
        AnswerAll();
        var admin = Server.Client(Role.Administrator);
        await admin.CreateAsync(Definition() with { Headers = Headers(("X-A", "a1")) });
        var replaced = await admin.ReplaceProviderAsync("mine", Change(1) with
        {
            BaseUrl = Upstream.Address.ToString().Replace("http:", "HTTP:", StringComparison.Ordinal) + "/", AuthHeader = "X-Key", Format = "openai",
            ChatPath = "chat/completions", Headers = Headers(("X-A", Masked)), Region = "eu",
        });
        Assert.True(replaced.Probe!.Ok);
        Assert.Contains("X-Key: secret", _heads[1]);
        Assert.Contains("X-A: a1", _heads[1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_was_stored_for_a_built_in_provider_does_not_follow_a_definition_of_its_name(bool keyOptional)
    {
        AnswerAll();
        var admin = Server.Client(Role.Administrator);
        await admin.SetProviderKeyAsync("mistral", new SetProviderKeyRequest { Key = "real-key" });
        foreach (var probe in new[] { true, false })
        {
            var failure = await AssertFailsAsync(
                400, "invalid_value", () => admin.CreateAsync(Definition() with { Name = "mistral", Key = null, KeyOptional = keyOptional }, probe));
            Assert.Equal("key", failure.Param);
        }

        Assert.Empty(_heads);
        await admin.CreateAsync(Definition() with { Name = "mistral", Key = "mine" });
        Assert.Contains("x-key: mine", Assert.Single(_heads));
    }

    [Theory]
    [InlineData(" //127.0.0.1:PORT/x")]
    [InlineData("\t//127.0.0.1:PORT/x")]
    [InlineData("http:127.0.0.1:PORT/x")]
    [InlineData("http:/127.0.0.1:PORT/x")]
    [InlineData("%2e%2e/x")]
    [InlineData("a/%2E./x")]
    [InlineData("{model}://127.0.0.1:PORT/x")]
    public async Task A_path_does_not_lead_away_from_the_address(string path)
    {
        AnswerAll();
        await using var other = new FakeUpstream { Answer = call => call.AnswerAsync(200, Answer) };
        var spelled = path.Replace("PORT", $"{other.Address.Port}", StringComparison.Ordinal);
        var failure = await AssertFailsAsync(400, "invalid_value", () => Server.Client(Role.Administrator).CreateAsync(Definition() with { ChatPath = spelled }));
        Assert.Equal("chatPath", failure.Param);
        Assert.Equal((0, 0), (Upstream.Count, other.Count));
    }

    private SaveProviderRequest Change(long revision) => Definition() with { Name = null, Key = null, Revision = revision };

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToDictionary(header => header.Name, header => header.Value);

    private void AnswerAll() => Upstream.Answer = call =>
    {
        _heads.Add(call.Head);
        return call.AnswerAsync(200, Answer);
    };
}
