using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>The test gateway with providers that take as long and fail as often as the test says.</summary>
internal static class RoutedGateway
{
    /// <summary>A provider that takes so long by the gateway's clock for each answer, and answers 500 to every n-th.</summary>
    public static Func<UpstreamCall, Task> Taking(this TestGateway gateway, double milliseconds, int failEvery = 0)
    {
        var calls = 0;
        return call =>
        {
            gateway.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return failEvery > 0 && Interlocked.Increment(ref calls) % failEvery == 0 ? call.AnswerAsync(500, Wire.Error("broken")) : call.AnswerAsync(200, Wire.Answer);
        };
    }

    /// <summary>Sends a chat with these options in <c>hybridai</c>, and says who answered and by what route.</summary>
    public static async Task<(string Provider, string Route)> RouteAsync(
        this TestGateway gateway, string? strategy = null, string? provider = null, string model = "both", string content = "\"Hello\"", string more = "", string options = "")
    {
        var all = string.Join(',', new[] { strategy is null ? "" : $"\"strategy\":\"{strategy}\"", provider is null ? "" : $"\"provider\":\"{provider}\"", options }.Where(text => text.Length > 0));
        using var answer = await gateway.ChatAsync($$$"""{"model":"{{{model}}}","messages":[{"role":"user","content":{{{content}}} }]{{{more}}},"hybridai":{ {{{all}}} }}""");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (answer.Headers.GetValues("x-hybridai-provider").Single(), answer.Headers.GetValues("x-hybridai-route").Single());
    }

    /// <summary>Lets each provider answer some requests, so that it is known.</summary>
    public static async Task LearnAsync(this TestGateway gateway, int times = 8)
    {
        for (var i = 0; i < times; i++)
        {
            await gateway.RouteAsync(provider: "one");
            await gateway.RouteAsync(provider: "two");
        }
    }

    public static HybridAiClient Client(this TestGateway gateway) => new(gateway.Http);

    /// <summary>Calls the management API as the administrator.</summary>
    public static async Task<(int Status, JsonElement Json)> ApiAsync(this TestGateway gateway, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await gateway.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }
}
