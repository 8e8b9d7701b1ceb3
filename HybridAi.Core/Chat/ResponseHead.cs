namespace HybridAi.Core.Chat;

/// <summary>What a response says before its content.</summary>
/// <param name="Id">The provider's id of the response; minted by the reader where the wire has none.</param>
/// <param name="Model">The model that answers; the one asked for where the wire does not tell (Cohere).</param>
public sealed record ResponseHead(string Id, string Model)
{
    /// <summary>When it was made, to the second; null where the wire does not tell.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The processing tier that served it.</summary>
    public string? ServiceTier { get; init; }
}
