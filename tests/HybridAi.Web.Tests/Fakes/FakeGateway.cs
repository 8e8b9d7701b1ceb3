using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Client.Errors;
using HybridAi.Client.Identity;
using HybridAi.Client.Paging;
using HybridAi.Client.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Web.Tests.Fakes;

/// <summary>A server that speaks the part of the gateway's API that the site calls, and remembers who called what. A test says what it answers; what nobody said is 404.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    /// <summary>The key of an administrator of another organization than the default one.</summary>
    private const string Tenant = "hai-tenant";

    private readonly WebApplication _app;
    private readonly Dictionary<string, string> _answers = [];
    private readonly Dictionary<string, (int Status, string Message)> _refusals = [];

    public FakeGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => server.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Map("/{**path}", AnswerAsync);
    }

    /// <summary>The keys that are accepted, with their roles.</summary>
    public Dictionary<string, string> Roles { get; } = new()
    {
        ["hai-viewer"] = "viewer",
        ["hai-operator"] = "operator",
        ["hai-admin"] = "administrator",
        ["hai-inference"] = "inference",
        [Tenant] = "administrator",
    };

    /// <summary>Each call: its path and query, and the key.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Each call that was no GET: method, path and query, and body, without fields that are null where that says nothing (of a PATCH it does).</summary>
    public List<string> Changes { get; } = [];

    /// <summary>The error that calls after the sign-in get, if any.</summary>
    public (int Status, string Message)? Failure { get; set; }

    /// <summary>After which event the last stream was asked to go on.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>What a stream of events consists of; it stays open until the reader goes.</summary>
    public string Events { get; set; } = ": alive\n\n";

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Says what a call is answered, such as <c>GET /api/jobs</c>; its query does not count.</summary>
    public void Answer<T>(string call, T document)
    {
        var info = HybridAiJson.Default.GetTypeInfo(typeof(T)) ?? throw new ArgumentException($"The API has no document {typeof(T)}.");
        _answers[call] = JsonSerializer.Serialize(document, info);
    }

    /// <summary>Says what a call of the inference API is answered, in its own words.</summary>
    public void AnswerJson(string call, string json) => _answers[call] = json;

    /// <summary>What each call waits for before its answer.</summary>
    public Func<HttpContext, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Answers chat completions; null: there are none.</summary>
    public Func<HttpContext, JsonElement, Task>? Chat { get; set; }

    /// <summary>Says that a call is answered by one page of these.</summary>
    public void AnswerList<T>(string call, IReadOnlyList<T> documents, string? next = null) => Answer(call, new DocumentPage<T>(documents, next));

    /// <summary>Says that a call is refused.</summary>
    public void Refuse(string call, int status, string message) => _refusals[call] = (status, message);

    /// <summary>Says that a call is not refused any more.</summary>
    public void Allow(string call) => _refusals.Remove(call);

    private async Task AnswerAsync(HttpContext http)
    {
        var key = http.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        var (method, path) = (http.Request.Method, http.Request.Path.Value!);
        var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
        lock (Calls)
        {
            Calls.Add($"{path}{http.Request.QueryString} {key}");
            if (!HttpMethods.IsGet(method))
                Changes.Add($"{method} {http.Request.GetEncodedPathAndQuery()} {(HttpMethods.IsPatch(method) ? body : WithoutNulls(body))}".TrimEnd());
        }

        await Before(http);
        if (!Roles.TryGetValue(key, out var role))
            await RefuseAsync(http, 401, "invalid_api_key", "Nobody has this API key. Check that it was copied whole.");
        else if (path == "/api/me")
            await http.Response.WriteAsync(JsonSerializer.Serialize(Me(role, key != Tenant), HybridAiJson.Default.MeDocument));
        else if (Failure is { } failure)
            await RefuseAsync(http, failure.Status, "failure", failure.Message);
        else if (_refusals.TryGetValue($"{method} {path}", out var refusal))
            await RefuseAsync(http, refusal.Status, "refused", refusal.Message);
        else if (role == "inference")
            await RefuseAsync(http, 403, "insufficient_role", "This needs a key with the role viewer; yours has inference.");
        else if (path == "/api/events" && (LastEventId = http.Request.Headers["Last-Event-ID"]) is var _)
            await StreamAsync(http);
        else if (path == "/v1/chat/completions" && Chat is { } chat)
            await chat(http, JsonElement.Parse(body));
        else if (HttpMethods.IsDelete(method))
            http.Response.StatusCode = 204;
        else if (_answers.TryGetValue($"{method} {path}", out var answer))
            await http.Response.WriteAsync(answer);
        else
            await RefuseAsync(http, 404, "not_found", $"There is no {method} {path}.");
    }

    private static string WithoutNulls(string body)
    {
        if (body.Length == 0 || JsonNode.Parse(body) is not JsonObject fields)
            return body;
        foreach (var name in fields.Where(field => field.Value is null).Select(field => field.Key).ToList())
            fields.Remove(name);
        return fields.ToJsonString();
    }

    private async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync(Events);
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static MeDocument Me(string role, bool isDefault) => new()
    {
        KeyId = Guid.Empty,
        KeyName = "Ada's <key>",
        Role = role,
        OrganizationId = Guid.Empty,
        OrganizationName = "Analytical Engines",
        InstallationAdministrator = role == "administrator" && isDefault,
    };

    private static Task RefuseAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(
            JsonSerializer.Serialize(new ErrorDocument(new ErrorDetail(message, "error", code, null)), HybridAiJson.Default.ErrorDocument));
    }
}
