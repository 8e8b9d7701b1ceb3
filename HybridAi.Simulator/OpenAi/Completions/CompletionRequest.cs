using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.OpenAi.Completions;

/// <summary>A completions request that was found to be in order.</summary>
/// <param name="Chat">The settings, and what the prompts count together.</param>
/// <param name="Prompts">The text of each prompt; "" where it came as tokens.</param>
internal sealed record CompletionRequest(ChatRequest Chat, IReadOnlyList<string> Prompts)
{
    public bool Echo { get; init; }

    /// <summary>So many alternatives of each token; null: no log probabilities at all.</summary>
    public int? Logprobs { get; init; }
}
