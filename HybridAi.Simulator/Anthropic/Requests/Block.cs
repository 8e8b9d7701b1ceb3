namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>A content block, as far as the rules of a conversation and the answer depend on it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Text">Its text, or that of a tool's result.</param>
internal sealed record Block(string Type, string Path, string Text = "")
{
    /// <summary>The id of a tool call, or the one that a result answers.</summary>
    public string Id { get; init; } = "";

    /// <summary>The tool that is called.</summary>
    public string Name { get; init; } = "";
}

/// <summary>Neighbouring messages of one role: one turn.</summary>
/// <param name="Role">Whose.</param>
/// <param name="Index">The index of the turn's last message.</param>
/// <param name="Blocks">What was said.</param>
internal sealed record Turn(string Role, int Index, IReadOnlyList<Block> Blocks);
