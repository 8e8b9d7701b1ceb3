using HybridAi.Core.Catalog;
using HybridAi.Core.Configuration;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Profiles;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Reads the filters that all of these endpoints have. What names nothing is told, with what there is: a misspelt name must not look like an idle provider.</summary>
internal sealed class PerformanceReading(IMetricsStore store, ITenancyStore tenancy, IProviderDirectory directory, SnapshotHolder snapshots, ModelCatalog catalog, TimeProvider time)
{
    private const int MostNamed = 50;
    private static readonly TimeSpan Usual = TimeSpan.FromHours(24), Longest = TimeSpan.FromDays(30);

    /// <summary>Reads the filters, of which an endpoint's parameters may not have all.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="provider">The provider, where the path names it.</param>
    /// <param name="cancellationToken">Cancels looking names up.</param>
    public async Task<Outcome<PerformanceScope>> ReadAsync(HttpContext http, ApiQuery parameters, string? provider, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var range = Range(parameters);
        var (organization, user) = (parameters.Id("organization"), parameters.Id("user"));
        provider ??= parameters.Text("provider");
        var model = parameters.Text("model");
        // Of an organization that the caller may not see nothing is looked up.
        if (OrganizationScope.Of(http.GetCaller(), organization).Failed(out var error, out var scope))
            return parameters.Problem ?? error;
        var seen = scope.Id;
        if (provider is not null)
            provider = await ProviderAsync(parameters, provider, seen, now, cancellationToken);
        if (model is not null)
            model = await ModelAsync(parameters, model, provider, seen, now, cancellationToken);
        if (user is { } id)
            await UserAsync(parameters, id, seen, now, cancellationToken);
        if (parameters.Problem is { } problem)
            return problem;
        return new PerformanceScope
        {
            Now = now, Range = range ?? Usual, IsTimed = range is not null, Organization = seen,
            Filters =
            [
                .. provider is null ? [] : new[] { new MetricFilter(MetricDimension.Provider, provider) },
                .. model is null ? [] : new[] { new MetricFilter(MetricDimension.Model, model) },
                .. user is null ? [] : new[] { new MetricFilter(MetricDimension.User, user.Value.ToString("D")) },
            ],
        };
    }

    /// <summary>The names of all providers that are configured.</summary>
    public IEnumerable<string> Configured => directory.List().Select(provider => provider.Name);

    private static TimeSpan? Range(ApiQuery parameters)
    {
        var (text, other) = (parameters.Text("time"), parameters.Text("range"));
        if (text is not null && other is not null && text != other)
            parameters.Fail("range", "is another name of 'time': give one of the two");
        foreach (var (name, value) in new[] { ("time", text), ("range", other) })
        {
            if (value is not null && !MetricsReading.Ranges.Contains(value))
                parameters.Fail(name, $"must be one of {string.Join(", ", MetricsReading.Ranges)}");
        }

        return DurationText.TryParse(text ?? other, out var range) ? range : null;
    }

    private async Task<string> ProviderAsync(ApiQuery parameters, string asked, OrganizationId? organization, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var configured = Configured.ToHashSet(StringComparer.Ordinal);
        var name = ProviderAliases.Resolve(asked, configured.Contains);
        if (configured.Contains(name) || ProviderProfiles.Find(name) is not null || await IsSeenAsync(MetricDimension.Provider, name, organization, now, cancellationToken))
            return name;
        // Calls that were recorded from outside may have been made anywhere.
        var seen = await SeenAsync(organization, now, cancellationToken);
        parameters.Fail(
            "provider", $"names '{ApiError.Shorten(asked)}', which is no provider here; there are {string.Join(", ", configured.Concat(seen).Distinct().Order(StringComparer.Ordinal).Take(MostNamed))}");
        return name;
    }

    private async Task<string> ModelAsync(ApiQuery parameters, string asked, string? provider, OrganizationId? organization, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var models = snapshots.Current.Models.Providers.Where(one => provider is null || one.Provider == provider).ToList();
        // Records have the provider's id, which may be asked for by another name of it.
        if (models.Select(one => one.FindListed(asked)).FirstOrDefault(found => found is not null) is { } listed)
            return listed.Model;
        if (catalog.Models.Any(one => one.Id == asked && (provider is null || one.Provider == provider))
            || await IsSeenAsync(MetricDimension.Model, asked, organization, now, cancellationToken))
            return asked;
        var names = models.SelectMany(one => one.Listed).Select(one => one.Model).Distinct().Order(StringComparer.Ordinal).ToList();
        parameters.Fail(
            "model", $"names '{ApiError.Shorten(asked)}', which is no model here; there are {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : "")}");
        return asked;
    }

    private async Task UserAsync(ApiQuery parameters, Guid id, OrganizationId? organization, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((await tenancy.UsersAsync(cancellationToken)).Any(user => user.Id.Value == id && (organization is null || user.OrganizationId == organization))
            || await IsSeenAsync(MetricDimension.User, id.ToString("D"), organization, now, cancellationToken))
            return;
        parameters.Fail("user", $"names {id:D}, which is no user that this key can see; GET /api/users lists them");
    }

    private async Task<bool> IsSeenAsync(MetricDimension dimension, string value, OrganizationId? organization, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await store.ReadAsync(
            new MetricsQuery { Cut = MetricCut.Find([dimension])!, Bounds = MetricsHandlers.Whole((now - Longest, now)), Filters = [new MetricFilter(dimension, value)], Organization = organization },
            cancellationToken)).Groups.Count > 0;

    private async Task<IEnumerable<string>> SeenAsync(OrganizationId? organization, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await store.ReadAsync(
            new MetricsQuery
            {
                Cut = MetricCut.Find([MetricDimension.Provider])!, Bounds = MetricsHandlers.Whole((now - Longest, now)), GroupBy = [MetricDimension.Provider], Organization = organization, Most = MostNamed,
            },
            cancellationToken)).Groups.SelectMany(group => group.Values).OfType<string>();
}
