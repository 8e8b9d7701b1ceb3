using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;

namespace HybridAi.Node.Providers.Testing;

/// <summary>What became of a call that was made to see whether a provider works.</summary>
public sealed record TrialAnswer
{
    /// <summary>What was wrong, without secrets; null if all was right.</summary>
    public string? Problem { get; init; }

    /// <summary>What kind of fault that is, where somebody said; null else.</summary>
    public FailureCause? Cause { get; init; }

    /// <summary>The HTTP status, or null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What it said; null if that was wrong, or no chat.</summary>
    public ChatResponse? Response { get; init; }

    /// <summary>How long the vector was; null if there was none.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The tokens that it counted, or null.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>What it says that it costs, or null.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Whether it may have cost something: a request that never left has not.</summary>
    public bool WasSent { get; init; } = true;

    /// <summary>How long a stream took to its first content; null if it had none, or was no stream.</summary>
    public TimeSpan? FirstContent { get; init; }

    /// <summary>How long it took to its end.</summary>
    public TimeSpan Duration { get; init; }
}
