using HybridAi.Client.Documents;

namespace HybridAi.Client.Metrics;

/// <summary>A metric that was defined: what one of the built-in metrics is of some of the requests only.</summary>
public sealed record CustomMetricDocument
{
    /// <summary>The name that it is asked for by.</summary>
    public required string Name { get; init; }

    /// <summary>Grows by one with each change; a change has to name the one that it was made from.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The built-in metric that is computed, such as <c>latency_p95</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>The requests that count, by dimension: those that have all of these values; empty: every request.</summary>
    public required IReadOnlyDictionary<string, string> Filter { get; init; }

    /// <summary>What its value counts.</summary>
    public required string Unit { get; init; }

    /// <summary>The unit that it was defined with; null: it has the built-in metric's.</summary>
    public string? OwnUnit { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }
}

/// <summary>Defines a metric, or replaces it: what is left out takes its default.</summary>
public sealed record SaveCustomMetricRequest : IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }

    /// <summary>The built-in metric that is computed, such as <c>latency_p95</c>.</summary>
    public string? Metric { get; init; }

    /// <summary>The requests that count, by dimension: those that have all of these values; null: every request.</summary>
    public IReadOnlyDictionary<string, string?>? Filter { get; init; }

    /// <summary>What its value counts, at most 32 characters; null: what the built-in metric does.</summary>
    public string? Unit { get; init; }

    /// <summary>What it is for, in words, at most 500 characters.</summary>
    public string? Description { get; init; }
}
