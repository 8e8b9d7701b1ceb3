using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Simulator;
using Microsoft.AspNetCore.Builder;

namespace HybridAi.Gateway.Tests.Files;

/// <summary>A gateway whose providers <c>one</c> (OpenAI), <c>three</c> (Groq) and <c>four</c> (Mistral) are the Simulator's; <c>two</c> has no files.</summary>
internal sealed class FilesGateway : IAsyncDisposable
{
    private FilesGateway(WebApplication simulator, TestGateway gateway) => (Simulator, Gateway) = (simulator, gateway);

    public WebApplication Simulator { get; }

    public TestGateway Gateway { get; }

    public static async Task<FilesGateway> StartAsync(params (string Name, string? Value)[] more)
    {
        var simulator = SimulatorHost.Build(new SimulatorOptions());
        await simulator.StartAsync();
        var settings = new Dictionary<string, string?>();
        settings["Providers:one:Profile"] = "openai";
        settings["Providers:one:BaseUrl"] = $"{simulator.Urls.First()}/openai/v1";
        settings["Providers:three:Profile"] = "groq";
        settings["Providers:three:BaseUrl"] = $"{simulator.Urls.First()}/groq/openai/v1";
        settings["Providers:three:ApiKey"] = "key-of-three";
        settings["Providers:three:AllowPrivateNetwork"] = "true";
        settings["Providers:four:Profile"] = "mistral";
        settings["Providers:four:BaseUrl"] = $"{simulator.Urls.First()}/mistral/v1";
        settings["Providers:four:ApiKey"] = "key-of-four";
        settings["Providers:four:AllowPrivateNetwork"] = "true";
        settings["Aliases:small"] = "two/m,one/gpt-6-luna";
        foreach (var (name, value) in more)
            settings[name] = value;
        return new FilesGateway(simulator, await TestGateway.StartAsync(settings));
    }

    public static string Line(string id, string model = "small", string url = "/v1/chat/completions", string more = "") =>
        $$$"""{"custom_id":"{{{id}}}","method":"POST","url":"{{{url}}}","body":{"model":"{{{model}}}","messages":[{"role":"user","content":"Hello {{{id}}}"}]{{{more}}}}}""";

    /// <summary>Makes a key.</summary>
    public async Task<string> KeyAsync(string role = "inference", string more = "")
    {
        var (status, key) = await SendAsync(HttpMethod.Post, "/api/keys", null, $$"""{"name":"k","role":"{{role}}"{{more}}}""");
        Assert.Equal((HttpStatusCode.Created, role), (status, (string)key["role"]!));
        return SecretOf(key);
    }

    /// <summary>A key's secret, which is there: without one a request would be the administrator's.</summary>
    public static string SecretOf(JsonNode key)
    {
        var secret = (string?)key["key"];
        Assert.False(string.IsNullOrEmpty(secret), key.ToJsonString());
        return secret;
    }

    public async Task<(HttpStatusCode Status, JsonNode Json)> SendAsync(HttpMethod method, string path, string? key = null, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await SendAsync(request, key);
    }

    public async Task<(HttpStatusCode Status, JsonNode Json)> UploadAsync(
        string content, string? key = null, string purpose = "batch", Action<MultipartFormDataContent, HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/files");
        // As the JavaScript SDK has it: the file comes first.
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", "lines.jsonl" } };
        if (purpose.Length > 0)
            form.Add(new StringContent(purpose), "purpose");
        change?.Invoke(form, request);
        request.Content = form;
        return await SendAsync(request, key);
    }

    /// <summary>Uploads lines and makes a batch of them.</summary>
    public async Task<JsonNode> BatchAsync(string? key = null, params string[] lines)
    {
        var (uploaded, file) = await UploadAsync(string.Join('\n', lines), key);
        Assert.True(uploaded == HttpStatusCode.OK, file.ToJsonString());
        var (made, batch) = await CreateAsync((string)file["id"]!, key);
        Assert.True(made == HttpStatusCode.OK, batch.ToJsonString());
        return batch;
    }

    public Task<(HttpStatusCode Status, JsonNode Json)> CreateAsync(string file, string? key = null, string endpoint = "/v1/chat/completions", string more = "") =>
        SendAsync(HttpMethod.Post, "/v1/batches", key, $$"""{"input_file_id":"{{file}}","endpoint":"{{endpoint}}","completion_window":"24h"{{more}}}""");

    /// <summary>Asks for a batch until it has ended.</summary>
    public async Task<JsonNode> UntilEndedAsync(string id, string? key = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var (status, batch) = await SendAsync(HttpMethod.Get, $"/v1/batches/{id}", key);
            Assert.Equal(HttpStatusCode.OK, status);
            if ((string)batch["status"]! is "completed" or "failed" or "cancelled" or "expired")
                return batch;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Tells a simulated provider how to behave.</summary>
    public async Task ScriptAsync(string provider, string json)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Simulator.Urls.First()) };
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        (await http.PutAsync($"/_sim/{provider}", content)).EnsureSuccessStatusCode();
    }

    /// <summary>What providers were asked at a path.</summary>
    public async Task<List<JsonNode>> SeenAsync(string path)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Simulator.Urls.First()) };
        var log = (await http.GetFromJsonAsync<JsonNode>("/_sim/requests?limit=1000"))!["requests"]!.AsArray();
        return [.. log.Select(request => request!).Where(request => ((string)request["path"]!).EndsWith(path, StringComparison.Ordinal))];
    }

    public async Task<string> ContentAsync(string id, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/files/{id}/content");
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Gateway.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, JsonNode Json)> SendAsync(HttpRequestMessage request, string? key)
    {
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await Gateway.Http.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}
