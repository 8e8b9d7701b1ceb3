using System.Text.Json;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Core.Providers;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Configuration;

/// <summary>The document in a copy of the configuration. Whoever changes the shape of what is there raises <see cref="CurrentFormat"/>.</summary>
internal sealed record CopiedConfiguration
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    public long Version { get; init; } // Left out where it is 0.

    public required DateTimeOffset ReadAt { get; init; }

    public required IReadOnlyList<CopiedKey> Keys { get; init; }

    public required IReadOnlyDictionary<string, string> ProviderKeys { get; init; }

    public required IReadOnlyList<ProviderDefinition> Providers { get; init; }

    // What follows is absent from what earlier releases wrote.
    public IReadOnlyList<LimitDefinition>? RateLimits { get; init; }

    public IReadOnlyList<FallbackRule>? Fallbacks { get; init; }

    public IReadOnlyList<DeploymentDefinition>? Deployments { get; init; }

    public IReadOnlyList<Budget>? Budgets { get; init; }

    public RoutingRuleSet? RoutingRules { get; init; }

    public IReadOnlyList<AutoModelDefinition>? AutoModels { get; init; }

    public IReadOnlyList<CacheRule>? CacheRules { get; init; }

    public IReadOnlyList<ProviderSwitch>? SwitchedOff { get; init; }

    public static byte[] Write(StoredConfiguration configuration) => JsonSerializer.SerializeToUtf8Bytes(
        new CopiedConfiguration
        {
            Format = CurrentFormat,
            Version = configuration.Version,
            ReadAt = configuration.ReadAt,
            Keys = [.. configuration.Keys.Select(CopiedKey.Of)],
            ProviderKeys = configuration.ProviderKeys.ToDictionary(pair => pair.Key, pair => pair.Value.Reveal(), StringComparer.Ordinal),
            Providers = configuration.Providers,
            RateLimits = configuration.RateLimits,
            Fallbacks = configuration.Fallbacks,
            Deployments = configuration.Deployments,
            Budgets = configuration.Budgets,
            RoutingRules = configuration.RoutingRules,
            AutoModels = configuration.AutoModels,
            CacheRules = configuration.CacheRules,
            SwitchedOff = configuration.SwitchedOff,
        },
        StorageJson.Default.CopiedConfiguration);

    /// <summary>Reads what <see cref="Write"/> wrote; null if that was another release with another format.</summary>
    /// <exception cref="JsonException">It is anything else.</exception>
    public static StoredConfiguration? Read(ReadOnlySpan<byte> json)
    {
        var copied = JsonSerializer.Deserialize(json, StorageJson.Default.CopiedConfiguration);
        return copied?.Format != CurrentFormat ? null : new StoredConfiguration
        {
            Version = copied.Version,
            ReadAt = copied.ReadAt,
            Keys = [.. copied.Keys.Select(key => key.ToKey())],
            ProviderKeys = copied.ProviderKeys.ToDictionary(pair => pair.Key, pair => new Secret(pair.Value), StringComparer.Ordinal),
            Providers = copied.Providers,
            RateLimits = copied.RateLimits ?? [],
            Fallbacks = copied.Fallbacks ?? [],
            Deployments = copied.Deployments ?? [],
            Budgets = copied.Budgets ?? [],
            RoutingRules = copied.RoutingRules ?? RoutingRuleSet.Empty,
            AutoModels = copied.AutoModels ?? [],
            CacheRules = copied.CacheRules ?? [],
            SwitchedOff = copied.SwitchedOff ?? [],
        };
    }
}

/// <summary>A key in a copy.</summary>
internal sealed record CopiedKey(
    Guid Id, string Hash, string Prefix, string Name, Role Role, Guid OrganizationId, Guid? TeamId, Guid? UserId, IReadOnlyList<string>? AllowedModels,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, Guid? RotatedFrom, long Revision, KeyPolicy? Policy)
{
    public static CopiedKey Of(ApiKey key) => new(
        key.Id.Value, key.Hash.ToString(), key.Prefix, key.Name, key.Role, key.OrganizationId.Value, key.TeamId?.Value, key.UserId?.Value, key.AllowedModels,
        key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.RotatedFrom?.Value, key.Revision, key.Policy);

    public ApiKey ToKey() => new()
    {
        Id = new KeyId(Id),
        Hash = KeyHash.Parse(Hash),
        Prefix = Prefix,
        Name = Name,
        Role = Role,
        OrganizationId = new OrganizationId(OrganizationId),
        TeamId = TeamId is { } team ? new TeamId(team) : null,
        UserId = UserId is { } user ? new UserId(user) : null,
        AllowedModels = AllowedModels,
        Policy = Policy,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt,
        RevokedAt = RevokedAt,
        RotatedFrom = RotatedFrom is { } old ? new KeyId(old) : null,
        Revision = Revision,
    };
}
