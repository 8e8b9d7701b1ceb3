using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Errors;
using HybridAi.Client.Identity;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.Serialization;
using HybridAi.Client.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Web.Tests.Fakes;

/// <summary>A server that speaks the part of the gateway's API that the site calls, and remembers who called.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    public FakeGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/api/me", http => AnswerAsync(http, HybridAiJson.Default.MeDocument, Me));
        _app.MapGet("/api/usage/summary", http => AnswerAsync(http, HybridAiJson.Default.UsageSummaryDocument, () => Summary));
        _app.MapGet("/api/usage", http => AnswerAsync(
            http, HybridAiJson.Default.DocumentPageUsageRecordDocument, () => new DocumentPage<UsageRecordDocument>(Latest, null)));
        _app.MapGet("/api/providers", http => AnswerAsync(
            http, HybridAiJson.Default.DocumentPageProviderDocument, () => new DocumentPage<ProviderDocument>(Providers, null)));
    }

    /// <summary>The keys that are accepted, with their roles.</summary>
    public Dictionary<string, string> Roles { get; } = new()
    {
        ["hai-viewer"] = "viewer",
        ["hai-admin"] = "administrator",
        ["hai-inference"] = "inference",
    };

    public List<string> Calls { get; } = [];

    public UsageSummaryDocument Summary { get; set; } = Sample.EmptySummary;

    public IReadOnlyList<UsageRecordDocument> Latest { get; set; } = [];

    public IReadOnlyList<ProviderDocument> Providers { get; set; } = [Sample.Provider("openai", simulated: true), Sample.Provider("groq", simulated: false)];

    /// <summary>The error that calls after the sign-in get, if any.</summary>
    public (int Status, string Message)? Failure { get; set; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private MeDocument Me() => new()
    {
        KeyId = Guid.Empty,
        KeyName = "Ada's <key>",
        Role = Roles[Calls[^1].Split(' ')[1]],
        OrganizationId = Guid.Empty,
        OrganizationName = "Analytical Engines",
        InstallationAdministrator = false,
    };

    private async Task AnswerAsync<T>(HttpContext http, JsonTypeInfo<T> info, Func<T> answer)
    {
        var key = http.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        lock (Calls)
            Calls.Add($"{http.Request.Path}{http.Request.QueryString} {key}");
        if (!Roles.TryGetValue(key, out var role))
            await RefuseAsync(http, 401, "invalid_api_key", "Nobody has this API key. Check that it was copied whole.");
        else if (Failure is { } failure && http.Request.Path != "/api/me")
            await RefuseAsync(http, failure.Status, "failure", failure.Message);
        else if (role == "inference" && http.Request.Path != "/api/me")
            await RefuseAsync(http, 403, "insufficient_role", "This needs a key with the role viewer; yours has inference.");
        else
            await http.Response.WriteAsync(JsonSerializer.Serialize(answer(), info));
    }

    private static Task RefuseAsync(HttpContext http, int status, string code, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(
            JsonSerializer.Serialize(new ErrorDocument(new ErrorDetail(message, "error", code, null)), HybridAiJson.Default.ErrorDocument));
    }
}
