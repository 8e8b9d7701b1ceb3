namespace HybridAi.Client.Resilience;

/// <summary>The failures that a fallback chain can be for.</summary>
public static class FallbackTriggerNames
{
    /// <summary>The input is longer than the model's window.</summary>
    public const string ContextWindow = "context-window";

    /// <summary>The provider's policy blocked the content.</summary>
    public const string ContentFilter = "content-filter";

    /// <summary>The provider's limit is met, or its quota used up.</summary>
    public const string RateLimit = "rate-limit";

    /// <summary>The provider says it is overloaded, or the circuits of all deployments are open.</summary>
    public const string Overload = "overload";

    /// <summary>The provider failed, was not reached, refused the gateway or sent what is no answer.</summary>
    public const string Error = "error";

    /// <summary>The provider took too long.</summary>
    public const string Timeout = "timeout";

    /// <summary>Each of the others.</summary>
    public const string Any = "any";
}
