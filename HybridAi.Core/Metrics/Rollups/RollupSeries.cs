namespace HybridAi.Core.Metrics.Rollups;

/// <summary>One series of a cut.</summary>
public sealed class RollupSeries : IEquatable<RollupSeries>, IComparable<RollupSeries>
{
    private readonly int _hash;

    /// <summary>Names a series.</summary>
    /// <param name="cut">The cut.</param>
    /// <param name="organization">The organization.</param>
    /// <param name="values">The values of the cut's dimensions, in their order; none if it is the folded one.</param>
    /// <param name="isFolded">Whether it stands for all that were beyond the bound, so that their values are not known any more.</param>
    public RollupSeries(MetricCut cut, Guid organization, string?[] values, bool isFolded)
    {
        (Cut, Organization, Values, IsFolded) = (cut, organization, values, isFolded);
        var hash = new HashCode();
        hash.Add(cut.Id);
        hash.Add(organization);
        foreach (var value in values)
            hash.Add(value, StringComparer.Ordinal);
        hash.Add(isFolded);
        _hash = hash.ToHashCode();
    }

    /// <summary>The cut.</summary>
    public MetricCut Cut { get; }

    /// <summary>The organization.</summary>
    public Guid Organization { get; }

    /// <summary>The values of the cut's dimensions, in their order; null: the requests have none.</summary>
    public IReadOnlyList<string?> Values { get; }

    /// <summary>Whether it stands for all that were beyond the bound.</summary>
    public bool IsFolded { get; }

    /// <inheritdoc/>
    public bool Equals(RollupSeries? other)
    {
        if (other is null || other._hash != _hash || other.Cut.Id != Cut.Id || other.Organization != Organization || other.IsFolded != IsFolded || other.Values.Count != Values.Count)
            return false;
        for (var i = 0; i < Values.Count; i++)
        {
            if (!string.Equals(Values[i], other.Values[i], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RollupSeries);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>An order that is the same on every machine: by cut, organization and values, the folded one last.</summary>
    /// <param name="other">The other series.</param>
    public int CompareTo(RollupSeries? other)
    {
        if (other is null)
            return 1;
        var order = Cut.Id.CompareTo(other.Cut.Id);
        if (order == 0)
            order = Organization.CompareTo(other.Organization);
        if (order == 0)
            order = IsFolded.CompareTo(other.IsFolded);
        for (var i = 0; order == 0 && i < Values.Count; i++)
            order = string.CompareOrdinal(Values[i], other.Values[i]);
        return order;
    }
}
