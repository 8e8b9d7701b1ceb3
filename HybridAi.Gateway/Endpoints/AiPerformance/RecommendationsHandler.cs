using HybridAi.Client.AiPerformance;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Optimization;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Recording;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Gathers what the rules of recommendations judge by, from rollups and the log of fallbacks.</summary>
internal sealed class RecommendationsHandler(PerformanceReading reading, IMetricsStore store, IFallbackEventStore events, SnapshotHolder snapshots)
{
    private const int MostModels = 1000, EventPage = 1000, MostEvents = 20_000;
    private const string Off = "off";

    // Providers' own faults; what callers do wrong says nothing of a provider.
    private static readonly HashSet<string> Faults =
        [.. Enum.GetValues<FailureCause>().Where(cause => ((FailureCause?)cause).Judge() == CallVerdict.Failed || cause == FailureCause.RateLimit).Select(cause => cause.Name())];

    public async Task<Results<Ok<RecommendationsDocument>, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var bounds = scope.Whole;
        var facts = new OptimizationFacts
        {
            Now = scope.Now,
            Models = await ModelsAsync(scope, bounds, cancellationToken),
            Providers = await ProvidersAsync(scope, bounds, cancellationToken),
            Alternatives = Alternatives(snapshots.Current.Models),
            // Circuits are the installation's.
            BreakerOpenings = http.GetCaller().OrganizationId == OrganizationId.Default
                ? await OpeningsAsync(scope, MetricsDocuments.At(bounds[0]), cancellationToken) : new Dictionary<string, int>(),
        };
        var only = scope[MetricDimension.Provider];
        return TypedResults.Ok(new RecommendationsDocument
        {
            From = MetricsDocuments.At(bounds[0]),
            To = MetricsDocuments.At(bounds[^1]),
            Recommendations = [.. Recommendations.Of(facts).Where(one => IsAbout(one, only, scope[MetricDimension.Model])).Select(Show)],
        });
    }

    // What a model or provider is compared with must be there, so what was asked for is picked at the end.
    private bool IsAbout(Recommendation one, string? provider, string? model)
    {
        if (one.Kind == RecommendationKinds.ProviderErrors)
            return model is null && (provider is null || one.Subject == provider);
        var deployment = snapshots.Current.KnownDeployments.FirstOrDefault(known => known.Id == one.Subject);
        var (of, name) = deployment is not null ? (deployment.Provider, deployment.Model) : (one.Subject.Split('/', 2)[0], one.Subject[(one.Subject.IndexOf('/') + 1)..]);
        return (provider is null || of == provider) && (model is null || name == model);
    }

    private static MetricsQuery Query(PerformanceScope scope, long[] bounds, MetricDimension[] groups, params MetricFilter[] filters) => new()
    {
        Cut = MetricCut.Find([.. groups, .. filters.Select(filter => filter.Dimension)])!, Bounds = bounds, GroupBy = groups, Filters = filters, Organization = scope.Organization, Most = MostModels,
    };

    private async Task<IReadOnlyList<ModelFacts>> ModelsAsync(PerformanceScope scope, long[] bounds, CancellationToken cancellationToken)
    {
        async Task<Dictionary<(string, string), MetricSums>> ReadAsync(params MetricFilter[] filters)
        {
            var answer = await store.ReadAsync(Query(scope, bounds, MetricsHandlers.ByModel, filters), cancellationToken);
            return answer.Groups.Where(group => group is { IsOther: false, Values: [not null, not null] }).ToDictionary(group => (group.Values[0]!, group.Values[1]!), group => group.Total);
        }

        var all = await ReadAsync();
        var missed = await ReadAsync(new MetricFilter(MetricDimension.Cache, AnswerCache.Miss));
        var off = await ReadAsync(new MetricFilter(MetricDimension.Cache, Off));
        // What was called outside of the gateway could not have been found in its cache, nor sent elsewhere by it.
        var outside = await ReadAsync(new MetricFilter(MetricDimension.Deployment, ExternalRecorder.Mark));
        return [.. all.Select(pair => Of(pair.Key, pair.Value, missed.GetValueOrDefault(pair.Key), off.GetValueOrDefault(pair.Key), outside.GetValueOrDefault(pair.Key)))];
    }

    private static ModelFacts Of((string Provider, string Model) model, MetricSums all, MetricSums? missed, MetricSums? off, MetricSums? outside)
    {
        long Off(MetricNumber number) => (off?[number] ?? 0) - (outside?[number] ?? 0);
        long Paid(MetricNumber number) => Off(number) + (missed?[number] ?? 0);
        return new ModelFacts
        {
            Provider = model.Provider,
            Model = model.Model,
            Requests = all[MetricNumber.Requests],
            Succeeded = all[MetricNumber.Succeeded],
            Errors = all.Errors,
            UnknownCosts = all[MetricNumber.UnknownCosts],
            CacheHits = all[MetricNumber.CacheHits],
            CacheMisses = all[MetricNumber.CacheMisses],
            OffRequests = Off(MetricNumber.Requests),
            OffCost = new Cost(Off(MetricNumber.CostNanos)),
            PaidRequests = Paid(MetricNumber.Requests),
            PaidCost = new Cost(Paid(MetricNumber.CostNanos)),
            PaidUsage = new TokenUsage
            {
                Input = Paid(MetricNumber.InputTokens), CachedInput = Paid(MetricNumber.CachedInputTokens), CacheWrite = Paid(MetricNumber.CacheWriteTokens),
                CacheWrite1h = Paid(MetricNumber.CacheWrite1hTokens), AudioInput = Paid(MetricNumber.AudioInputTokens), ImageInput = Paid(MetricNumber.ImageInputTokens),
                Output = Paid(MetricNumber.OutputTokens), Reasoning = Paid(MetricNumber.ReasoningTokens), AudioOutput = Paid(MetricNumber.AudioOutputTokens),
                ImageOutput = Paid(MetricNumber.ImageOutputTokens),
            },
        };
    }

    private async Task<IReadOnlyList<ProviderFacts>> ProvidersAsync(PerformanceScope scope, long[] bounds, CancellationToken cancellationToken)
    {
        var answer = await store.ReadAsync(Query(scope, bounds, [MetricDimension.Provider, MetricDimension.Cause]), cancellationToken);
        return
        [
            .. answer.Groups.Where(group => group is { IsOther: false, Values: [not null, _] }).GroupBy(group => group.Values[0]!).Select(provider => new ProviderFacts(
                provider.Key, provider.Sum(group => group.Total[MetricNumber.Succeeded] + group.Total.Errors),
                provider.Where(group => group.Values[1] is { } cause && Faults.Contains(cause)).Sum(group => group.Total.Errors))),
        ];
    }

    /// <summary>The same model by its id or its catalog name at several providers, and what an alias says may answer instead.</summary>
    internal static IReadOnlyList<IReadOnlyList<Deployment>> Alternatives(ModelIndex models)
    {
        var listed = models.Providers.SelectMany(provider => provider.Listed).ToList();
        return
        [
            .. models.Aliases.Values.Where(alias => alias.Length > 1),
            .. listed.GroupBy(deployment => deployment.Model).Concat(listed.Where(deployment => deployment.CatalogModel is not null).GroupBy(deployment => deployment.CatalogModel!.Name))
                .Select(group => group.ToList()).Where(group => group.Count > 1),
        ];
    }

    private async Task<IReadOnlyDictionary<string, int>> OpeningsAsync(PerformanceScope scope, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var openings = new Dictionary<string, int>(StringComparer.Ordinal);
        var query = new FallbackEventQuery { Kind = FallbackEventKinds.BreakerOpened, Limit = EventPage };
        for (var read = 0; read < MostEvents; read += EventPage)
        {
            var page = await events.ListAsync(query, cancellationToken);
            foreach (var one in page.Items.Where(one => one.At >= from && one.At <= scope.Now))
                openings[one.Deployment] = openings.GetValueOrDefault(one.Deployment) + 1;
            if (page.Next is not { } next || page.Items[^1].At < from)
                break;
            query = query with { After = next };
        }

        return openings;
    }

    private static RecommendationDocument Show(Recommendation one) => new()
    {
        Kind = one.Kind, Subject = one.Subject, Text = one.Text, Figures = one.Figures, EstimatedSavingUsd = one.Saving?.Usd, EstimatedErrorsAvoided = one.ErrorsAvoided,
    };
}
