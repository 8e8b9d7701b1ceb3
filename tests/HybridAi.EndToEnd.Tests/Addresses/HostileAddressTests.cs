using System.Text;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Addresses;

/// <summary>What a configured address may not lead to, and what does not go out with a request.</summary>
[Trait("Topology", "own")]
public sealed class HostileAddressTests
{
    private const string Completion =
        """{"id":"c1","object":"chat.completion","created":1,"model":"any","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";

    [Fact]
    public async Task A_private_address_is_refused_unless_it_is_allowed_whatever_its_spelling()
    {
        await using var server = new CannedServer(CannedServer.Answer("200 OK", Completion));
        string[] hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0"];
        var settings = new Dictionary<string, string>();
        for (var i = 0; i < hosts.Length; i++)
            Configure(settings, $"p{i}", $"http://{hosts[i]}:{server.Port}/v1");
        Configure(settings, "metadata", "http://169.254.169.254/v1");
        using var data = new TemporaryDirectory();
        await using var gateway = await Product.StartAsync(data.Path, settings);

        foreach (var provider in hosts.Select((_, i) => $"p{i}").Append("metadata"))
        {
            foreach (var streamed in new[] { true, false })
            {
                using var answer = await SendAsync(gateway, provider, streamed);
                Assert.Equal((502, "provider_address_forbidden"), await ErrorOfAsync(answer));
            }
        }

        Assert.Equal(0, server.Connections);
        var records = await gateway.RecordsAsync(2 * (hosts.Length + 1));
        Assert.Equal(2 * (hosts.Length + 1), records.Count);
        Assert.All(records, record => Assert.Equal(("failed", "ForbiddenAddress", 0m), (record.Outcome, record.FailureCause, record.CostUsd)));
    }

    [Theory]
    [InlineData("301 Moved Permanently")]
    [InlineData("302 Found")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public async Task A_redirect_is_not_followed(string status)
    {
        await using var target = new CannedServer(CannedServer.Answer("200 OK", Completion));
        await using var server = new CannedServer(CannedServer.Answer(status, "", $"Location: http://127.0.0.1:{target.Port}/v1/chat/completions\r\n"));
        using var data = new TemporaryDirectory();
        var settings = new Dictionary<string, string> { ["Upstream__AllowPrivateNetworks"] = "true" };
        Configure(settings, "moved", $"http://127.0.0.1:{server.Port}/v1");
        await using var gateway = await Product.StartAsync(data.Path, settings);

        using var answer = await SendAsync(gateway, "moved", streamed: false);

        Assert.Equal((502, "provider_address_forbidden"), await ErrorOfAsync(answer));
        Assert.Null(answer.Headers.Location);
        Assert.Equal((1, 0), (server.Connections, target.Connections));
    }

    [Fact]
    public async Task Nothing_of_the_caller_s_headers_reaches_the_provider()
    {
        await using var server = new CannedServer(CannedServer.Answer("200 OK", Completion, "Set-Cookie: spy=1\r\nX-Powered-By: magic\r\n"));
        using var data = new TemporaryDirectory();
        var settings = new Dictionary<string, string>();
        Configure(settings, "own", $"http://127.0.0.1:{server.Port}/v1");
        settings["Providers__own__AllowPrivateNetwork"] = "true";
        settings["Providers__own__Headers__X-Configured"] = "yes";
        await using var gateway = await Product.StartAsync(data.Path, settings);
        string[] mine =
        [
            "Cookie", "X-Forwarded-For", "Forwarded", "X-Real-IP", "x-api-key", "api-key", "OpenAI-Organization", "OpenAI-Project", "X-Secret", "traceparent", "tracestate", "baggage",
            "Origin", "Referer", "Via", "x-hybridai-session", "Accept-Language", "Proxy-Authorization", "X-Stainless-OS",
        ];

        using var answer = await SendAsync(gateway, "own", streamed: false, request =>
        {
            foreach (var name in mine)
                request.Headers.TryAddWithoutValidation(name, name == "traceparent" ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : "secret-of-the-caller");
        });

        Assert.Equal(200, (int)answer.StatusCode);
        var head = Assert.Single(server.Heads);
        Assert.DoesNotContain("secret-of-the-caller", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Product.AdministratorKey, head, StringComparison.Ordinal);
        var lines = head.Split("\r\n");
        Assert.Equal("POST /v1/chat/completions HTTP/1.1", lines[0]);
        Assert.Contains("Authorization: Bearer key-of-own", lines);
        Assert.Contains("X-Configured: yes", lines);
        Assert.Subset(
            new HashSet<string>(["Host", "Authorization", "X-Configured", "Content-Type", "Content-Length", "Accept-Encoding", "User-Agent"], StringComparer.OrdinalIgnoreCase),
            lines[1..].Select(line => line.Split(':')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase));
        // Nor does the provider set anything at the caller.
        Assert.False(answer.Headers.Contains("Set-Cookie") || answer.Headers.Contains("X-Powered-By"));
    }

    private static void Configure(Dictionary<string, string> settings, string name, string address)
    {
        settings[$"Providers__{name}__BaseUrl"] = address;
        settings[$"Providers__{name}__ApiKey"] = $"key-of-{name}";
        settings[$"Providers__{name}__AcceptUnlistedModels"] = "true";
    }

    private static async Task<HttpResponseMessage> SendAsync(Product gateway, string provider, bool streamed, Action<HttpRequestMessage>? prepare = null)
    {
        var body = JsonSerializer.Serialize(new { model = $"{provider}/any", stream = streamed, messages = new[] { new { role = "user", content = "Hello" } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        prepare?.Invoke(request);
        return await gateway.Http.SendAsync(request);
    }

    private static async Task<(int, string?)> ErrorOfAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.RootElement.GetProperty("error").GetProperty("code").GetString());
    }
}
