using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>A messages request that was found to be in order.</summary>
internal sealed record MessagesRequest
{
    /// <summary>What an answer depends on.</summary>
    public required ChatRequest Chat { get; init; }

    public required IReadOnlyList<CachePoint> CachePoints { get; init; }

    /// <summary>Thinking is shown as text, rather than only by its signature.</summary>
    public bool ShowThinking { get; init; }

    /// <summary>Thinking comes as data that nobody can read.</summary>
    public bool RedactThinking { get; init; }

    /// <summary>The model's window, and not <c>max_tokens</c>, bounds the answer.</summary>
    public bool BoundByWindow { get; init; }

    public bool Diagnostics { get; init; }

    public string Speed { get; init; } = "standard";

    public string? Geography { get; init; }

    /// <summary>The document that the answer cites; null when none may be cited.</summary>
    public CitableDocument? Citable { get; init; }
}

/// <summary>A plain-text document that may be cited.</summary>
internal sealed record CitableDocument(int Index, string? Title, string Text);
