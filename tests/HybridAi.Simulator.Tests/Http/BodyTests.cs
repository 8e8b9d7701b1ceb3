using System.Net.Sockets;
using System.Text;

namespace HybridAi.Simulator.Tests.Http;

public sealed class BodyTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    public static TheoryData<string, byte[]> NotJson => new()
    {
        { "empty", [] },
        { "truncated", "{\"model\":\"gpt-4o\",\"messages\":[{\"ro"u8.ToArray() },
        { "invalid UTF-8", [.. "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8] },
        { "lone high surrogate", """{"model":"gpt-4o","messages":[{"role":"user","content":"\ud83d"}]}"""u8.ToArray() },
        { "lone low surrogate", """{"model":"gpt-4o","messages":[{"role":"user","content":"\ude00 x"}]}"""u8.ToArray() },
        { "lone surrogate in a name", """{"model":"gpt-4o","\ud83dx":1}"""u8.ToArray() },
        { "deep nesting", Encoding.UTF8.GetBytes(new string('[', 100_000)) },
        { "two documents", "{} {}"u8.ToArray() },
        { "byte order mark", [0xEF, 0xBB, 0xBF, .. "{}"u8] },
        { "not a number", """{"model":NaN}"""u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(NotJson))]
    public async Task What_is_not_JSON_is_refused_with_400(string what, byte[] body)
    {
        var answer = await _simulator.PostAsync(Wires.OpenAi, body);

        Assert.True((int)answer.Status == 400, what);
        Assert.Contains("could not parse the JSON", (string?)answer.Json["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal(422, (int)(await _simulator.PostAsync(Wires.Mistral, body)).Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("5")]
    public async Task What_is_not_an_object_is_refused(string body) =>
        Assert.Equal(400, (int)(await _simulator.PostAsync(Wires.OpenAi, body)).Status);

    [Fact]
    public async Task Surrogate_pairs_and_escaped_backslashes_are_fine()
    {
        var answer = await _simulator.PostAsync(Wires.OpenAi, """{"model":"gpt-4o","messages":[{"role":"user","content":"[[say:\ud83d\ude00 \\ud83d]]"}]}""");

        Assert.Equal("😀 \\ud83d", answer.Text);
    }

    [Fact]
    public async Task A_body_beyond_the_bound_is_413_in_shape()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_simulator.Address.Host, _simulator.Address.Port);
        var head = $"POST {Wires.OpenAi} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Length: 100000000\r\n\r\n";

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(client.GetStream());

        Assert.Equal("HTTP/1.1 413 Payload Too Large", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_is_noted_and_costs_nothing()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_simulator.Address.Host, _simulator.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Wires.OpenAi} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Length: 500\r\n\r\n{{\"model\":"));
        }

        var answer = await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi"));

        Assert.Equal(200, (int)answer.Status);
        Assert.Single(await _simulator.LinesAsync());
    }

    [Fact]
    public async Task A_large_body_in_chunks_is_read_whole()
    {
        var text = new string('x', 3 * 1024 * 1024);
        using var request = new HttpRequestMessage(HttpMethod.Post, Wires.Ollama) { Content = new StringContent(Wires.Chat("m", text), null, "application/json") };
        request.Headers.TransferEncodingChunked = true;

        using var response = await _simulator.Http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(Wires.Chat("m", text), (string?)(await _simulator.LastRequestAsync())["body"]);
    }
}
