namespace HybridAi.Providers.Translation;

/// <summary>A translated request.</summary>
/// <param name="Json">The body.</param>
public sealed record ChatBody(ReadOnlyMemory<byte> Json)
{
    /// <summary>Headers that this body needs; they win over the profile's.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
