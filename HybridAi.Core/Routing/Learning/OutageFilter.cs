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

    /// <summary>How long it is in either kind of trouble, on average.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(20);

    /// <summary>How long there is none of the kind in between.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(12);

    private static readonly double Usual = Lasts / (Lasts + Between);
    private static readonly double PerTick = (1.0 / Lasts.Ticks) + (1.0 / Between.Ticks);

    // What comes so soon after what was seen last finds nothing changed.
    private static readonly long Soon = TimeSpan.TicksPerSecond / 2;

    /// <summary>Before anything is known.</summary>
    public static readonly OutageFilter Unknown = new(Usual, Usual, 0);

    /// <summary>The same at a later moment: without news, both tend to what is usual.</summary>
    public OutageFilter Later(long now)
    {
        if (At == 0 || now <= At + Soon)
            return this;
        var left = Math.Exp((At - now) * PerTick);
        return new OutageFilter(Usual + ((Down - Usual) * left), Usual + ((Degraded - Usual) * left), now);
    }

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
        // Attempts that end within half a second of each other count from the first: time goes on.
        return new OutageFilter(down / sum, degraded / sum, before.At == 0 || before.At > now ? now : before.At);
    }
}
