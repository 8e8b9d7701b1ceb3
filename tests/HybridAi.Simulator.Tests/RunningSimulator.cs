using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace HybridAi.Simulator.Tests;

/// <summary>A Simulator on a free port, and a client for it.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningSimulator(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());

        // By default a client that leaves in the midst of an answer first waits two seconds for the rest of it.
        Http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static Task<RunningSimulator> StartAsync(TimeProvider? time = null, long seed = 1) =>
        StartAsync(new SimulatorOptions { Seed = seed, TimeProvider = time ?? TimeProvider.System });

    public static async Task<RunningSimulator> StartAsync(SimulatorOptions options)
    {
        var app = SimulatorHost.Build(options);
        await app.StartAsync();
        return new RunningSimulator(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public Task<Answer> PostAsync(string path, string json, string? key = "key-of-tests") => PostAsync(path, Encoding.UTF8.GetBytes(json), key);

    public async Task<Answer> PostAsync(string path, byte[] body, string? key = "key-of-tests")
    {
        using var response = await SendAsync(path, body, key);
        return await Answer.ReadAsync(response);
    }

    public Task<HttpResponseMessage> SendAsync(
        string path, byte[] body, string? key = "key-of-tests", CancellationToken cancellation = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        AddKey(request, path, key);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public async Task<Answer> GetAsync(string path, string? key = "key-of-tests")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        AddKey(request, path, key);
        using var response = await Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public async Task<Answer> ScriptAsync(string provider, string json)
    {
        using var response = await Http.PutAsync($"/_sim/{provider}", new StringContent(json));
        return await Answer.ReadAsync(response);
    }

    /// <summary>The invoice's lines.</summary>
    public async Task<JsonArray> LinesAsync() => (await GetAsync("/_sim/invoice")).Json["lines"]!.AsArray();

    /// <summary>The newest request in the log.</summary>
    public async Task<JsonNode> LastRequestAsync() => (await GetAsync("/_sim/requests?limit=1")).Json["requests"]![0]!;

    /// <summary>Asks the log again until the newest request has ended.</summary>
    public async Task<JsonNode> LastEndedRequestAsync()
    {
        for (var i = 0; ; i++)
        {
            var last = await LastRequestAsync();
            if ((string?)last["outcome"] != "pending")
                return last;
            Assert.True(i < 2_000, "The request does not end.");
        }
    }

    private static void AddKey(HttpRequestMessage request, string path, string? key)
    {
        if (key is null)
            return;
        if (path.StartsWith("/azure", StringComparison.Ordinal))
        {
            request.Headers.Add("api-key", key);
        }
        else if (path.StartsWith("/anthropic", StringComparison.Ordinal))
        {
            request.Headers.Add("x-api-key", key);
            request.Headers.Add("anthropic-version", "2026-10-21");
        }
        else if (path.StartsWith("/gemini", StringComparison.Ordinal) && !path.Contains("/openai/", StringComparison.Ordinal))
        {
            request.Headers.Add("x-goog-api-key", key);
        }
        else
        {
            request.Headers.Authorization = new("Bearer", key);
        }
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Text => (string?)Json["choices"]![0]!["message"]!["content"];

    /// <summary>The chunks of a stream, without its end mark.</summary>
    public IReadOnlyList<JsonNode> Chunks =>
        [.. Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(e => e.StartsWith("data: {", StringComparison.Ordinal)).Select(e => JsonNode.Parse(e[6..])!)];

    /// <summary>The events of a stream whose events have names, each with its data.</summary>
    public IReadOnlyList<(string Name, JsonNode Data)> Events =>
    [
        .. Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('\n'))
            .Select(lines => (lines[0]["event: ".Length..], JsonNode.Parse(lines[1]["data: ".Length..])!)),
    ];

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }
}
