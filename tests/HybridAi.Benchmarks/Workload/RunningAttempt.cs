using HybridAi.Benchmarks.Workload.Learning;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload;

/// <summary>An attempt that has not ended.</summary>
/// <param name="Deployment">Where it is made.</param>
/// <param name="Provider">The provider there.</param>
/// <param name="Call">Its breaker's leave.</param>
/// <param name="Answer">What will become of it if it is waited for.</param>
/// <param name="Began">When it began.</param>
/// <param name="Others">How many others were under way there then.</param>
/// <param name="Foreseen">What was foretold of it, if anybody asked.</param>
internal sealed record RunningAttempt(
    Deployment Deployment, SimulatedProvider Provider, AdmittedCall Call, Answer Answer, TimeSpan Began, int Others, Foreseen? Foreseen)
{
    /// <summary>Whether its first content has come.</summary>
    public bool HasContentAt(TimeSpan now) => now - Began >= Answer.FirstContent;

    /// <summary>What becomes of it if it is not waited for any longer: the prompt was read, and of a whole answer, which comes at the end, a part was written.</summary>
    public Answer GivenUpAt(TimeSpan now) => Answer with
    {
        Duration = now - Began,
        FirstContent = null,
        Failure = FailureCause.HedgeLost,
        Usage = Answer.Usage with { Output = Answer.Committed ? 0 : (long)(Answer.Usage.Output * ((now - Began) / Answer.Duration)) },
    };
}
