using HybridAi.Client.Metrics;

namespace HybridAi.Client.AiPerformance;

/// <summary>The figures of the last minutes.</summary>
public sealed record RealTimeDocument
{
    /// <summary>When this was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The last whole minute, the last five, and the whole time that was asked for, if one was.</summary>
    public required IReadOnlyList<LiveWindowDocument> Windows { get; init; }

    /// <summary>The last five minutes by provider, most requests first.</summary>
    public required IReadOnlyList<ProviderWindowDocument> Providers { get; init; }
}

/// <summary>The last five minutes of a provider.</summary>
/// <param name="Provider">The provider; null: requests that none was called for.</param>
/// <param name="Figures">Its figures.</param>
public sealed record ProviderWindowDocument(string? Provider, MetricFiguresDocument Figures);

/// <summary>What a stream of metrics tells at each of its intervals.</summary>
public sealed record RealTimeEventData
{
    /// <summary>The gateway that tells it.</summary>
    public required string Gateway { get; init; }

    /// <summary>What this gateway did since the event before, as events of the topic <c>usage</c> count it; null with a filter for provider, model or user.</summary>
    public RealTimeSumsDocument? Last { get; init; }

    /// <summary>The last minute and the last five of all gateways.</summary>
    public required IReadOnlyList<LiveWindowDocument> Windows { get; init; }
}

/// <summary>What one gateway did within some time.</summary>
/// <param name="Seconds">Over how long.</param>
/// <param name="Requests">How many requests ended.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Cancelled">How many were broken off.</param>
/// <param name="Cached">How many were answered from the cache.</param>
/// <param name="InputTokens">What they took in.</param>
/// <param name="OutputTokens">What they gave.</param>
/// <param name="CostUsd">What they cost, as far as known.</param>
/// <param name="AverageMs">How long they took on average; null without any.</param>
public sealed record RealTimeSumsDocument(
    double Seconds, long Requests, long Failed, long Cancelled, long Cached, long InputTokens, long OutputTokens, decimal CostUsd, double? AverageMs);
