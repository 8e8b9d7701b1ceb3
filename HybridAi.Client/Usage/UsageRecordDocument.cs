namespace HybridAi.Client.Usage;

/// <summary>What one request was, took and cost.</summary>
public sealed record UsageRecordDocument
{
    /// <summary>The request's id, as in <c>x-hybridai-request-id</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The organization of the key.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The team of the key, or null.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>The user of the key, or null.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The key.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>The API that was called, such as <c>chat.completions</c>.</summary>
    public required string Api { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The provider that decided the answer, or null if none was called.</summary>
    public string? Provider { get; init; }

    /// <summary>The model by that provider's id, or null.</summary>
    public string? Model { get; init; }

    /// <summary>The deployment, or null.</summary>
    public string? Deployment { get; init; }

    /// <summary>Where that deployment was served, or null if that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public bool Streamed { get; init; }

    /// <summary>Whether a simulated provider answered.</summary>
    public bool Simulated { get; init; }

    /// <summary>The HTTP status sent; 499 when the caller hung up first, 0 when the gateway died first.</summary>
    public int Status { get; init; }

    /// <summary><c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>interrupted</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? FailureCause { get; init; }

    /// <summary>The provider's finish reason, or null.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The tokens of all attempts.</summary>
    public required TokenUsageDocument Usage { get; init; }

    /// <summary>Whether tokens and cost are an estimate.</summary>
    public bool Estimated { get; init; }

    /// <summary>The cost of all attempts in US dollars; null if unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary><c>unknown</c>, <c>catalog</c>, <c>provider</c> or <c>free</c>.</summary>
    public required string CostSource { get; init; }

    /// <summary>From arrival to the end of the answer, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>From arrival to the first content, in milliseconds; null if none was sent.</summary>
    public double? TimeToFirstTokenMs { get; init; }

    /// <summary>How many attempts were made.</summary>
    public int Attempts { get; init; }

    /// <summary>The attempts before the one that decided the answer.</summary>
    public IReadOnlyList<AbandonedAttemptDocument> AbandonedAttempts { get; init; } = [];

    /// <summary><c>miss</c>, <c>exact</c>, <c>semantic</c>, <c>prefix</c>, <c>coalesced</c> or <c>off</c>.</summary>
    public required string Cache { get; init; }

    /// <summary>What the answer would have cost if it had been asked for anew, in US dollars; null if it was, or nobody knows.</summary>
    public decimal? SavedUsd { get; init; }

    /// <summary>How much longer that would have taken, in milliseconds; null if it was.</summary>
    public double? SavedMs { get; init; }

    /// <summary>The caller's session label, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The caller's task label, else what an auto model took the request for, or null.</summary>
    public string? Task { get; init; }

    /// <summary>The caller's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The caller's own user id, keyed-hashed unless configured otherwise, or null.</summary>
    public string? EndUser { get; init; }

    /// <summary>The caller's address, keyed-hashed unless configured otherwise, or null.</summary>
    public string? ClientAddress { get; init; }
}
