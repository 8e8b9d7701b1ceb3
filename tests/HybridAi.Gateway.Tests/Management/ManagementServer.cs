using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Hosting;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Node.Hosting;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Profiles;
using HybridAi.ServiceDefaults;
using HybridAi.Storage;
using HybridAi.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>
/// The gateway on a real server, with a database and a journal in a directory of its own, two organizations with a key of every role in
/// each, and three providers: openai (with a key), groq (simulated) and mistral (without a key).
/// </summary>
public class ManagementServer : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("hybridai-management-");
    private readonly Dictionary<(OrganizationId, Role), string> _secrets = [];
    private StorageModule? _storage;
    private WebApplication? _app;

    public static OrganizationId Other { get; } = new(new Guid("01900000-0000-7000-8000-00000000000b"));

    /// <summary>Where its database is; null: it is a file of its own.</summary>
    internal PostgresFixture? Postgres { get; init; }

    internal IServiceProvider Services => _app!.Services;

    internal ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal FailingTenancyStore Tenancy { get; private set; } = null!;

    internal GatedJournal Journal { get; private set; } = null!;

    internal IProviderKeyStore ProviderKeys => _storage!.ProviderKeys;

    /// <summary>What a worker would use.</summary>
    internal StorageModule Storage => _storage!;

    internal BreakableConfiguration Configuration { get; } = new();

    /// <summary>The version of the snapshot that serves: one more with each change.</summary>
    internal long SnapshotVersion => _app!.Services.GetRequiredService<SnapshotHolder>().Current.Version;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _app = Build(Postgres is null ? null : await Postgres.CreateAsync());
        await _app.Services.OpenNodeAsync(default);
        _storage = _app.Services.GetRequiredService<OpenedStorage>().Module;
        Tenancy = new FailingTenancyStore(_storage.Tenancy);
        Journal = new GatedJournal(_storage.Journal);
        await AddKeysAsync(OrganizationId.Default, "Default");
        Assert.Equal(WriteResult.Done, await Tenancy.SaveAsync(new Organization(Other, "Other", Time.GetUtcNow(), 1), Seed(Other), default));
        await AddKeysAsync(Other, "Other");
        await _app.MapGatewayAsync();
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

    /// <summary>The audit log's latest entries, the oldest of them first.</summary>
    /// <param name="action">One action, or a group of them that ends in a dot; null for all.</param>
    internal async Task<IReadOnlyList<AuditEntry>> AuditAsync(string? action = null) =>
        [.. (await _storage!.Audit.ListAsync(null, action, null, 1000, default)).Items.Reverse()];

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _data.Delete(recursive: true);
    }

    private WebApplication Build(string? connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        var settings = Settings();
        if (connectionString is not null)
            builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        builder.Services.AddSingleton(new GatewayHostOptions());
        builder.AddServiceDefaults(settings.Service);
        builder.Services.AddNodeServices(settings);
        builder.Services.AddGatewayServices(settings);
        Configuration.Replace(builder.Services);
        builder.Services.AddSingleton<ITenancyStore>(_ => Tenancy).AddSingleton<IUsageJournal>(_ => Journal);
        return builder.Build();
    }

    private NodeSettings Settings()
    {
        var configuration = new Dictionary<string, string?>
        {
            ["HYBRIDAI_DATA"] = _data.FullName,
            ["Journal:SegmentBytes"] = "65536",
            ["Health:Probes"] = "false",
            ["Providers:openai:BaseUrl"] = "https://user:hidden@api.openai.com/v1",
            ["Providers:openai:ApiKey"] = "sk-configured",
        };
        if (Postgres is not null)
            configuration["HYBRIDAI_MASTER_KEY"] = new string('5', 64);
        foreach (var (name, profile) in ProviderProfiles.InOrder)
        {
            if (profile is { BaseUrl: not null, KeyOptional: false } && name is not ("openai" or "groq" or "mistral"))
                configuration[$"Providers:{name}:Enabled"] = "false";
        }
        return NodeSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(configuration).Build(),
            new Dictionary<string, Uri> { ["groq"] = new("http://127.0.0.1:9999/groq/v1") });
    }

    private async Task AddKeysAsync(OrganizationId id, string name)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var secret = KeySecret.Create();
            _secrets[(id, role)] = secret.Secret.Reveal();
            var key = new ApiKey
            {
                Id = new KeyId(Guid.CreateVersion7(Time.GetUtcNow())),
                Hash = secret.Hash,
                Prefix = secret.Prefix,
                Name = $"{name} {role}",
                Role = role,
                OrganizationId = id,
                CreatedAt = Time.GetUtcNow(),
                Revision = 1,
            };
            Assert.Equal(WriteResult.Done, await Tenancy.SaveAsync(key, Seed(id), default));
        }
    }

    private AuditEntry Seed(OrganizationId id) =>
        new(Guid.CreateVersion7(Time.GetUtcNow()), Time.GetUtcNow(), id, new KeyId(Guid.Empty), null, "seed", id.ToString(), null, null);
}

/// <summary>The same on Postgres.</summary>
public sealed class PostgresManagementServer : ManagementServer
{
    public PostgresManagementServer(PostgresFixture postgres) => Postgres = postgres;
}

public sealed record Answer(int Status, string Text, string? ETag, ICollection<string> Allow)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public JsonElement Error => Json.GetProperty("error");

    public string? Code => Error.GetProperty("code").GetString();

    public string? Param => Error.GetProperty("param").GetString();

    public string Message => Error.GetProperty("message").GetString()!;
}
