using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>A request to generate that was found to be in order.</summary>
internal sealed record GenerateRequest
{
    /// <summary>What an answer depends on.</summary>
    public required ChatRequest Chat { get; init; }

    public required PromptModalities Modalities { get; init; }

    /// <summary>The answer is one word of an enumeration, not JSON.</summary>
    public bool BareEnum { get; init; }
}
