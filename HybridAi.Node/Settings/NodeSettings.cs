using Microsoft.Extensions.Configuration;
using HybridAi.Core.Health;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Budgets;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Http;
using HybridAi.Providers.Profiles;
using HybridAi.ServiceDefaults;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Redis;

namespace HybridAi.Node.Settings;

/// <summary>All of the gateway's configuration, read and checked once at the start.</summary>
public sealed class NodeSettings
{
    /// <summary>The fewest characters of an administrator key that a person chose.</summary>
    public const int ShortestAdministratorKey = 16;

    // Those from Worker on are read elsewhere.
    private static readonly string[] Sections =
    [
        "Gateway", "Routing", "Retry", "Breaker", "Hedging", "Idempotency", "Cache", "Events", "Health", LimitProfiles.Key, "Monitoring", "Privacy", "Upstream", "Journal", "Redis", "Storage", "Providers", "Responses", "Aliases", "RateLimits", "Budgets", "Worker", "Jobs", "Standalone",
        "Simulator", "HYBRIDAI_",
    ];

    /// <summary>What every host has.</summary>
    public required ServiceSettings Service { get; init; }

    public required GatewayOptions Gateway { get; init; }

    public required RoutingOptions Routing { get; init; }

    public required RetryOptions Retry { get; init; }

    public required BreakerOptions Breaker { get; init; }

    public required HedgingOptions Hedging { get; init; }

    public required IdempotencyOptions Idempotency { get; init; }

    public required CacheOptions Cache { get; init; }

    public required EventsOptions Events { get; init; }

    /// <summary>The profile that the defaults of limits come from: <c>development</c>, <c>staging</c> or <c>production</c>.</summary>
    public required string Profile { get; init; }

    public required HealthOptions Health { get; init; }

    public required ResponsesOptions Responses { get; init; }

    public required MonitoringOptions Monitoring { get; init; }

    public required PrivacyOptions Privacy { get; init; }

    public required UpstreamOptions Upstream { get; init; }

    public required JournalOptions Journal { get; init; }

    public required RedisOptions Redis { get; init; }

    /// <summary>Whether the host has a Redis: <c>ConnectionStrings:cache</c>.</summary>
    public required bool HasRedis { get; init; }

    public required StorageStartOptions Storage { get; init; }

    /// <summary>The configured providers by name.</summary>
    public required IReadOnlyDictionary<string, ProviderOptions> Providers { get; init; }

    /// <summary>The configured aliases, each with the model names that it stands for, in order.</summary>
    public required IReadOnlyDictionary<string, List<string>> Aliases { get; init; }

    /// <summary>The configured rate limits.</summary>
    public required IReadOnlyList<LimitDefinition> RateLimits { get; init; }

    /// <summary>The configured budgets, by name.</summary>
    public required IReadOnlyList<Budget> Budgets { get; init; }

    /// <summary>The keys that the environment has for providers with a profile of their own, by profile name.</summary>
    public required IReadOnlyDictionary<string, Secret> EnvironmentKeys { get; init; }

    /// <summary>Addresses of simulated providers by name: used for those that nothing else is known of.</summary>
    public required IReadOnlyDictionary<string, Uri> SimulatedProviders { get; init; }

    /// <summary><c>HYBRIDAI_ADMIN_KEY</c>, or null.</summary>
    public required Secret? AdministratorKey { get; init; }

    /// <summary><c>HYBRIDAI_MASTER_KEY</c>, or null.</summary>
    public required Secret? MasterKey { get; init; }

    /// <summary><c>HYBRIDAI_DATA</c>: the data directory, as a full path.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>All that was read, as it is in effect; without secrets.</summary>
    public required SettingsInEffect InEffect { get; init; }

