using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.Resilience;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Providers;

/// <summary>All providers, how they are and how they compare.</summary>
public sealed record ProvidersModel
{
    /// <summary>How many providers a chart tells apart: as many as there are colours.</summary>
    public const int MostLines = 6;

    private const int MostCompared = 6;
    private const int ComparedUnasked = 4;

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>The configured providers.</summary>
    public required IReadOnlyList<ProviderDocument> Providers { get; init; }

    /// <summary>How each did.</summary>
    public required Part<ProviderComparisonDocument> Comparison { get; init; }

    /// <summary>How each is.</summary>
    public required Part<AiHealthDocument> Health { get; init; }

    /// <summary>The circuits that are not closed.</summary>
    public required Part<DocumentPage<BreakerDocument>> Breakers { get; init; }

    /// <summary>Latency and errors over time, by provider.</summary>
    public required Part<MetricsDocument> Metrics { get; init; }

    /// <summary>The providers to be shown side by side.</summary>
    public required IReadOnlyList<string> Compared { get; init; }

    /// <summary>Providers that requests were recorded of and that do not serve: switched off, or gone from the configuration.</summary>
    public IReadOnlyList<string> Gone =>
        [.. (Comparison.Value?.Providers ?? []).Select(one => one.Provider).OfType<string>().Where(name => Providers.All(provider => provider.Name != name))];

    /// <summary>Reads them, all at once.</summary>
    public static async Task<ProvidersModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var providers = visit.Client.ProvidersAsync(visit.Cancelled);
        var comparison = visit.PartAsync((client, cancelled) => client.CompareProvidersAsync(range.Ask(), cancelled));
        var health = visit.PartAsync((client, cancelled) => client.AiHealthAsync(cancelled));
        var breakers = visit.PartAsync((client, cancelled) => client.BreakersAsync(cancelled));
        var metrics = visit.PartAsync((client, cancelled) => client.MetricsAsync(
            range.Ask("requests", "latency_p95", "error_rate") with { GroupBy = ["provider"], Limit = MostLines }, cancelled));
        await Task.WhenAll(providers, comparison, health, breakers, metrics);
        return new ProvidersModel
        {
            Range = range,
            Providers = (await providers).Data,
            Comparison = await comparison,
            Health = await health,
            Breakers = await breakers,
            Metrics = await metrics,
            Compared = Chosen(visit, (await comparison).Value?.Providers ?? []),
        };
    }

    /// <summary>What requests of a provider came to; null without any.</summary>
    public ComparedProviderDocument? FiguresOf(string provider) => Comparison.Value?.Providers.FirstOrDefault(one => one.Provider == provider);

    /// <summary>How a provider is; null if that is not known.</summary>
    public ProviderHealthDocument? HealthOf(string provider) => Health.Value?.Providers.FirstOrDefault(one => one.Name == provider);

    private static IReadOnlyList<string> Chosen(Visit visit, IReadOnlyList<ComparedProviderDocument> known)
    {
        var names = known.Select(one => one.Provider).OfType<string>().ToList();
        var asked = visit.Query["compare"].OfType<string>().Where(names.Contains).Distinct().Take(MostCompared).ToList();
        return asked.Count > 0 ? asked : [.. names.Take(ComparedUnasked)];
    }
}
