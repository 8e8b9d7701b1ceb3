using HybridAi.Client.Metrics;

namespace HybridAi.Client.AiPerformance;

/// <summary>The providers and how each did.</summary>
public sealed record PerformanceProvidersDocument
{
    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The configured ones in their order of preference, then others that requests were recorded of.</summary>
    public required IReadOnlyList<PerformanceProviderDocument> Providers { get; init; }
}

/// <summary>A provider and how it did.</summary>
public sealed record PerformanceProviderDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Whether it is configured here.</summary>
    public bool Configured { get; init; }

    /// <summary>The wire format it speaks; null if it is not configured.</summary>
    public string? Format { get; init; }

    /// <summary>Whether it is simulated.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether it can be called: it has a key, or needs none.</summary>
    public bool Usable { get; init; }

    /// <summary>How many models it serves.</summary>
    public int Models { get; init; }

    /// <summary>From 0 to 100: how reliable it was in the last ten minutes; null without a call.</summary>
    public double? Reliability { get; init; }

    /// <summary>Its share of the requests.</summary>
    public decimal Share { get; init; }

    /// <summary>What a million of its tokens cost, in US dollars; null without tokens, or if a cost is unknown.</summary>
    public decimal? CostPerMillionTokensUsd { get; init; }

    /// <summary>Its figures.</summary>
    public required MetricFiguresDocument Figures { get; init; }
}

/// <summary>The models of a provider and how each did.</summary>
public sealed record PerformanceModelsDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The models, those with the most requests first, then by name.</summary>
    public required IReadOnlyList<PerformanceModelDocument> Models { get; init; }
}

/// <summary>A model and how it did.</summary>
public sealed record PerformanceModelDocument
{
    /// <summary>The provider's id of it.</summary>
    public required string Model { get; init; }

    /// <summary>Whether the provider lists it.</summary>
    public bool Listed { get; init; }

    /// <summary>What it is for, such as <c>chat</c> or <c>embedding</c>; null if that is not known.</summary>
    public string? Kind { get; init; }

    /// <summary>Input and output tokens together; null if that is not known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Today's price of a million input tokens, in US dollars; null if it is not known.</summary>
    public decimal? InputPerMillion { get; init; }

    /// <summary>Today's price of a million output tokens, in US dollars; null if it is not known.</summary>
    public decimal? OutputPerMillion { get; init; }

    /// <summary>Its share of the provider's requests.</summary>
    public decimal Share { get; init; }

    /// <summary>Its figures.</summary>
    public required MetricFiguresDocument Figures { get; init; }
}
