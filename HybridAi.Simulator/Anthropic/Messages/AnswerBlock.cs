using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic.Messages;

internal enum BlockKind
{
    Thinking,
    RedactedThinking,
    Text,
    ToolUse,
}

/// <summary>A content block of an answer.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Text">Text, thinking, or the JSON of a call's input.</param>
internal sealed record AnswerBlock(BlockKind Kind, string Text)
{
    /// <summary>The signature of thinking, or its data when it is redacted.</summary>
    public string Seal { get; init; } = "";

    public int ReasoningTokens { get; init; }

    public ToolCallAnswer? Call { get; init; }

    /// <summary>The document that the text cites.</summary>
    public Requests.CitableDocument? Cites { get; init; }
}
