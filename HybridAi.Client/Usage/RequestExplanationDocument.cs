namespace HybridAi.Client.Usage;

/// <summary>What the gateway decided about a request, and why.</summary>
public sealed record RequestExplanationDocument
{
    /// <summary>The request's id.</summary>
    public Guid Id { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The model name as the caller gave it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The strategy and the reason for the choice of deployment, as <c>x-hybridai-route</c> said; null if there was nothing to choose from.</summary>
    public string? Route { get; init; }

    /// <summary>What was decided on the way, in order: limits, budgets, rules, the cache, retries, breakers, fallbacks.</summary>
    public IReadOnlyList<DecisionDocument> Decisions { get; init; } = [];

    /// <summary>The attempts at providers, in order; the last one decided the answer.</summary>
    public IReadOnlyList<ExplainedAttemptDocument> Attempts { get; init; } = [];

    /// <summary><c>miss</c>, <c>exact</c>, <c>semantic</c>, <c>prefix</c>, <c>coalesced</c> or <c>off</c>.</summary>
    public required string Cache { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>interrupted</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>The HTTP status sent to the caller.</summary>
    public int Status { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? FailureCause { get; init; }
}

/// <summary>Something that was decided.</summary>
/// <param name="Step">The step of the pipeline: <c>limit</c>, <c>budget</c>, <c>rule</c>, <c>route</c>, <c>retry</c>, <c>breaker</c>, <c>fallback</c>, <c>cache</c>.</param>
/// <param name="Text">What and why.</param>
public sealed record DecisionDocument(string Step, string Text);

/// <summary>An attempt at a provider.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="FailureCause">Why it failed; null if it succeeded.</param>
/// <param name="Status">The provider's HTTP status if it failed and sent one, else null.</param>
/// <param name="DurationMs">How long it took, in milliseconds; null for the last one, whose end is the request's.</param>
public sealed record ExplainedAttemptDocument(string Deployment, string? FailureCause, int? Status, double? DurationMs);