    /// <summary>Reads and checks everything.</summary>
    /// <param name="configuration">All configuration.</param>
    /// <param name="simulatedProviders">Addresses of simulated providers by name.</param>
    /// <param name="environment">The name of the host's environment, whose profile counts if none is named; null: production.</param>
    /// <exception cref="ConfigurationException">Something is wrong; all errors are listed.</exception>
    public static NodeSettings Read(IConfiguration configuration, IReadOnlyDictionary<string, Uri> simulatedProviders, string? environment = null)
    {
        var reader = new OptionsReader(configuration);
        var profile = LimitProfiles.Choose(reader, configuration, environment);
        var settings = new NodeSettings
        {
            Service = ServiceSettings.Read(reader, configuration),
            Gateway = reader.Read<GatewayOptions>("Gateway"),
            Routing = reader.Read<RoutingOptions>("Routing"),
            Retry = reader.Read<RetryOptions>("Retry"),
            Breaker = reader.Read<BreakerOptions>("Breaker"),
            Hedging = reader.Read<HedgingOptions>("Hedging"),
            Idempotency = reader.Read<IdempotencyOptions>("Idempotency"),
            Cache = reader.Read<CacheOptions>("Cache"),
            Events = reader.Read<EventsOptions>("Events"),
            Profile = profile,
            Health = LimitProfiles.Read(reader, profile),
            Responses = reader.Read<ResponsesOptions>("Responses"),
            Monitoring = reader.Read<MonitoringOptions>("Monitoring"),
            Privacy = reader.Read<PrivacyOptions>("Privacy"),
            Upstream = reader.Read<UpstreamOptions>("Upstream"),
            Journal = reader.Read<JournalOptions>("Journal"),
            Redis = reader.Read<RedisOptions>("Redis"),
            HasRedis = configuration.GetConnectionString("cache") is { Length: > 0 },
            Storage = reader.Read<StorageStartOptions>("Storage"),
            Providers = ByOwnName(reader.ReadNamed<ProviderOptions>("Providers")),
            Aliases = reader.ReadNamed<List<string>>("Aliases"),
            RateLimits = RateLimitSettings.Read(reader),
            Budgets = ReadBudgets(reader),
            EnvironmentKeys = ReadEnvironmentKeys(configuration),
            SimulatedProviders = SimulatorSwitch.Read(reader, configuration) is { } simulator ? HybridAi.Node.Providers.SimulatedProviders.At(simulator) : simulatedProviders,
            AdministratorKey = Secret.FromNullable(configuration["HYBRIDAI_ADMIN_KEY"]),
            MasterKey = Secret.FromNullable(configuration["HYBRIDAI_MASTER_KEY"]),
            DataDirectory = Path.GetFullPath(configuration["HYBRIDAI_DATA"] is { Length: > 0 } path ? path : ".hybridai"),
            InEffect = reader.InEffect,
        };
        settings.TellWhatHasNoClass();
        if (configuration["Journal:Retention"] is { Length: > 0 })
            reader.Report("Journal:Retention", "follows Monitoring:Retention; set that instead.");
        UnknownSections.Report(reader, configuration, [.. Sections, .. ServiceSettings.Sections, .. ProviderProfiles.InOrder.Select(profile => profile.Value.KeyVariable).OfType<string>()]);
        settings.Check(reader);
        reader.ThrowIfInvalid();
        return settings;
    }

    /// <summary>Where storage puts what.</summary>
    public StorageOptions ToStorageOptions()
    {
        Journal.Retention = Monitoring.Retention;
        return new StorageOptions { DataDirectory = DataDirectory, MasterKey = MasterKey, StartTimeout = Storage.StartTimeout, Journal = Journal };
    }

    /// <summary>Whether a real provider is configured, so that nothing needs to be simulated.</summary>
    public static bool HasRealProvider(IConfiguration configuration) =>
        ReadEnvironmentKeys(configuration).Count > 0 || configuration.GetSection("Providers").GetChildren().Any();

    private void TellWhatHasNoClass()
    {
        InEffect.Add(LimitProfiles.Key, Profile);
        InEffect.Add("HYBRIDAI_DATA", DataDirectory);
        InEffect.Add("HYBRIDAI_ADMIN_KEY", AdministratorKey, isSecret: true);
        InEffect.Add("HYBRIDAI_MASTER_KEY", MasterKey, isSecret: true);
        InEffect.Add("ConnectionStrings:database", Service.DatabaseConnection, isSecret: true);
        InEffect.Add("ConnectionStrings:cache", Service.CacheConnection, isSecret: true);
        foreach (var (name, profile) in ProviderProfiles.InOrder)
        {
            if (profile.KeyVariable is { } variable)
                InEffect.Add(variable, EnvironmentKeys.GetValueOrDefault(name), isSecret: true);
        }
    }

