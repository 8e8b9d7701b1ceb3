using HybridAi.Client.Jobs;

namespace HybridAi.Client.Optimization;

/// <summary>What makes things better now, what was done for it, and what has changed for the better or worse.</summary>
public sealed record OptimizationStatusDocument
{
    /// <summary>When this was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The beginning of the time before, as long, which ends where this one begins.</summary>
    public required DateTimeOffset PreviousFrom { get; init; }

    /// <summary>The rules that are in force at the gateway that was asked.</summary>
    public required ActiveRulesDocument Rules { get; init; }

    /// <summary>The background jobs, by name.</summary>
    public required IReadOnlyList<CompletedJobDocument> Jobs { get; init; }

    /// <summary>What was measured of requests, compared with the time before.</summary>
    public required IReadOnlyList<ImprovementDocument> Improvements { get; init; }

    /// <summary>What cached answers saved.</summary>
    public required CacheSavingDocument CacheSaving { get; init; }
}

/// <summary>The rules that are in force. What is switched off, or cannot be used for something that it names, is counted but not listed.</summary>
public sealed record ActiveRulesDocument
{
    /// <summary>Routing rules, in their order.</summary>
    public required IReadOnlyList<ActiveRoutingRuleDocument> Routing { get; init; }

    /// <summary>Cache rules, in the order in which they count.</summary>
    public required IReadOnlyList<ActiveCacheRuleDocument> Cache { get; init; }

    /// <summary>Auto models that have something to pick among, by name.</summary>
    public required IReadOnlyList<ActiveAutoModelDocument> AutoModels { get; init; }

    /// <summary>How many are in force.</summary>
    public int Active { get; init; }

    /// <summary>How many were defined and are not in force.</summary>
    public int Inactive { get; init; }
}

/// <summary>A routing rule that is in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for, or null.</param>
public sealed record ActiveRoutingRuleDocument(string Name, string? Description);

/// <summary>A cache rule that is in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cache">Whether answers to the requests that it is for are cached.</param>
/// <param name="Ttl">How long, such as <c>1h</c>; null: as configured.</param>
public sealed record ActiveCacheRuleDocument(string Name, bool Cache, string? Ttl);

/// <summary>An auto model that has something to pick among.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Quality">The quality of requests that name none.</param>
/// <param name="Candidates">How many models it picks among.</param>
public sealed record ActiveAutoModelDocument(string Name, string Quality, int Candidates);

/// <summary>What a background job has done.</summary>
public sealed record CompletedJobDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many of its runs that are kept have succeeded since <see cref="OptimizationStatusDocument.From"/>.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many have failed.</summary>
    public long Failed { get; init; }

    /// <summary>When the first of these ended: of jobs that run every few seconds only the newest runs are kept. Null: there is none.</summary>
    public DateTimeOffset? CountedFrom { get; init; }

    /// <summary>The run that was begun last, whenever that was, with what it did; null: it never ran.</summary>
    public JobRunDocument? LastRun { get; init; }
}

/// <summary>A figure of requests, and what it was before.</summary>
public sealed record ImprovementDocument
{
    /// <summary><c>cost_per_request</c>, <c>latency_avg</c>, <c>latency_p95</c>, <c>ttft_p95</c>, <c>success_rate</c> or <c>cache_hit_rate</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Its unit.</summary>
    public required string Unit { get; init; }

    /// <summary>Its value; null: no request had one.</summary>
    public decimal? Value { get; init; }

    /// <summary>How many requests that is of.</summary>
    public long Requests { get; init; }

    /// <summary>Its value in the time before; null: no request had one.</summary>
    public decimal? Previous { get; init; }

    /// <summary>How many requests that is of.</summary>
    public long PreviousRequests { get; init; }

    /// <summary>By which part it has changed: −0.2 is a fifth less. Null: there is nothing to compare, or it was 0.</summary>
    public decimal? Change { get; init; }

    /// <summary>Whether it is better than before: less of costs and times, more of shares. Null: there is nothing to compare, or it is the same.</summary>
    public bool? Better { get; init; }
}

/// <summary>What cached answers saved, by what the same answers had cost.</summary>
/// <param name="SavedUsd">In this time.</param>
/// <param name="Hits">Of how many cached answers that is.</param>
/// <param name="PreviousSavedUsd">In the time before.</param>
/// <param name="PreviousHits">Of how many.</param>
/// <param name="Share">The part of what all answers of this time would have cost; null: that is nothing, or some costs are unknown.</param>
public sealed record CacheSavingDocument(decimal SavedUsd, long Hits, decimal PreviousSavedUsd, long PreviousHits, decimal? Share);
