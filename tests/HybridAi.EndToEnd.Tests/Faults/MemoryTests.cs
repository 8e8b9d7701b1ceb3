using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>A real process with a real limit of memory.</summary>
[Trait("Topology", "own")]
public sealed class MemoryTests
{
    private const string Chat = """{"model":"openai/gpt-6-luna","messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task A_process_above_its_limit_takes_nothing_new_and_goes_on_telling_why()
    {
        using var data = new TemporaryDirectory();
        // No .NET process of this size fits into 64 MB, whatever is compacted.
        await using var server = await StandaloneServer.StartAsync(data.Path, new Dictionary<string, string> { ["Health__Memory__Limit"] = "64MB", ["Health__Memory__CollectInterval"] = "1s" });
        using var refused = await Eventually.GetAsync(() => PostAsync(server), answer => (int)answer.StatusCode == 503, () => server.Output);
        Assert.Equal("5", refused.Headers.GetValues("Retry-After").Single());
        Assert.Contains("memory_exhausted", await refused.Content.ReadAsStringAsync());
        var memory = await ResourceAsync(server, "memory");
        Assert.Equal(("critical", 64L << 20), (memory.GetProperty("status").GetString(), memory.GetProperty("limit").GetInt64()));
        Assert.True(memory.GetProperty("used").GetInt64() > 64 << 20);
        Assert.Equal(200, (int)(await server.Http.GetAsync("/api/keys")).StatusCode);
        Assert.Equal(503, (int)(await server.Http.GetAsync("/health")).StatusCode);
        Assert.Equal(200, (int)(await server.Http.GetAsync("/alive")).StatusCode);
    }

    [Fact]
    public async Task A_process_that_has_room_says_how_much()
    {
        using var data = new TemporaryDirectory();
        await using var server = await StandaloneServer.StartAsync(data.Path, new Dictionary<string, string> { ["Health__Memory__Limit"] = "3GB" });
        using var answer = await PostAsync(server);
        Assert.Equal(200, (int)answer.StatusCode);
        var memory = await Eventually.GetAsync(() => ResourceAsync(server, "memory"), found => found.ValueKind == JsonValueKind.Object, () => server.Output);
        Assert.Equal("healthy", memory.GetProperty("status").GetString());
        var resident = File.ReadLines($"/proc/{server.Process.Id}/status").Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        var bytes = long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        Assert.InRange(memory.GetProperty("used").GetInt64(), bytes * 0.6, bytes * 1.4);
        var handles = await ResourceAsync(server, "handles");
        Assert.InRange(handles.GetProperty("used").GetInt64(), 20, handles.GetProperty("limit").GetInt64());
    }

    private static Task<HttpResponseMessage> PostAsync(StandaloneServer server) =>
        server.Http.PostAsync("/v1/chat/completions", new StringContent(Chat, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));

    private static async Task<JsonElement> ResourceAsync(StandaloneServer server, string name) =>
        (await server.Http.GetFromJsonAsync<JsonElement>("/api/ai/health")).GetProperty("resources").EnumerateArray()
            .FirstOrDefault(resource => resource.GetProperty("name").GetString() == name);
}
