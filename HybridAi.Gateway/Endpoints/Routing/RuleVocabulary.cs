using HybridAi.Core.Tenancy;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>What rules can name.</summary>
/// <param name="Snapshot">What is configured.</param>
/// <param name="Teams">All teams; null: not looked up.</param>
/// <param name="Users">All users; null: not looked up.</param>
internal sealed record RuleVocabulary(GatewaySnapshot Snapshot, HashSet<Guid>? Teams, HashSet<Guid>? Users)
{
    private readonly Lazy<HashSet<string>> _models = new(() => ModelNames(Snapshot));

    public static async Task<RuleVocabulary> ReadAsync(GatewaySnapshot snapshot, ITenancyStore tenancy, CancellationToken cancellationToken) => new(
        snapshot,
        [.. (await tenancy.TeamsAsync(cancellationToken)).Select(team => team.Id.Value)],
        [.. (await tenancy.UsersAsync(cancellationToken)).Select(user => user.Id.Value)]);

    public IEnumerable<string> Providers => Snapshot.Models.Providers.Select(provider => provider.Provider).Concat(Snapshot.IdleProviders.Select(provider => provider.Name));

    public IEnumerable<string> Deployments => Snapshot.KnownDeployments.Select(deployment => deployment.Id).Concat(Snapshot.Deployments.All.Select(one => one.Definition.Name));

    public IEnumerable<string> Regions => Snapshot.KnownDeployments.Select(deployment => deployment.Region).OfType<string>()
        .Concat(Snapshot.Deployments.All.Select(one => one.Definition.Region).OfType<string>());

    public IEnumerable<string> Tags => Snapshot.KnownDeployments.SelectMany(deployment => deployment.Tags).Concat(Snapshot.Deployments.All.SelectMany(one => one.Definition.Tags ?? []));

    /// <summary>Whether callers can ask for a model by this name.</summary>
    public bool IsModel(string pattern) => pattern.EndsWith('*') ? IsAny(_models.Value, pattern, StringComparison.Ordinal) : Snapshot.Models.Find(pattern) is not null;

    /// <summary>Whether a provider has a model of this id, or takes any.</summary>
    public bool IsModelOfProvider(string pattern) => IsAny(Snapshot.KnownDeployments.Select(deployment => deployment.Model), pattern, StringComparison.Ordinal)
        || (!pattern.EndsWith('*') && Snapshot.Models.Providers.Any(provider => provider.Find(pattern) is not null));

    public bool IsKey(Guid id) => Snapshot.Configuration.Keys.Any(key => key.Id.Value == id);

    public static bool IsAny(IEnumerable<string> names, string pattern, StringComparison comparison) => pattern.EndsWith('*')
        ? names.Any(name => name.StartsWith(pattern[..^1], comparison))
        : names.Any(name => name.Equals(pattern, comparison));

    private static HashSet<string> ModelNames(GatewaySnapshot snapshot) =>
    [
        .. snapshot.Models.Aliases.Keys,
        .. snapshot.Models.Providers.SelectMany(provider => provider.Names.SelectMany(name => new[] { name, $"{provider.Provider}/{name}" })),
        .. snapshot.KnownDeployments.Select(deployment => deployment.QualifiedModel),
    ];
}
