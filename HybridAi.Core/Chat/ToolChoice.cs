namespace HybridAi.Core.Chat;

/// <summary>Whether and which tools must be called.</summary>
/// <param name="Mode">Whether.</param>
public sealed record ToolChoice(ToolChoiceMode Mode)
{
    /// <summary>Which: the named one, or with the other modes the only ones allowed; empty allows all.</summary>
    public IReadOnlyList<ToolReference> Tools { get; init; } = [];
}
