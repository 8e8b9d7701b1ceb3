using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>A chat request that was found to be in order.</summary>
internal sealed record CohereRequest
{
    /// <summary>What an answer depends on.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>What may be cited: documents and the results of tools.</summary>
    public required IReadOnlyList<CitableSource> Sources { get; init; }

    /// <summary>Citations come as soon as their text does, not after it.</summary>
    public bool FastCitations { get; init; }

    /// <summary>Tokens that the template around the conversation adds; they are counted and not billed.</summary>
    public required int TemplateTokens { get; init; }
}

/// <param name="Type"><c>document</c> or <c>tool</c>.</param>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its words.</param>
/// <param name="Json">The document or output, as an object.</param>
internal sealed record CitableSource(string Type, string Id, string Text, string Json);
