using System.Text.Json;

namespace HybridAi.Gateway.Tests.Events;

/// <summary>A stream of server-sent events, block by block as it comes.</summary>
internal sealed class EventBlocks : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly HttpResponseMessage? _response;
    private readonly StreamReader _reader;

    private EventBlocks(HttpResponseMessage? response, Stream body) => (_response, _reader) = (response, new StreamReader(body));

    public HttpResponseMessage Response => _response!;

    /// <summary>Opens a stream and reads how long to wait before connecting again.</summary>
    public static async Task<EventBlocks> OpenAsync(HttpClient http, string query = "", string? lastEventId = null, string? secret = null, string path = "/api/events")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + query);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        if (secret is not null)
            request.Headers.Authorization = new("Bearer", secret);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync())}");
        var blocks = new EventBlocks(response, await response.Content.ReadAsStreamAsync());
        Assert.StartsWith("retry: ", await blocks.NextAsync(), StringComparison.Ordinal);
        return blocks;
    }

    public static EventBlocks Of(Stream body) => new(null, body);

    /// <summary>The next block without the empty line behind it; null at the end.</summary>
    public async Task<string?> NextAsync()
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await _reader.ReadLineAsync().WaitAsync(Patience);
            if (line is null)
                return null;
            if (line.Length == 0)
                return string.Join('\n', lines);
            lines.Add(line);
        }
    }

    /// <summary>The next event; a heartbeat is none.</summary>
    public async Task<JsonElement> EventAsync()
    {
        while (true)
        {
            var block = await NextAsync();
            Assert.NotNull(block);
            if (DataOf(block) is { } data)
                return data;
        }
    }

    /// <summary>What a block's data are, or null if it has none.</summary>
    public static JsonElement? DataOf(string block) =>
        block.Split('\n').FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal)) is { } line ? JsonElement.Parse(line[6..]) : null;

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response?.Dispose();
        return ValueTask.CompletedTask;
    }
}
