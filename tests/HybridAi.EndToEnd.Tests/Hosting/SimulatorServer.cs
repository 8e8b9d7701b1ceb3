using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>A Simulator: scripts it, and asks what it saw and billed.</summary>
internal sealed class SimulatorServer : IAsyncDisposable
{
    private readonly ServerProcess? _process;
    private readonly HttpClient _http;

    private SimulatorServer(Uri address, ServerProcess? process)
    {
        (Address, _process) = (address, process);
        _http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>Starts one as a process of its own, so that it survives a killed gateway.</summary>
    /// <param name="address">Where; null: at a free port.</param>
    public static async Task<SimulatorServer> StartAsync(string? address = null)
    {
        var process = ServerProcess.Start(
            "HybridAi.Simulator", ["--urls", address ?? "http://127.0.0.1:0"], new Dictionary<string, string>(), new Regex("The Simulator listens on (http\\S+)"));
        return new SimulatorServer(await process.AddressAsync(), process);
    }

    /// <summary>One that runs inside another process.</summary>
    public static SimulatorServer At(Uri address) => new(address, null);

    /// <summary>The settings that make a gateway call this one for a provider.</summary>
    public IEnumerable<KeyValuePair<string, string>> AsProvider(string name, string? kind = null)
    {
        var path = kind switch { _ when (kind ?? name) == "groq" => "groq/openai/v1", _ when (kind ?? name) == "openrouter" => "openrouter/api/v1", _ => $"{kind ?? name}/v1" };
        yield return new($"Providers__{name}__BaseUrl", new Uri(Address, path).ToString());
        yield return new($"Providers__{name}__ApiKey", $"key-of-{name}");
        yield return new($"Providers__{name}__AllowPrivateNetwork", "true");
        if (kind is not null)
            yield return new($"Providers__{name}__Profile", kind);
    }

    public async Task ScriptAsync(string provider, object script)
    {
        using var answer = await _http.PutAsJsonAsync($"_sim/{provider}", script);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task ResetAsync(string provider) => (await _http.DeleteAsync($"_sim/{provider}")).EnsureSuccessStatusCode();

    /// <summary>What it was asked, newest first.</summary>
    public async Task<IReadOnlyList<SeenRequest>> RequestsAsync(string? provider = null)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync($"_sim/requests?limit=1000{(provider is null ? "" : $"&provider={provider}")}"));
        return [.. document.RootElement.GetProperty("requests").EnumerateArray().Select(SeenRequest.From)];
    }

    /// <summary>The requests whose body has a text.</summary>
    public async Task<IReadOnlyList<SeenRequest>> RequestsAsync(string provider, string marker) =>
        [.. (await RequestsAsync(provider)).Where(request => request.Body.Contains(marker, StringComparison.Ordinal))];

    public async Task ForgetRequestsAsync() => (await _http.DeleteAsync("_sim/requests")).EnsureSuccessStatusCode();

    /// <summary>What it billed, line by line.</summary>
    public async Task<IReadOnlyList<BilledCall>> InvoiceAsync()
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync("_sim/invoice"));
        return [.. document.RootElement.GetProperty("lines").EnumerateArray().Select(BilledCall.From)];
    }

    public async Task ClearInvoiceAsync() => (await _http.DeleteAsync("_sim/invoice")).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }
}

/// <summary>A request as a Simulator saw it.</summary>
internal sealed record SeenRequest(
    string Provider, string Path, string? Model, string? AnswerId, int? Status, string Outcome, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public static SeenRequest From(JsonElement entry) => new(
        entry.GetProperty("provider").GetString()!, entry.GetProperty("path").GetString()!, entry.GetProperty("model").GetString(),
        entry.GetProperty("answerId").GetString(), entry.GetProperty("status").ValueKind == JsonValueKind.Null ? null : entry.GetProperty("status").GetInt32(),
        entry.GetProperty("outcome").GetString()!, entry.TryGetProperty("body", out var body) ? body.GetString()! : "",
        entry.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase));
}

/// <summary>A line of a Simulator's invoice.</summary>
internal sealed record BilledCall(string Id, string Provider, string Model, long NanoDollars, string Outcome)
{
    public decimal Usd => NanoDollars / 1_000_000_000m;

    public static BilledCall From(JsonElement line) => new(
        line.GetProperty("id").GetString()!, line.GetProperty("provider").GetString()!, line.GetProperty("model").GetString()!,
        line.GetProperty("nanoDollars").GetInt64(), line.GetProperty("outcome").GetString()!);
}
