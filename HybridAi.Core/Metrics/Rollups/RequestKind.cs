using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Core.Metrics.Rollups;

/// <summary>What requests have in common that no cut tells apart: their organization and their values of all dimensions.</summary>
internal sealed class RequestKind
{
    private readonly string?[] _values;

    private RequestKind(RolledRequest request) => (Organization, _values) = (request.Organization, request.Values.ToArray());

    /// <summary>Compares kinds, and requests with kinds, by all their values.</summary>
    public static IEqualityComparer<RequestKind> Comparer { get; } = new ByValues();

    /// <summary>The organization.</summary>
    public Guid Organization { get; }

    /// <summary>The value of a dimension other than the organization; null: none.</summary>
    /// <param name="dimension">The dimension.</param>
    public string? this[MetricDimension dimension] => _values[(int)dimension];

    private sealed class ByValues : IEqualityComparer<RequestKind>, IAlternateEqualityComparer<RolledRequest, RequestKind>
    {
        public RequestKind Create(RolledRequest alternate) => new(alternate);

        public bool Equals(RequestKind? x, RequestKind? y) => x is null || y is null ? x == y : AreEqual(x.Organization, x._values, y);

        public bool Equals(RolledRequest alternate, RequestKind other) => AreEqual(alternate.Organization, alternate.Values, other);

        public int GetHashCode([DisallowNull] RequestKind obj) => HashOf(obj.Organization, obj._values);

        public int GetHashCode(RolledRequest alternate) => HashOf(alternate.Organization, alternate.Values);

        private static bool AreEqual(Guid organization, ReadOnlySpan<string?> values, RequestKind other)
        {
            if (organization != other.Organization)
                return false;
            for (var i = 0; i < values.Length; i++)
            {
                if (!string.Equals(values[i], other._values[i], StringComparison.Ordinal))
                    return false;
            }

            return true;
        }

        private static int HashOf(Guid organization, ReadOnlySpan<string?> values)
        {
            var hash = new HashCode();
            hash.Add(organization);
            foreach (var value in values)
                hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
