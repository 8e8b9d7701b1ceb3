namespace HybridAi.Providers.Translation;

/// <summary>Vectors that a caller asks for, in OpenAI's terms.</summary>
/// <param name="Texts">The texts, one vector for each.</param>
public sealed record EmbeddingsRequest(IReadOnlyList<string> Texts)
{
    /// <summary>How long the vectors are to be; null for the model's own length.</summary>
    public int? Dimensions { get; init; }

    /// <summary>
    /// What the texts are for: <c>search_document</c>, <c>search_query</c>, <c>classification</c>, <c>clustering</c>; null if not said. OpenAI
    /// has no such field; it is Cohere's <c>input_type</c>, by its own name.
    /// </summary>
    public string? InputType { get; init; }
}
