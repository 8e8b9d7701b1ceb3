namespace HybridAi.Core.Chat;

/// <summary>What a text of the model's reasoning is.</summary>
public enum ReasoningKind
{
    /// <summary>The reasoning as the provider shows it.</summary>
    Thought,

    /// <summary>A summary of it (OpenAI responses).</summary>
    Summary,

    /// <summary>The plan before tool calls (Cohere's <c>tool_plan</c>).</summary>
    Plan,
}
