namespace HybridAi.Core.Metrics.Rollups;

/// <summary>The names of dimensions, as queries use them.</summary>
public static class MetricDimensions
{
    private static readonly string[] Names =
        ["organization", "provider", "model", "deployment", "region", "team", "user", "key", "task", "cache", "cause", "model_version", "experiment_arm", "prompt_version"];

    /// <summary>All dimensions, in order.</summary>
    public static IReadOnlyList<MetricDimension> All { get; } = Enum.GetValues<MetricDimension>();

    /// <summary>The dimension's name.</summary>
    /// <param name="dimension">The dimension.</param>
    public static string NameOf(MetricDimension dimension) => Names[(int)dimension];

    /// <summary>Finds a dimension by its name.</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="dimension">The dimension.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryFind(string name, out MetricDimension dimension)
    {
        var index = Array.IndexOf(Names, name);
        dimension = (MetricDimension)Math.Max(0, index);
        return index >= 0;
    }
}
