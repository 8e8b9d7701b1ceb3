using System.Text.Json;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>A responses request that was found to be in order.</summary>
internal sealed record ResponseRequest
{
    /// <summary>What an answer depends on.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>The body: its settings are repeated in the answer.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>The whole conversation, what came before included.</summary>
    public required IReadOnlyList<JsonElement> Input { get; init; }

    public bool Store { get; init; }

    /// <summary>Reasoning items carry what only the provider can read.</summary>
    public bool Encrypted { get; init; }

    /// <summary>What reasoning items say that they are; null: nothing.</summary>
    public string? ReasoningFormat { get; init; }

    /// <summary>Reasoning is summed up: <c>auto</c>, <c>concise</c> or <c>detailed</c>; null: it is not.</summary>
    public string? Summary { get; init; }
}
