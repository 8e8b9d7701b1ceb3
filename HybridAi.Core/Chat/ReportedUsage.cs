using HybridAi.Core.Costs;

namespace HybridAi.Core.Chat;

/// <summary>What a response took, in the provider's own count.</summary>
/// <param name="Tokens">The tokens in disjoint classes: what the caller is told.</param>
public sealed record ReportedUsage(TokenUsage Tokens)
{
    /// <summary>The tokens to bill, where the provider counts them apart (Cohere); null for <see cref="Tokens"/>.</summary>
    public TokenUsage? Billed { get; init; }

    /// <summary>What the provider says it costs (OpenRouter).</summary>
    public Cost? Cost { get; init; }
}