    // Environment variables are often written in capitals; names of budgets are in lower case.
    private static Budget[] ReadBudgets(OptionsReader reader) =>
        [.. reader.ReadNamed<BudgetDraft>("Budgets").Select(pair => pair.Value.Read(pair.Key.ToLowerInvariant(), (field, problem) => reader.Report($"Budgets:{pair.Key}:{char.ToUpperInvariant(field[0])}{field[1..]}", $"{problem}.")))];

    private static Dictionary<string, Secret> ReadEnvironmentKeys(IConfiguration configuration)
    {
        var keys = new Dictionary<string, Secret>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, profile) in ProviderProfiles.InOrder)
        {
            if (profile.KeyVariable is { } variable && Secret.FromNullable(configuration[variable]) is { } key)
                keys[name] = key;
        }

        return keys;
    }

    // Environment variables are often written in capitals; providers that are known by name are called by it.
    private static Dictionary<string, ProviderOptions> ByOwnName(Dictionary<string, ProviderOptions> providers) => providers.ToDictionary(
        pair => ProviderProfiles.InOrder.FirstOrDefault(profile => profile.Key.Equals(pair.Key, StringComparison.OrdinalIgnoreCase)).Key ?? pair.Key,
        pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private void Check(OptionsReader reader)
    {
        if (AdministratorKey is { } key && key.Reveal().Length < ShortestAdministratorKey)
            reader.Report("HYBRIDAI_ADMIN_KEY", $"must have at least {ShortestAdministratorKey} characters.");
        // One that a node made up would be known to it alone.
        if (Service.DatabaseConnection is not null && MasterKey is null)
            reader.Report("HYBRIDAI_MASTER_KEY", "is needed with ConnectionStrings:database: what nodes store there encrypted must be readable to all of them. Give each the same 32 bytes; `openssl rand -base64 32` makes them.");
        if (Retry.BaseDelay > Retry.MaxDelay)
            reader.Report("Retry:MaxDelay", "must not be shorter than Retry:BaseDelay.");
        if (Hedging.MinDelay > Hedging.MaxDelay)
            reader.Report("Hedging:MaxDelay", "must not be shorter than Hedging:MinDelay.");
        HealthCheck.Run(reader, Health);
        if (Cache.MaxAnswerSize.Bytes is < 1024 or > 64 * 1024 * 1024)
            reader.Report("Cache:MaxAnswerSize", "must be between 1KB and 64MB.");
        if (Cache.MaxRequestSize.Bytes is < 1024 or > 1024 * 1024 * 1024)
            reader.Report("Cache:MaxRequestSize", "must be between 1KB and 1GB.");
        if (Cache.Semantic.MaxSize.Bytes is < 64 * 1024 or > 64L * 1024 * 1024 * 1024)
            reader.Report("Cache:Semantic:MaxSize", "must be between 64KB and 64GB.");
        if (Idempotency.MaxAnswerSize.Bytes is < 0 or > 64 * 1024 * 1024)
            reader.Report("Idempotency:MaxAnswerSize", "must be between 0 and 64MB.");
        if (Gateway.MaxBodySize.Bytes is < 1024 or > 1024 * 1024 * 1024)
            reader.Report("Gateway:MaxBodySize", "must be between 1KB and 1GB.");
        if (Gateway.MaxFileSize.Bytes is < 0 or > 1024L * 1024 * 1024)
            reader.Report("Gateway:MaxFileSize", "must be between 0 and 1GB.");
        CacheCheck.Run(reader, Cache, HasRedis);
        foreach (var proxy in Gateway.TrustedProxies)
        {
            if (!ClientNetwork.TryParse(proxy, out _))
                reader.Report("Gateway:TrustedProxies", $"'{proxy}' is no address and no network such as 10.0.0.0/8.");
        }

        foreach (var (name, provider) in Providers)
            ProviderCheck.Run(reader, name, provider);
        foreach (var (profile, secret) in EnvironmentKeys)
        {
            if (!ProviderCheck.IsHeaderText(secret.Reveal()))
                reader.Report(ProviderProfiles.Find(profile)!.KeyVariable!, "must consist of visible ASCII characters.");
        }

        foreach (var (alias, targets) in Aliases)
        {
            if (targets.Count == 0)
                reader.Report($"Aliases:{alias}", "must name at least one model.");
        }
    }
}
