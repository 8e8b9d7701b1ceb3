namespace HybridAi.Web.Pages.Playground;

/// <summary>What one side of the playground asks its model.</summary>
internal sealed record Question
{
    public required string Model { get; init; }

    public required string? System { get; init; }

    public required decimal? Temperature { get; init; }

    public required long? MaxTokens { get; init; }

    /// <summary>What was said before.</summary>
    public required IReadOnlyList<Turn> Conversation { get; init; }

    public required string Message { get; init; }
}
