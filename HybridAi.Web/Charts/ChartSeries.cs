namespace HybridAi.Web.Charts;

/// <summary>One of the things that a chart shows over time.</summary>
/// <param name="Name">What it is, for the legend and the table.</param>
/// <param name="Tone">How it is coloured: a class that the stylesheet knows (<c>ok</c>, <c>bad</c>, <c>one</c> to <c>six</c>).</param>
/// <param name="Values">A value for each slice; null: there is none.</param>
public sealed record ChartSeries(string Name, string Tone, IReadOnlyList<double?> Values)
{
    /// <summary>Whether there is anything to see.</summary>
    public bool HasAny => Values.Any(value => value is not null and not 0);
}
