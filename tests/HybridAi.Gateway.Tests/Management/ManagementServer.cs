using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Configuration;
using HybridAi.Gateway.Endpoints;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Tests.Management.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>The management API on a real server, with two organizations and a key of every role in each.</summary>
public sealed class ManagementServer : IAsyncLifetime
{
    private readonly WebApplication _app;
    private readonly Dictionary<(OrganizationId, Role), string> _secrets = [];

    public ManagementServer()
    {
        Tenancy = new MemoryTenancyStore();
        Snapshot = new SnapshotOfKeys(Tenancy, Time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<ITenancyStore>(Tenancy).AddSingleton<IAuditStore>(Tenancy);
        builder.Services.AddSingleton<IUsageStore>(Usage).AddSingleton<IUsageJournal>(Usage);
        builder.Services.AddSingleton<IProviderKeyStore>(Providers).AddSingleton<IProviderDirectory>(Providers);
        builder.Services.AddSingleton<ISnapshotRefresher>(Snapshot).AddSingleton<ICallerAuthenticator>(Snapshot);
        builder.Services.AddManagementApi();
        builder.Services.AddOpenApi();
        _app = builder.Build();
        _app.MapManagementApi();
        _app.MapOpenApi();
    }

    public static OrganizationId Other { get; } = new(new Guid("01900000-0000-7000-8000-00000000000b"));

    internal ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal MemoryTenancyStore Tenancy { get; }

    internal MemoryUsageStore Usage { get; } = new();

    internal MemoryProviders Providers { get; } = new();

    internal SnapshotOfKeys Snapshot { get; }

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await AddOrganizationAsync(OrganizationId.Default, "Default");
        await AddOrganizationAsync(Other, "Other");
        await Snapshot.RefreshAsync(default);
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public string Secret(Role role, OrganizationId? organization = null) => _secrets[(organization ?? OrganizationId.Default, role)];

    public HybridAiClient Client(Role role, OrganizationId? organization = null) => new(Http, Secret(role, organization));

    public HybridAiClient Client(string secret) => new(Http, secret);

    /// <summary>Sends a request as the holder of a role (or nobody) and gives the answer's status and JSON.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, string? secret = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        change?.Invoke(request);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text, response.Headers.ETag?.Tag, response.Content.Headers.Allow);
    }

    public Task<Answer> AsAdministratorAsync(HttpMethod method, string path, string? json = null) =>
        SendAsync(method, path, json, Secret(Role.Administrator));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task AddOrganizationAsync(OrganizationId id, string name)
    {
        await Tenancy.SaveAsync(new Organization(id, name, Time.GetUtcNow(), 1), Seed(id), default);
        foreach (var role in Enum.GetValues<Role>())
        {
            var secret = KeySecret.Create();
            _secrets[(id, role)] = secret.Secret.Reveal();
            await Tenancy.SaveAsync(
                new ApiKey
                {
                    Id = new KeyId(Guid.CreateVersion7(Time.GetUtcNow())),
                    Hash = secret.Hash,
                    Prefix = secret.Prefix,
                    Name = $"{name} {role}",
                    Role = role,
                    OrganizationId = id,
                    CreatedAt = Time.GetUtcNow(),
                    Revision = 1,
                },
                Seed(id), default);
        }
    }

    private AuditEntry Seed(OrganizationId id) =>
        new(Guid.CreateVersion7(Time.GetUtcNow()), Time.GetUtcNow(), id, new KeyId(Guid.Empty), null, "seed", id.ToString(), null, null);
}

public sealed record Answer(int Status, string Text, string? ETag, ICollection<string> Allow)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public JsonElement Error => Json.GetProperty("error");

    public string? Code => Error.GetProperty("code").GetString();

    public string? Param => Error.GetProperty("param").GetString();

    public string Message => Error.GetProperty("message").GetString()!;
}
