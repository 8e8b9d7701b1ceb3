namespace HybridAi.Providers.Schemas;

/// <summary>Looks through a regular expression for what providers do not take. It is never run, so a hostile one costs nothing.</summary>
internal static class SchemaPattern
{
    /// <summary>What a pattern uses.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="isWhole">Whether its only anchors are one at each end of the whole, so that it says nothing else than a full match.</param>
    public static PatternFeatures FeaturesOf(ReadOnlySpan<char> pattern, out bool isWhole)
    {
        var features = PatternFeatures.None;
        var (depth, anchors, alternatives, inClass) = (0, 0, false, false);
        var endsAnchored = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var next = i + 1 < pattern.Length ? pattern[i + 1] : '\0';
            switch (pattern[i])
            {
                case '\\':
                    if (!inClass)
                        features |= Escape(next);
                    i++;
                    break;
                case '[' when !inClass:
                    inClass = true;
                    break;
                case ']' when inClass:
                    inClass = false;
                    break;
                case '(' when !inClass:
                    depth++;
                    features |= Group(pattern[(i + 1)..]);
                    break;
                case ')' when !inClass:
                    depth--;
                    break;
                case '|' when !inClass && depth == 0:
                    alternatives = true;
                    break;
                case '^' or '$' when !inClass:
                    features |= PatternFeatures.Anchors;
                    anchors++;
                    endsAnchored |= pattern[i] == '$' && i == pattern.Length - 1;
                    break;
            }
        }

        isWhole = anchors == 2 && endsAnchored && pattern[0] == '^' && !alternatives;
        return features;
    }

    private static PatternFeatures Escape(char next) => next switch
    {
        'b' or 'B' => PatternFeatures.WordBoundaries,
        (>= '1' and <= '9') or 'k' => PatternFeatures.Backreferences,
        _ => PatternFeatures.None,
    };

    private static PatternFeatures Group(ReadOnlySpan<char> inside) =>
        inside.StartsWith("?=") || inside.StartsWith("?!") || inside.StartsWith("?<=") || inside.StartsWith("?<!")
            ? PatternFeatures.Lookaround
            : PatternFeatures.None;
}
