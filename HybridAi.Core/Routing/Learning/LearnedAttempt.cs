using HybridAi.Core.Resilience;

namespace HybridAi.Core.Routing.Learning;

/// <summary>What an attempt teaches.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="At">When it ended, UTC.</param>
internal readonly record struct LearnedAttempt(AttemptOutcome Outcome, DateTimeOffset At)
{
    // What a caller's own time limit may be below without saying anything of the deployment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Whether it says anything of the deployment: not what its caller did wrong or gave up.</summary>
    public bool Counts => Outcome.Failure switch
    {
        FailureCause.BadRequest or FailureCause.ContextLength or FailureCause.ClientAborted or FailureCause.Shutdown => false,
        FailureCause.TotalTimeout => Outcome.Duration >= Patience,
        _ => true,
    };

    /// <summary>Whether it was given up for one that was faster: it would have taken at least so long, and nobody knows how it would have ended.</summary>
    public bool IsCutShort => Outcome.Failure == FailureCause.HedgeLost;

    /// <summary>Whether the deployment failed. What a filter withheld is an answer, though one of no use.</summary>
    public bool Failed => Outcome.Failure is not (null or FailureCause.ContentFilter or FailureCause.HedgeLost);

    /// <summary>Whether the answer could be used.</summary>
    public bool Usable => Outcome.Failure is null && !FinishWords.Withholds(Outcome.FinishReason);
}
