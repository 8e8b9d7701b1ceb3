namespace HybridAi.Client.Metrics;

/// <summary>Providers side by side.</summary>
public sealed record ProviderComparisonDocument
{
    /// <summary>The beginning of the time that was compared.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>All of them together.</summary>
    public required MetricFiguresDocument Total { get; init; }

    /// <summary>The providers, most requests first.</summary>
    public required IReadOnlyList<ComparedProviderDocument> Providers { get; init; }
}

/// <summary>A provider among others.</summary>
public sealed record ComparedProviderDocument
{
    /// <summary>The provider; null: requests that none was called for.</summary>
    public string? Provider { get; init; }

    /// <summary>Its share of the requests.</summary>
    public decimal Share { get; init; }

    /// <summary>What a million of its tokens cost, in US dollars; null without tokens, or if a cost is unknown.</summary>
    public decimal? CostPerMillionTokensUsd { get; init; }

    /// <summary>Its figures.</summary>
    public required MetricFiguresDocument Figures { get; init; }

    /// <summary>Its models, most requests first.</summary>
    public required IReadOnlyList<ComparedModelDocument> Models { get; init; }
}

/// <summary>A model among others.</summary>
/// <param name="Model">The model, or null.</param>
/// <param name="Figures">Its figures.</param>
public sealed record ComparedModelDocument(string? Model, MetricFiguresDocument Figures);
