namespace HybridAi.Core.Routing.Learning;

/// <summary>What is to be expected of a request at a deployment.</summary>
/// <param name="Seconds">The mean duration of the whole answer; infinite if nothing is known.</param>
/// <param name="FirstSeconds">The mean time to a stream's first content; infinite if nothing is known.</param>
/// <param name="Outage">The probability that the deployment is in trouble, now.</param>
/// <param name="FailureWhileUp">The probability that the attempt fails although it is not.</param>
/// <param name="OutputTokens">The mean length of the answer.</param>
/// <param name="CachedTokens">How many tokens of the input its provider probably has in its prompt cache.</param>
/// <param name="Usable">The share of answers that are of use.</param>
/// <param name="Answers">How many answers of the deployment the estimates of lengths and use are worth.</param>
/// <param name="IsLearned">Whether the durations are those of the learned model; else they are averages of the last answers.</param>
internal readonly record struct Forecast(double Seconds, double FirstSeconds, OutageFilter Outage, double FailureWhileUp, double OutputTokens, int CachedTokens, double Usable, double Answers, bool IsLearned)
{
    /// <summary>Of a stream, people wait for the beginning, and then read while it goes on: a quarter of the whole counts.</summary>
    public const double ShareOfWholeStream = 0.25;

    /// <summary>The probability that the attempt fails.</summary>
    public double Failure => FailureWhileUp + (Outage.Down * (OutageFilter.FailureWhileDown - FailureWhileUp)) + (Outage.Degraded * (OutageFilter.FailureWhileDegraded - FailureWhileUp));

    /// <summary>The variance of that probability by whether the deployment is in trouble.</summary>
    public double TroubleVariance => (Outage.Down * Square(OutageFilter.FailureWhileDown - Failure)) + (Outage.Degraded * Square(OutageFilter.FailureWhileDegraded - Failure))
        + ((1 - Outage.Down - Outage.Degraded) * Square(FailureWhileUp - Failure));

    /// <summary>What the caller waits, in seconds: for a whole answer its duration; for a stream the time to the first content and a quarter of the whole.</summary>
    public double Wait(bool streamed) => streamed ? FirstSeconds + (ShareOfWholeStream * Seconds) : Seconds;

    private static double Square(double value) => value * value;
}
