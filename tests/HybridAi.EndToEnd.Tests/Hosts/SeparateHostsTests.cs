using System.Net;
using System.Text;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Errors;
using HybridAi.Client.Tenancy;
using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Hosts;

/// <summary>Gateway and site as services of their own on one Postgres.</summary>
[Trait("Topology", "own")]
public sealed class SeparateHostsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private PostgresServer _postgres = null!;
    private SimulatorServer _simulator = null!;
    private string _database = null!;

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.StartAsync();
        _database = _postgres.ConnectionString(await _postgres.CreateDatabaseAsync());
        _simulator = await SimulatorServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        await _postgres.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_stream_in_flight_at_the_signal_finishes_whole_and_is_recorded_while_health_is_off()
    {
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 50, tokensPerSecond = 10 });
        await using var gateway = await StartGatewayAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new StringContent(
                """{"model":"openai/gpt-4.1-mini","stream":true,"max_tokens":40,"messages":[{"role":"user","content":"Tell me a long story."}]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-hybridai-session", "drained");
        using var answer = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var text = new StringBuilder(await reader.ReadLineAsync());

        var stopping = gateway.Process.StopAsync();
        using var probe = new HttpClient { BaseAddress = gateway.Address };
        await Eventually.GetAsync(
            async () => (await probe.GetAsync("health")).StatusCode, status => status == HttpStatusCode.ServiceUnavailable, "the gateway never said that it drains");
        using var health = JsonDocument.Parse(await (await probe.GetAsync("health")).Content.ReadAsStringAsync());
        Assert.Equal("draining", health.RootElement.GetProperty("status").GetString());
        using var late = await probe.PostAsync("v1/chat/completions", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.StatusCode);
        Assert.False(stopping.IsCompleted);

        text.AppendLine().Append(await reader.ReadToEndAsync());
        Assert.EndsWith("data: [DONE]", text.ToString().TrimEnd());
        Assert.Contains("\"finish_reason\":\"", text.ToString());
        Assert.Equal(0, await stopping);

        // The journal was emptied before the process ended: another node, with a directory of its own, has the record.
        await using var other = await StartGatewayAsync("other");
        var record = Assert.Single((await new HybridAiClient(other.Http).UsageAsync(new UsageFilter { Session = "drained" })).Data);
        Assert.Equal("openai", record.Provider);
        Assert.Equal(200, record.Status);
    }

    [Fact]
    public async Task Replicas_share_a_directory_and_the_site_finds_the_one_that_is_left()
    {
        await using var one = await StartGatewayAsync();
        await using var two = await StartGatewayAsync();
        Assert.True(File.Exists(Path.Combine(_data.Path, "gateway", "node-2", "lock")));
        Assert.True(JsonDocument.Parse(await two.Http.GetStringAsync("health")).RootElement.GetProperty("providers").EnumerateArray().All(provider => provider.GetProperty("simulated").GetBoolean()));

        await using var site = await StartSiteAsync(one.Address, two.Address);
        Assert.Equal("""{"status":"healthy"}""", await site.Http.GetStringAsync("health"));
        var cookie = await SignInAsync(site.Http);
        // Another instance with the same key lets the same visitor in.
        await using var sibling = await StartSiteAsync(one.Address, two.Address);
        one.Process.Kill();
        for (var i = 0; i < 4; i++)
        {
            foreach (var instance in new[] { site, sibling })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/");
                request.Headers.Add("Cookie", cookie);
                using var page = await instance.Http.SendAsync(request);
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);
                Assert.Contains("openai", await page.Content.ReadAsStringAsync());
            }
        }
    }

    [Fact]
    public async Task Management_calls_end_with_503_within_seconds_while_Postgres_is_frozen()
    {
        await using var gateway = await StartGatewayAsync();
        // Three times what it takes, and well below the thirty seconds of Npgsql's own defaults: whatever takes longer is cut off and fails here.
        using var impatient = new HttpClient { BaseAddress = gateway.Address, Timeout = TimeSpan.FromSeconds(20) };
        impatient.DefaultRequestHeaders.Authorization = gateway.Http.DefaultRequestHeaders.Authorization;
        var client = new HybridAiClient(impatient);
        await client.CreateAsync(new CreateTeamRequest { Name = "before" });

        _postgres.Freeze();
        var calls = new Func<Task>[]
        {
            () => client.TeamsAsync(),
            () => client.UsageSummaryAsync(),
            () => client.CreateAsync(new CreateTeamRequest { Name = "meanwhile" }),
        };
        foreach (var refused in await Task.WhenAll(calls.Select(Assert.ThrowsAsync<HybridAiApiException>)))
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage_unavailable"), (refused.Status, refused.Code));
        // Those who come later find no connection in the pool and need a new one.
        var late = await Assert.ThrowsAsync<HybridAiApiException>(() => client.TeamsAsync());
        Assert.Equal("storage_unavailable", late.Code);
        _postgres.Thaw();

        await Eventually.GetAsync(() => gateway.Http.GetStringAsync("health"), health => !health.Contains("degraded", StringComparison.Ordinal), "the database is not found again");
        Assert.Equal(["before"], (await client.TeamsAsync()).Data.Select(team => team.Name));
    }

    [Theory]
    [InlineData("HYBRIDAI_MASTER_KEY", "HYBRIDAI_MASTER_KEY: is needed with ConnectionStrings:database")]
    [InlineData("HYBRIDAI_ADMIN_KEY", "HYBRIDAI_ADMIN_KEY: there is no administrator yet")]
    [InlineData("Simulator__Address", "Providers: none can be used")]
    public async Task A_gateway_that_lacks_something_does_not_start_and_says_what(string missing, string told)
    {
        var environment = GatewayEnvironment("gateway");
        environment.Remove(missing);
        await using var process = ServiceProcess.Launch("HybridAi.Gateway", environment);
        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains(told, process.Output);
    }

    private Task<ServiceProcess> StartGatewayAsync(string directory = "gateway") => ServiceProcess.StartAsync("HybridAi.Gateway", GatewayEnvironment(directory));

    private Dictionary<string, string> GatewayEnvironment(string directory) => new(ServiceProcess.NodeEnvironment(_database))
    {
        ["HYBRIDAI_DATA"] = Path.Combine(_data.Path, directory),
        // Aspire passes on a key that nobody has set.
        ["OPENAI_API_KEY"] = "",
        ["Simulator__Address"] = _simulator.Address.ToString(),
    };

    private static Task<ServiceProcess> StartSiteAsync(params Uri[] gateways) =>
        ServiceProcess.StartAsync("HybridAi.Web", ServiceProcess.SiteEnvironment(gateways));

    private static async Task<string> SignInAsync(HttpClient site)
    {
        using var form = await site.GetAsync("signin");
        var page = await form.Content.ReadAsStringAsync();
        var token = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(page, "name=\"form-token\" value=\"([^\"]+)\"").Groups[1].Value);
        using var signedIn = await site.PostAsync(
            "signin", new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = Product.AdministratorKey, ["returnUrl"] = "/", ["form-token"] = token }));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("hybridai-session", StringComparison.Ordinal)).Split(';')[0];
    }
}
