using static HybridAi.Core.Metrics.Rollups.MetricDimension;

namespace HybridAi.Core.Metrics.Rollups;

/// <summary>
/// A set of dimensions that rollups are kept by together, besides the organization. One cut of all dimensions would be as large as the records; one a dimension
/// could not be filtered.
/// </summary>
/// <param name="Id">What rows carry; never given to another set of dimensions.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its dimensions, without the organization, in the order of their values in rows.</param>
public sealed record MetricCut(int Id, string Name, IReadOnlyList<MetricDimension> Dimensions)
{
    /// <summary>All cuts, from the one with the fewest rows to the one with the most. A new one is a line here: it is filled from the next rollup of a period on.</summary>
    public static IReadOnlyList<MetricCut> All { get; } =
    [
        new(1, "total", []),
        new(2, "models", [Provider, Model]),
        new(3, "keys", [Team, User, Key]),
        new(4, "labels", [MetricDimension.Task, Provider, Model, ModelVersion, ExperimentArm, PromptVersion]),
        new(5, "people", [Team, User, Key, Provider, Model]),
        new(6, "traffic", [Provider, Model, Deployment, Region, Cache, Cause]),
    ];

    /// <summary>Whether it tells requests apart by a dimension.</summary>
    /// <param name="dimension">The dimension.</param>
    public bool Has(MetricDimension dimension) => dimension == Organization || Dimensions.Contains(dimension);

    /// <summary>The first cut that has all of some dimensions.</summary>
    /// <param name="dimensions">The dimensions.</param>
    /// <returns>The cut, or null if none has them together.</returns>
    public static MetricCut? Find(IReadOnlyCollection<MetricDimension> dimensions) => All.FirstOrDefault(cut => dimensions.All(cut.Has));
}
