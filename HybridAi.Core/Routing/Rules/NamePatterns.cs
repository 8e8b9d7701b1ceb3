using System.Collections.Frozen;

namespace HybridAi.Core.Routing.Rules;

/// <summary>Names, each exact or with one <c>*</c> at its end, which stands for any end.</summary>
public sealed class NamePatterns
{
    private readonly StringComparison _comparison;
    private readonly FrozenSet<string> _exact;
    private readonly string[] _beginnings;

    /// <summary>Makes them ready.</summary>
    /// <param name="patterns">The names, at least one.</param>
    /// <param name="ignoreCase">Whether upper and lower case are the same.</param>
    public NamePatterns(IReadOnlyList<string> patterns, bool ignoreCase = false)
    {
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        _exact = patterns.Where(pattern => !pattern.EndsWith('*')).ToFrozenSet(ignoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        _beginnings = [.. patterns.Where(pattern => pattern.EndsWith('*')).Select(pattern => pattern[..^1]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The exact names if there are no others, else null.</summary>
    public IReadOnlyCollection<string>? ExactOnly => _beginnings.Length == 0 ? _exact : null;

    /// <summary>Whether a name is one of them.</summary>
    /// <param name="name">The name.</param>
    public bool Match(string name)
    {
        if (_exact.Contains(name))
            return true;
        foreach (var beginning in _beginnings)
        {
            if (name.StartsWith(beginning, _comparison))
                return true;
        }

        return false;
    }

    /// <summary>Whether some name is one of these and of those.</summary>
    /// <param name="other">Those.</param>
    public bool Meets(NamePatterns other) => other._exact.Any(Match) || _exact.Any(other.Match)
        || _beginnings.Any(mine => other._beginnings.Any(theirs => mine.StartsWith(theirs, _comparison) || theirs.StartsWith(mine, _comparison)));

    /// <summary>Whether all of those are among these.</summary>
    /// <param name="other">Those.</param>
    public bool Covers(NamePatterns other) => other._exact.All(Match) && other._beginnings.All(theirs => _beginnings.Any(mine => theirs.StartsWith(mine, _comparison)));
}
