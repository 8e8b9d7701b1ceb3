namespace HybridAi.Client.AiPerformance;

/// <summary>A call that was made outside of the gateway, or several in <see cref="Records"/>.</summary>
public sealed record RecordUsageRequest : RecordedCall
{
    /// <summary>Several calls, at most 500, instead of the other fields: all are recorded, or if one is wrong none.</summary>
    public IReadOnlyList<RecordedCall>? Records { get; init; }
}

/// <summary>A call that was made outside of the gateway.</summary>
public record RecordedCall
{
    /// <summary>The caller's own id, a UUIDv7, whose time is when the call was made: recorded once, however often it is sent. Null: the gateway makes one.</summary>
    public Guid? Id { get; init; }

    /// <summary>When the call was made: not in the future, and not before usage is kept. Null: the time of the id, else now.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The provider; <c>claude</c> and <c>google</c> name anthropic and gemini too.</summary>
    public string? Provider { get; init; }

    /// <summary>The model, by its provider's id.</summary>
    public string? Model { get; init; }

    /// <summary>The tokens by class; null: none.</summary>
    public RecordedTokens? Tokens { get; init; }

    /// <summary>How long the call took, in milliseconds.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>How long the first content took, in milliseconds, if that is known.</summary>
    public double? TtftMs { get; init; }

    /// <summary>The HTTP status; 200 if null.</summary>
    public long? Status { get; init; }

    /// <summary>Whether it was streamed.</summary>
    public bool? Streamed { get; init; }

    /// <summary>What it cost, in US dollars, if the caller knows better than the catalog.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The application's own user, as the option <c>user</c> of requests.</summary>
    public string? User { get; init; }

    /// <summary>The session label.</summary>
    public string? Session { get; init; }

    /// <summary>The task label.</summary>
    public string? Task { get; init; }

    /// <summary>The tags, at most 16.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>Tokens in disjoint classes: each token is counted in one. What is null is none.</summary>
public sealed record RecordedTokens
{
    /// <summary>Plain input.</summary>
    public long? Input { get; init; }

    /// <summary>Input read from the provider's prompt cache.</summary>
    public long? CachedInput { get; init; }

    /// <summary>Input written to the provider's prompt cache.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Input written to a one-hour prompt cache.</summary>
    public long? CacheWrite1h { get; init; }

    /// <summary>Input audio.</summary>
    public long? AudioInput { get; init; }

    /// <summary>Input images and video.</summary>
    public long? ImageInput { get; init; }

    /// <summary>Plain output.</summary>
    public long? Output { get; init; }

    /// <summary>Output spent on reasoning.</summary>
    public long? Reasoning { get; init; }

    /// <summary>Output audio.</summary>
    public long? AudioOutput { get; init; }

    /// <summary>Output images.</summary>
    public long? ImageOutput { get; init; }
}

/// <summary>What was recorded; the same however often it was sent.</summary>
/// <param name="Records">The calls, in the order in which they were sent.</param>
public sealed record RecordedUsageDocument(IReadOnlyList<RecordedCallDocument> Records);

/// <summary>A call as it was recorded.</summary>
/// <param name="RequestId">What it can be read by at <c>/api/requests/{id}</c>.</param>
/// <param name="Id">The caller's own id, or null.</param>
/// <param name="At">When it was made.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="CostUsd">What it cost, in US dollars; null: unknown.</param>
/// <param name="CostSource"><c>provider</c> (the caller said it), <c>catalog</c>, <c>free</c> (it failed without a token) or <c>unknown</c>.</param>
public sealed record RecordedCallDocument(Guid RequestId, Guid? Id, DateTimeOffset At, string Outcome, decimal? CostUsd, string CostSource);
