namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>The kinds of <see cref="FallbackEvent"/>.</summary>
public static class FallbackEventKinds
{
    /// <summary>A request went on with another deployment.</summary>
    public const string Fallback = "fallback";

    /// <summary>A rule's condition was met.</summary>
    public const string RuleMet = "rule.met";

    /// <summary>It ended.</summary>
    public const string RuleEnded = "rule.ended";

    /// <summary>A circuit opened.</summary>
    public const string BreakerOpened = "breaker.opened";

    /// <summary>A circuit closed.</summary>
    public const string BreakerClosed = "breaker.closed";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Fallback, RuleMet, RuleEnded, BreakerOpened, BreakerClosed];
}
