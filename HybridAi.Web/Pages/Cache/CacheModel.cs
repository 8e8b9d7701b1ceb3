using HybridAi.Client.Caching;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Cache;

/// <summary>What the answer cache did, has, and is told to do.</summary>
public sealed record CacheModel
{
    private const int PageLength = 25;

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>What it did and has.</summary>
    public required Part<CacheStatisticsDocument> Statistics { get; init; }

    /// <summary>What it did over time.</summary>
    public required Part<MetricsDocument> Metrics { get; init; }

    /// <summary>Cached answers.</summary>
    public required Part<DocumentPage<CacheEntryDocument>> Entries { get; init; }

    /// <summary>The rules for how long answers live.</summary>
    public required Part<DocumentPage<CacheRuleDocument>> Rules { get; init; }

    /// <summary>What is found by meaning.</summary>
    public required Part<SemanticCacheDocument> Semantic { get; init; }

    /// <summary>The rule that is being changed, or null.</summary>
    public CacheRuleDocument? Edited { get; init; }

    /// <summary>Reads it, all at once.</summary>
    public static async Task<CacheModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var filter = new CacheEntryFilter { Search = visit.Asked("search"), Tag = visit.Asked("tag"), Cursor = visit.Asked("cursor"), Limit = PageLength };
        var statistics = visit.PartAsync((client, cancelled) => client.CacheAsync(range.Beginning, range.End, cancellationToken: cancelled));
        var metrics = visit.PartAsync((client, cancelled) => client.MetricsAsync(range.Ask("cache_hit_rate", "cost_saved"), cancelled));
        var entries = visit.PartAsync((client, cancelled) => client.CacheEntriesAsync(filter, cancelled));
        var rules = visit.PartAsync((client, cancelled) => client.CacheRulesAsync(cancelled));
        var semantic = visit.PartAsync((client, cancelled) => client.SemanticCacheAsync(cancelled));
        await Task.WhenAll(statistics, metrics, entries, rules, semantic);
        var model = new CacheModel
        {
            Range = range,
            Statistics = await statistics,
            Metrics = await metrics,
            Entries = await entries,
            Rules = await rules,
            Semantic = await semantic,
            Edited = visit.Asked("edit") is { } name ? (await rules).Value?.Data.FirstOrDefault(rule => rule.Name == name) : null,
        };
        Parts.ThrowIfAllFailed(model.Statistics, model.Metrics, model.Entries, model.Rules, model.Semantic);
        return model;
    }
}
