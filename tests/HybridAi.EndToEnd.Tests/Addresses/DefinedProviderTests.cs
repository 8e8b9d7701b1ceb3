using System.Text;
using HybridAi.Client.Errors;
using HybridAi.Client.Providers;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Addresses;

/// <summary>A provider that was defined over the API: what of it is kept, and where its secrets are seen.</summary>
public sealed class DefinedProviderTests
{
    private const string Completion =
        """{"id":"c1","object":"chat.completion","created":1,"model":"any","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    [Fact]
    [Trait("Topology", "own")]
    public async Task Its_key_and_headers_survive_a_restart_and_are_seen_by_the_provider_alone()
    {
        await using var server = new CannedServer(CannedServer.Answer("200 OK", Completion));
        using var data = new TemporaryDirectory();
        await using (var gateway = await StandaloneServer.StartAsync(data.Path, []))
            Assert.True((await gateway.Api.CreateAsync(Definition(server))).Probe!.Ok);

        await using (var gateway = await StandaloneServer.StartAsync(data.Path, []))
        {
            using var answer = await gateway.Http.PostAsync(
                "v1/chat/completions", new StringContent("""{"model":"acme/any","messages":[{"role":"user","content":"x"}]}""", Encoding.UTF8, "application/json"));
            Assert.Equal(200, (int)answer.StatusCode);
            foreach (var path in new[] { "api/providers/acme", "api/providers", "api/audit" })
                AssertNoSecret(await gateway.Http.GetStringAsync(path));
            AssertNoSecret(gateway.Process.Output);
        }

        Assert.Equal(2, server.Heads.Count);
        Assert.All(server.Heads, head => Assert.Subset(head.Split("\r\n").ToHashSet(), new HashSet<string> { "Authorization: Bearer key-of-acme", "X-Auth-Token: token-of-acme" }));
        foreach (var file in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
            AssertNoSecret(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
    }

    [Fact]
    public async Task Its_secrets_do_not_follow_it_to_another_address()
    {
        await using var server = new CannedServer(CannedServer.Answer("200 OK", Completion));
        await using var other = new CannedServer(CannedServer.Answer("200 OK", Completion));
        using var data = new TemporaryDirectory();
        await using var gateway = await Product.StartAsync(data.Path, []);
        await gateway.Api.CreateAsync(Definition(server));
        var moved = Definition(other) with { Name = null, Key = null, Revision = 1 };
        foreach (var probe in new[] { true, false })
        {
            var failure = await Assert.ThrowsAsync<HybridAiApiException>(() => gateway.Api.ReplaceProviderAsync("acme", moved, probe));
            Assert.Equal("key", failure.Param);
            failure = await Assert.ThrowsAsync<HybridAiApiException>(() => gateway.Api.ReplaceProviderAsync(
                "acme", moved with { Key = "k", Headers = new Dictionary<string, string> { ["X-Auth-Token"] = ProviderDefinitionFields.HiddenValue } }, probe));
            Assert.Equal("headers.X-Auth-Token", failure.Param);
        }

        Assert.Equal((1, 0), (server.Connections, other.Connections));
    }

    [Fact]
    public async Task It_is_not_kept_when_a_web_site_answers()
    {
        await using var site = new CannedServer(CannedServer.Answer("200 OK", "<!doctype html><title>Welcome</title>"));
        using var data = new TemporaryDirectory();
        await using var gateway = await Product.StartAsync(data.Path, []);
        var failure = await Assert.ThrowsAsync<HybridAiApiException>(() => gateway.Api.CreateAsync(Definition(site)));
        Assert.Equal("probe_failed", failure.Code);
        Assert.Null((await gateway.Api.CreateAsync(Definition(site), probe: false)).Probe!.Ok);
    }

    private static SaveProviderRequest Definition(CannedServer server) => new()
    {
        Name = "acme", BaseUrl = $"http://127.0.0.1:{server.Port}/v1", Key = "key-of-acme", AllowPrivateNetwork = true,
        Headers = new Dictionary<string, string> { ["X-Auth-Token"] = "token-of-acme" }, Models = [new ModelDefinitionDocument { Id = "any" }],
    };

    private static void AssertNoSecret(string text)
    {
        Assert.DoesNotContain("key-of-acme", text, StringComparison.Ordinal);
        Assert.DoesNotContain("token-of-acme", text, StringComparison.Ordinal);
    }
}
