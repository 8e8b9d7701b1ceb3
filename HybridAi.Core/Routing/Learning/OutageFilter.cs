namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// How probable it is that a deployment is in trouble. It is up, degraded or down; up, as many attempts fail as usual, degraded, every third, down, nearly all. A failure or two mean little, four in a
/// row are an outage, which averages learn too late and forget too slowly.
/// </summary>
/// <remarks>The forward filter of a hidden Markov model in continuous time (L. Rabiner: "A tutorial on hidden Markov models", Proceedings of the IEEE 77, 1989); trouble begins and ends with being up.</remarks>
/// <param name="Down">The probability that it is down, when it was seen last.</param>
/// <param name="Degraded">The probability that it is degraded.</param>
/// <param name="At">When that was, in ticks of UTC.</param>
internal readonly record struct OutageFilter(double Down, double Degraded, long At)
{
    /// <summary>The share of attempts that fail while it is down.</summary>
    public const double FailureWhileDown = 0.97;

    /// <summary>The share of attempts that fail while it is degraded.</summary>
    public const double FailureWhileDegraded = 0.35;

    /// <summary>How long it stays down, on average, and how long it is up in between. Twice a day, for a quarter of an hour or so.</summary>
    public static readonly (TimeSpan Lasts, TimeSpan Between) DownTimes = (TimeSpan.FromMinutes(15), TimeSpan.FromHours(12));

    /// <summary>The same of being degraded.</summary>
    public static readonly (TimeSpan Lasts, TimeSpan Between) DegradedTimes = (TimeSpan.FromMinutes(30), TimeSpan.FromHours(12));

    /// <summary>Before anything is known.</summary>
    public static readonly OutageFilter Unknown = new(Usual(DownTimes), Usual(DegradedTimes), 0);

    /// <summary>The same at a later moment: without news, all tends to what is usual.</summary>
    public OutageFilter Later(long now) => now <= At || At == 0 ? this with { At = Math.Max(now, At) }
        : new OutageFilter(Fade(Down, DownTimes, now - At), Fade(Degraded, DegradedTimes, now - At), now);

    /// <summary>The same with another attempt, by the rule of Bayes.</summary>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="whileUp">The probability that it fails while the deployment is up.</param>
    /// <param name="now">When it ended.</param>
    public OutageFilter With(bool failed, double whileUp, long now)
    {
        var before = Later(now);
        var down = before.Down * (failed ? FailureWhileDown : 1 - FailureWhileDown);
        var degraded = before.Degraded * (failed ? FailureWhileDegraded : 1 - FailureWhileDegraded);
        var up = (1 - before.Down - before.Degraded) * (failed ? whileUp : 1 - whileUp);
        var sum = down + degraded + up;
        return new OutageFilter(down / sum, degraded / sum, now);
    }

    private static double Usual((TimeSpan Lasts, TimeSpan Between) times) => times.Lasts / (times.Lasts + times.Between);

    private static double Fade(double probability, (TimeSpan Lasts, TimeSpan Between) times, long ticks) =>
        Usual(times) + ((probability - Usual(times)) * Math.Exp(-ticks * ((1.0 / times.Lasts.Ticks) + (1.0 / times.Between.Ticks))));
}
