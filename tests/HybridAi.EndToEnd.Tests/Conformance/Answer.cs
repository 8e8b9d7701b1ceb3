using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>What a client of any dialect would have made of an answer.</summary>
internal sealed record Answer
{
    public required IReadOnlyList<string> Texts { get; init; }

    public string Reasoning { get; init; } = "";

    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>In OpenAI's words.</summary>
    public required string? Finish { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>The answer as the dialect has it, from which the next turn is made.</summary>
    public required JsonNode Raw { get; init; }

    public string Text => Texts.Count == 0 ? "" : Texts[0];
}

/// <summary>A call of a tool.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments)
{
    public JsonNode? ParsedArguments => JsonNode.Parse(Arguments);
}
