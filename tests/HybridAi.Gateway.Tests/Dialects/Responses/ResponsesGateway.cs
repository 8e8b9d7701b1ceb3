using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Providers.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>The gateway with providers that have their own wire, and ways to call its responses API.</summary>
internal static class ResponsesGateway
{
    public const string Answer = """[{"text":"Hello"},{"finish":"stop"}]""";

    public static Task<TestGateway> StartAsync(bool storing = false, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>(more ?? []);
        if (storing)
            settings["Responses:Storage:Enabled"] = "true";
        return TestGateway.StartAsync(settings, services =>
        {
            services.RemoveAll<IWireFormat>();
            services.AddSingleton<IWireFormat, ScriptedFormat>();
        });
    }

    public static Task<HttpResponseMessage> PostAsync(this TestGateway gateway, string body, string? key = null) =>
        gateway.SendAsync(HttpMethod.Post, "/v1/responses", body, key);

    public static Task<HttpResponseMessage> SendAsync(this TestGateway gateway, HttpMethod method, string path, string? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Answers every request alike, and notes the bodies.</summary>
    public static List<string> Script(this FakeUpstream upstream, string answer = Answer)
    {
        var bodies = new List<string>();
        upstream.Answer = call =>
        {
            bodies.Add(call.BodyText);
            return call.AnswerAsync(200, answer);
        };
        return bodies;
    }

    public static async Task<JsonElement> JsonAsync(this Task<HttpResponseMessage> answering, int status = 200)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    public static string IdOf(JsonElement response) => response.GetProperty("id").GetString()!;

    /// <summary>A key of an organization of its own.</summary>
    public static async Task<string> OtherOrganizationAsync(this TestGateway gateway)
    {
        var organization = await gateway.SendAsync(HttpMethod.Post, "/api/organizations", """{"name":"Other"}""").JsonAsync(201);
        var key = await gateway.SendAsync(HttpMethod.Post, "/api/keys", $$"""{"name":"k","role":"inference","organizationId":"{{organization.GetProperty("id").GetString()}}"}""").JsonAsync(201);
        return key.GetProperty("key").GetString()!;
    }
}
