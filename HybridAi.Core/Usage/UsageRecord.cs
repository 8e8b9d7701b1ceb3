using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Usage;

/// <summary>What one request was, took and cost: written exactly once, when the request is over.</summary>
public sealed record UsageRecord
{
    /// <summary>The request's id: a UUIDv7 minted by the gateway at <see cref="At"/>, whose time it carries; sent as <c>x-hybridai-request-id</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>When the request arrived (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The organization of the key.</summary>
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The team of the key, or null.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The user of the key, or null.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The key.</summary>
    public required KeyId KeyId { get; init; }

    /// <summary>The API that was called: <c>chat.completions</c>, <c>embeddings</c>; at most 32 characters.</summary>
    public required string Api { get; init; }

    /// <summary>The model name as the caller gave it, at most 256 characters; empty if it gave none.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The provider of the attempt that decided the answer, or null if none was called.</summary>
    public string? Provider { get; init; }

    /// <summary>The model of that attempt by its provider's id, or null.</summary>
    public string? Model { get; init; }

    /// <summary>The deployment of that attempt, or null.</summary>
    public string? Deployment { get; init; }

    /// <summary>Where that deployment was served at the time, or null if that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the answer was asked for as a stream.</summary>
    public bool Streamed { get; init; }

    /// <summary>Whether a simulated provider answered.</summary>
    public bool Simulated { get; init; }

    /// <summary>The HTTP status sent to the caller; 499 when it hung up before one was sent, 0 when the gateway died before.</summary>
    public int Status { get; init; }

    /// <summary>How it ended.</summary>
    public required UsageOutcome Outcome { get; init; }

    /// <summary>Why it failed (a <c>FailureCause</c> by name, at most 32 characters), or null.</summary>
    public string? FailureCause { get; init; }

    /// <summary>The finish reason that the provider gave for the first choice, at most 32 characters, or null.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The tokens of all attempts together.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>Whether the tokens, and so the cost, are an estimate because the provider's count never came.</summary>
    public bool Estimated { get; init; }

    /// <summary>The cost of all attempts together, or null if it is unknown.</summary>
    public Cost? Cost { get; init; }

    /// <summary>Where the cost comes from.</summary>
    public CostSource CostSource { get; init; }

    /// <summary>What an answer would have cost that was not asked for anew (see <see cref="Cache"/>); null if it was, or nobody knows. No part of <see cref="Cost"/>.</summary>
    public Cost? Saved { get; init; }

    /// <summary>How much longer its provider took for such an answer; null if it was asked anew.</summary>
    public TimeSpan? SavedTime { get; init; }

    /// <summary>From the request's arrival to the end of the answer.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>From the request's arrival to the first content sent to the caller, or null if none was.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>How many attempts were made, over all deployments; 0 if the request was refused before one.</summary>
    public int Attempts { get; init; }

    /// <summary>The attempts that came before the one that decided the answer; null if there were none.</summary>
    public IReadOnlyList<AbandonedAttempt>? AbandonedAttempts { get; init; }

    /// <summary><c>miss</c>, <c>exact</c>, <c>semantic</c>, <c>prefix</c>, <c>coalesced</c> or <c>off</c>.</summary>
    public string Cache { get; init; } = "off";

    /// <summary>The caller's session label, at most 128 characters, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The caller's task label, at most 64 characters, else what an auto model took the request for, or null.</summary>
    public string? Task { get; init; }

    /// <summary>The caller's tags, at most 16 of 64 characters each, or null.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The caller's own user id, keyed-hashed unless configured otherwise, at most 128 characters, or null.</summary>
    public string? EndUser { get; init; }

    /// <summary>The caller's IP address, keyed-hashed unless configured otherwise, at most 64 characters, or null.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The strategy and the reason for the choice of deployment, at most 256 characters; null if there was nothing to choose from.</summary>
    public string? Route { get; init; }

    /// <summary>What else was decided about it on its way, at most 32, in order; null if nothing was.</summary>
    public IReadOnlyList<Decision>? Decisions { get; init; }
}
