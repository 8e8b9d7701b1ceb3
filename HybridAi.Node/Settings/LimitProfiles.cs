using System.Collections.Frozen;
using HybridAi.Core.Configuration;
using HybridAi.Core.Health;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>
/// Sets of defaults for the limits of what a gateway has, by the name of an environment: <c>Profile</c>, else the host's own environment if it is one of these, else production. They are
/// defaults only: what is configured wins.
/// </summary>
internal static class LimitProfiles
{
    /// <summary>The key that names one.</summary>
    public const string Key = "Profile";

    private const string Fallback = "production";

    // A profile is a line here. Production is what the options themselves say.
    private static readonly FrozenDictionary<string, Action<HealthOptions>> Known = new Dictionary<string, Action<HealthOptions>>
    {
        ["development"] = static health => Set(health, memory: "2GB", collect: 10, threads: 200, queued: 1_000, requests: 500, upstream: 200),
        ["staging"] = static health => Set(health, memory: "4GB", collect: 20, threads: 500, queued: 5_000, requests: 5_000, upstream: 2_000),
        [Fallback] = static _ => { },
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the profile that counts.</summary>
    /// <param name="reader">Is told of one that does not exist.</param>
    /// <param name="configuration">All configuration.</param>
    /// <param name="environment">The name of the host's environment, or null.</param>
    /// <returns>Its name, in lower case.</returns>
    public static string Choose(OptionsReader reader, IConfiguration configuration, string? environment)
    {
        if (configuration[Key]?.Trim() is { Length: > 0 } wanted)
        {
            if (Known.ContainsKey(wanted))
                return wanted.ToLowerInvariant();
            reader.Report(Key, $"'{wanted}' is unknown. Known are: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.");
        }

        return environment is not null && Known.ContainsKey(environment) ? environment.ToLowerInvariant() : Fallback;
    }

    /// <summary>Reads the options of health on top of a profile's defaults.</summary>
    /// <param name="reader">Reads them.</param>
    /// <param name="profile">The profile.</param>
    public static HealthOptions Read(OptionsReader reader, string profile)
    {
        var health = new HealthOptions();
        Known[profile](health);
        reader.Fill(health, "Health");
        return health;
    }

    private static void Set(HealthOptions health, string memory, int collect, int threads, int queued, int requests, int upstream)
    {
        health.Memory.Limit = ByteSize.TryParse(memory, out var limit) ? limit : throw new ArgumentException(memory, nameof(memory));
        health.Memory.CollectInterval = TimeSpan.FromSeconds(collect);
        (health.Resources.Threads, health.Resources.QueuedWork, health.Resources.Requests, health.Resources.UpstreamConnections) = (threads, queued, requests, upstream);
    }
}
