using System.Text;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>A gateway with short time-outs before a Simulator of its own, whose providers are told what to do wrong.</summary>
public sealed class FaultyProviders : IAsyncLifetime
{
    public const string Model = "gpt-4.1-mini";
    public const string First = "openai/gpt-4.1-mini";
    public const string Second = "groq/moonshotai/kimi-k2-instruct-0905";

    private readonly TemporaryDirectory _data = new();
    private int _number;

    internal Product Gateway { get; private set; } = null!;

    internal SimulatorServer Simulator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Simulator = await SimulatorServer.StartAsync();
        var settings = Simulator.AsProvider("openai").Concat(Simulator.AsProvider("groq")).ToDictionary();
        settings["Aliases__smart__0"] = First;
        settings["Aliases__smart__1"] = Second;
        settings["Providers__absent__BaseUrl"] = $"http://127.0.0.1:{FreePort.Find()}/";
        settings["Providers__absent__AllowPrivateNetwork"] = "true";
        settings["Providers__absent__AcceptUnlistedModels"] = "true";
        settings["Providers__absent__ApiKey"] = "k";
        // Each failure is to be seen once.
        settings["Retry__MaxAttempts"] = "1";
        settings["Breaker__Enabled"] = "false";
        settings["Routing__ProviderLimits"] = "false";
        // Longer than a machine that starts a dozen processes meanwhile may take.
        settings["Upstream__FirstTokenTimeout"] = "3s";
        settings["Upstream__IdleTimeout"] = "1s";
        settings["Upstream__TotalTimeout"] = "6s";
        Gateway = await Product.StartAsync(_data.Path, settings);
    }

    /// <summary>Tells the first provider what to do wrong.</summary>
    internal Task ScriptAsync(object script) => Simulator.ScriptAsync("openai", script);

    internal async Task HealAsync()
    {
        await Simulator.ResetAsync("openai");
        await Simulator.ResetAsync("groq");
    }

    /// <summary>Asks for so many words.</summary>
    internal async Task<Reply> AskAsync(bool streamed, string model = First, int words = 40, bool usage = false)
    {
        var marker = $"fault-{Interlocked.Increment(ref _number)}";
        var body = new Dictionary<string, object>
        {
            ["model"] = model, ["stream"] = streamed, ["messages"] = new[] { new { role = "user", content = $"{marker}. [[words:{words}]]" } },
        };
        if (usage)
            body["stream_options"] = new { include_usage = true };
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.Add("x-hybridai-session", marker);
        using var response = await Gateway.Http.SendAsync(request);
        return new Reply(marker, (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Simulator.DisposeAsync();
        _data.Dispose();
    }
}

/// <summary>What a caller got.</summary>
internal sealed record Reply(string Marker, int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsDone => Text.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal);

    /// <summary>The events' payloads.</summary>
    public IReadOnlyList<string> Events =>
        [.. Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..])];

    /// <summary>The code of the error: that of the last event of a stream, else that of the body.</summary>
    public string? ErrorCode
    {
        get
        {
            using var json = JsonDocument.Parse(Text.StartsWith("data: ", StringComparison.Ordinal) ? Events[^1] : Text);
            var error = json.RootElement.GetProperty("error");
            Assert.False(string.IsNullOrEmpty(error.GetProperty("message").GetString()));
            Assert.False(string.IsNullOrEmpty(error.GetProperty("type").GetString()));
            return error.GetProperty("code").GetString();
        }
    }

    public int ContentEvents => Events.Count(data => data.Contains("\"content\":", StringComparison.Ordinal));
}

[CollectionDefinition(Name)]
public sealed class FaultyProvidersCollection : ICollectionFixture<FaultyProviders>
{
    public const string Name = "faulty providers";
}
