namespace HybridAi.Client.Resilience;

/// <summary>A fallback rule: where requests go on when a model fails (<see cref="On"/>), or what is done while a deployment is in a bad way (<see cref="When"/>).</summary>
public sealed record FallbackDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it counts.</summary>
    public bool Enabled { get; init; }

    /// <summary>The model, by any name that callers may use, or <c>*</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The failures that it is for: values of <see cref="FallbackTriggerNames"/>; null for a rule with a condition.</summary>
    public IReadOnlyList<string>? On { get; init; }

    /// <summary>The models to go on with, in order.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The condition; null for a chain.</summary>
    public FallbackConditionDocument? When { get; init; }

    /// <summary>What is done while the condition is met: <c>switch</c>, <c>deprioritize</c>, <c>disable</c> or <c>alert</c>; null for a chain.</summary>
    public string? Action { get; init; }

    /// <summary>Grows by one with each change.</summary>
    public long Revision { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>When a rule acts.</summary>
public sealed record FallbackConditionDocument
{
    /// <summary><c>error-rate</c> (0 to 1), <c>p95</c> (milliseconds to the first content), <c>limit-left</c> (0 to 1, of the provider's own limits) or <c>health</c> (its circuit is not closed).</summary>
    public string? Metric { get; init; }

    /// <summary>From where it is met: at or above, for <c>limit-left</c> at or below; none for <c>health</c>.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the metric has to be better than for it to end; null: the threshold.</summary>
    public double? Recovery { get; init; }

    /// <summary>How far back rates and percentiles look, 10 s to 10 min, such as <c>1m</c>; null in a request: 1 min.</summary>
    public string? Window { get; init; }

    /// <summary>How long it lasts at the least, 1 s to 1 d; null in a request: 1 min.</summary>
    public string? Cooldown { get; init; }

    /// <summary>With fewer calls in the window rates and percentiles say nothing; null in a request: 20.</summary>
    public long? LeastCalls { get; init; }
}
