namespace HybridAi.Core.Chat;

/// <summary>Where a text comes from: what the wires share, and the whole.</summary>
/// <param name="Wire">The dialect or format whose JSON <paramref name="Json"/> is.</param>
/// <param name="Json">The citation as the wire gave it.</param>
public sealed record Citation(string Wire, Verbatim Json)
{
    /// <summary>Where the cited span of the answer's text begins, in UTF-16 code units; null for the whole text.</summary>
    public int? Start { get; init; }

    /// <summary>Where the span ends, exclusive, in UTF-16 code units.</summary>
    public int? End { get; init; }

    /// <summary>The source's address.</summary>
    public string? Url { get; init; }

    /// <summary>The source's title or file name.</summary>
    public string? Title { get; init; }

    /// <summary>The id of the source's file or document; the index of the document where the wire counts them.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The words of the source.</summary>
    public string? Quote { get; init; }

    /// <summary>Only the wire, so that no log shows what was said.</summary>
    public override string ToString() => Wire;
}
