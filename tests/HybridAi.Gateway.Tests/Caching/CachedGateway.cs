using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>A gateway that caches, and what its answers say of that.</summary>
internal static class CachedGateway
{
    public static Task<TestGateway> StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Cache:Enabled"] = "true" };
        foreach (var (key, value) in settings)
            all[key] = value;
        return TestGateway.StartAsync(all);
    }

    public static string? CacheOf(this HttpResponseMessage answer) => Header(answer, "x-hybridai-cache");

    public static string? Header(this HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>A question, with more fields.</summary>
    public static string Question(string more = "", string text = "Hello there", string model = "one/m") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";

    /// <summary>Asks, and gives the status, what the cache did, and the body.</summary>
    public static async Task<(int Status, string? Cache, string Body)> AskAsync(this TestGateway gateway, string json, Action<HttpRequestMessage>? change = null)
    {
        using var answer = await gateway.ChatAsync(json, change);
        return ((int)answer.StatusCode, answer.CacheOf(), await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The calls under way that others may share.</summary>
    public static Flights Flights(TestGateway gateway) => gateway.App.Services.GetRequiredService<Flights>();

    /// <summary>Waits until one of them is as asked for: the gateway's own state, since nothing else tells that a request waits.</summary>
    public static async Task UntilAsync(TestGateway gateway, Func<Flight, bool> holds)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (!Flights(gateway).Any(holds))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromSeconds(90), "it did not come to that");
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }

    /// <summary>Creates something over the management API.</summary>
    public static async Task<JsonElement> PostDocumentAsync(this TestGateway gateway, string path, string json, int status = 201)
    {
        using var answer = await gateway.Http.PostAsync(path, new StringContent(json, new MediaTypeHeaderValue("application/json")));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>A key of the default organization with a policy.</summary>
    public static async Task<string> KeyWithPolicyAsync(this TestGateway gateway, string? policy) =>
        (await gateway.PostDocumentAsync("/api/keys", $$"""{"name":"k"{{(policy is null ? "" : $",\"policy\":{policy}")}}}""")).GetProperty("key").GetString()!;
}
