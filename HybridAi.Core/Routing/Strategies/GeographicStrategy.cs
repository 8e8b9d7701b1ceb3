using System.Globalization;
using HybridAi.Core.Routing.Geography;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>
/// The nearest to the caller first; of those in the same band of 1,000 km the one with the shortest measured wait, where what was not measured
/// yet is tried at once. Deployments in regions that nobody knows come last, unless the caller named the very same one.
/// </summary>
/// <param name="regions">Where regions are.</param>
public sealed class GeographicStrategy(RegionTable regions) : IRoutingStrategy
{
    private const double BandKilometers = 1000;

    // More than any band or wait comes to.
    private const double Band = 1e9;
    private const double FarthestBand = 30;
    private const double LongestWait = 1e8;

    /// <inheritdoc/>
    public string Name => StrategyNames.Geographic;

    /// <inheritdoc/>
    public string Reason => "nearest to the caller";

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
        {
            var band = regions.Kilometers(request.Region, candidate.Deployment.Region) is { } distance ? Math.Floor(distance / BandKilometers) : FarthestBand;
            var wait = candidate.Figures is null ? candidate.ErrorRate * LongestWait : Math.Min(Expected.Latency(request, candidate), LongestWait);
            candidate.Score = (band * Band) + wait;
        }
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        (regions.Kilometers(request.Region, candidate.Deployment.Region) is { } distance
            ? string.Create(CultureInfo.InvariantCulture, $"{distance:N0} km away") : "nobody knows how far away")
        + ", " + ScoreWords.Wait(candidate.Figures is null ? double.PositiveInfinity : Expected.Latency(request, candidate));
}
