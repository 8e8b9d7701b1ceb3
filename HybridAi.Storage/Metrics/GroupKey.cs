using System.Data.Common;
using HybridAi.Core.Metrics.Rollups;

namespace HybridAi.Storage.Metrics;

/// <summary>The values of a group: two at the most.</summary>
internal readonly record struct GroupKey(string? First, string? Second) : IComparable<GroupKey>
{
    /// <summary>Reads the values of a row's columns.</summary>
    public static GroupKey Read(DbDataReader reader, IReadOnlyList<MetricDimension> dimensions, int column) => new(
        dimensions.Count > 0 ? Value(reader, dimensions[0], column) : null, dimensions.Count > 1 ? Value(reader, dimensions[1], column + 1) : null);

    /// <summary>The key of some values.</summary>
    public static GroupKey Of(IReadOnlyList<string?> values) => new(values.ElementAtOrDefault(0), values.ElementAtOrDefault(1));

    /// <summary>The values, as many as there are dimensions.</summary>
    public string?[] Values(int count) => count switch { 0 => [], 1 => [First], _ => [First, Second] };

    /// <inheritdoc/>
    public int CompareTo(GroupKey other) => string.CompareOrdinal(First, other.First) is not 0 and var order ? order : string.CompareOrdinal(Second, other.Second);

    private static string? Value(DbDataReader reader, MetricDimension dimension, int column) =>
        reader.IsDBNull(column) ? null : dimension == MetricDimension.Organization ? reader.GetGuid(column).ToString("D") : reader.GetString(column);
}
