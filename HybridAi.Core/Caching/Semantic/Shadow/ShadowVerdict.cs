namespace HybridAi.Core.Caching.Semantic.Shadow;

/// <summary>What the measured precision says.</summary>
/// <param name="State">Whether, and why not, the semantic cache may answer.</param>
/// <param name="Threshold">From which similarity on; null unless <see cref="ShadowState.Shown"/>.</param>
/// <param name="Agreed">How many of <paramref name="Tried"/> agreed, from the threshold on; unless shown, from the highest similarity on that there is enough of.</param>
/// <param name="Tried">How many were compared there.</param>
/// <param name="Precision">What the precision is at least there, by <see cref="WilsonBound.Lower"/>.</param>
public sealed record ShadowVerdict(ShadowState State, double? Threshold, long Agreed, long Tried, double Precision)
{
    /// <summary>How many comparisons each step down needs of its own.</summary>
    public const int LeastNew = 20;

    /// <summary>
    /// Judges what was counted. The sets of candidates that thresholds would answer are looked at from the highest threshold down, beginning with the first that is large enough
    /// to show the wanted precision at all; as long as each shows it the threshold goes down, and at the first that does not it stops. In this fixed order no correction is due for
    /// looking at several (Maurer, Hothorn and Lehmacher, 1995). Each step down needs <see cref="LeastNew"/> comparisons of its own, so that no threshold is below what was seen, and they
    /// must not refute the precision by themselves, so that many good ones above cannot hide bad ones.
    /// </summary>
    /// <param name="bins">The counts.</param>
    /// <param name="wanted">The precision that is asked for, from 0 to below 1.</param>
    public static ShadowVerdict Of(SimilarityBins bins, double wanted)
    {
        ArgumentNullException.ThrowIfNull(bins);
        var enough = WilsonBound.LeastTries(wanted);
        ShadowVerdict? shown = null;
        var judged = (Agreed: 0L, Tried: 0L);
        for (var bin = SimilarityBins.Count - 1; bin >= 0; bin--)
        {
            var (agreed, tried) = bins.From(bin);
            if (tried < enough || tried - judged.Tried < LeastNew)
                continue;
            var precision = WilsonBound.Lower(agreed, tried);
            if (precision >= wanted && WilsonBound.Upper(agreed - judged.Agreed, tried - judged.Tried) >= wanted)
            {
                shown = new ShadowVerdict(ShadowState.Shown, SimilarityBins.LowerEdge(bin), agreed, tried, precision);
                judged = (agreed, tried);
                continue;
            }

            return shown ?? new ShadowVerdict(WilsonBound.Upper(agreed, tried) < wanted ? ShadowState.Refuted : ShadowState.Open, null, agreed, tried, precision);
        }

        var (all, of) = bins.From(0);
        return shown ?? new ShadowVerdict(ShadowState.Open, null, all, of, WilsonBound.Lower(all, of));
    }
}

/// <summary>Whether the semantic cache may answer.</summary>
public enum ShadowState
{
    /// <summary>There is not enough evidence for or against it: it does not answer.</summary>
    Open,

    /// <summary>The wanted precision is shown from a threshold on.</summary>
    Shown,

    /// <summary>Even the most similar candidates are wrong too often: it is switched off, and goes on measuring.</summary>
    Refuted,
}
