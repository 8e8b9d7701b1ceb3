namespace HybridAi.Simulator.Answers;

/// <summary>One choice of an answer, complete.</summary>
internal sealed record ChoiceAnswer
{
    /// <summary>The reasoning as text, when it is shown.</summary>
    public string Reasoning { get; init; } = "";

    public int ReasoningTokens { get; init; }

    /// <summary>The text; null beside tool calls.</summary>
    public string? Content { get; init; }

    public IReadOnlyList<ToolCallAnswer> ToolCalls { get; init; } = [];

    /// <summary><c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>function_call</c> or <c>content_filter</c>.</summary>
    public required string FinishReason { get; init; }

    /// <summary>The stop sequence that ended it; null when it ended otherwise.</summary>
    public string? StopSequence { get; init; }

    /// <summary>Tokens of content and tool calls.</summary>
    public int VisibleTokens { get; init; }
}

/// <param name="Id">The call's id.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text, or the input of a custom tool.</param>
/// <param name="Custom">Called with text instead of JSON.</param>
internal sealed record ToolCallAnswer(string Id, string Name, string Arguments, bool Custom)
{
    /// <summary>What the model's thoughts are carried on with, for providers that show it.</summary>
    public string? ThoughtSignature { get; init; }

    public int Tokens => Tokenizer.Count(Name) + Tokenizer.Count(Arguments);
}
