namespace HybridAi.Core.Routing.Learning;

/// <summary>What is to be expected of a request at a deployment.</summary>
/// <param name="Seconds">The mean duration of the whole answer; infinite if nothing is known.</param>
/// <param name="FirstSeconds">The mean time to a stream's first content; infinite if nothing is known.</param>
/// <param name="Failure">The probability that the attempt fails.</param>
/// <param name="OutputTokens">The mean length of the answer.</param>
/// <param name="Usable">The share of answers that are of use.</param>
/// <param name="Answers">How many answers of the deployment the estimates of lengths and use are worth.</param>
/// <param name="IsLearned">Whether the durations are those of the learned model; else they are averages of the last answers.</param>
internal readonly record struct Forecast(double Seconds, double FirstSeconds, double Failure, double OutputTokens, double Usable, double Answers, bool IsLearned)
{
    /// <summary>Of a stream, people wait for the beginning, and then read while it goes on: a quarter of the whole counts.</summary>
    public const double ShareOfWholeStream = 0.25;

    /// <summary>What the caller waits, in seconds: for a whole answer its duration; for a stream the time to the first content and a quarter of the whole.</summary>
    public double Wait(bool streamed) => streamed ? FirstSeconds + (ShareOfWholeStream * Seconds) : Seconds;
}
