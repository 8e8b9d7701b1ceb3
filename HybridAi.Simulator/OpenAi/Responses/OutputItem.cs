using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.OpenAi.Responses;

internal enum OutputKind
{
    Reasoning,
    Message,

    /// <summary>A message that refuses.</summary>
    Refusal,
    Call,
}

/// <summary>An item of an answer.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Id">Its id.</param>
/// <param name="Text">The text, or the arguments of a call.</param>
internal sealed record OutputItem(OutputKind Kind, string Id, string Text)
{
    /// <summary>Cut short.</summary>
    public bool Incomplete { get; init; }

    /// <summary>A summary of the reasoning, in parts.</summary>
    public IReadOnlyList<string> Summary { get; init; } = [];

    public int ReasoningTokens { get; init; }

    /// <summary>Reasoning as only the provider can read it.</summary>
    public string? Encrypted { get; init; }

    public ToolCallAnswer? Call { get; init; }
}
