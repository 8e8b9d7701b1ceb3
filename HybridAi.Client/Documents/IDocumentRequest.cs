namespace HybridAi.Client.Documents;

/// <summary>A request that creates or replaces a named document.</summary>
public interface IDocumentRequest
{
    /// <summary>The name: lower-case letters, digits, dots, hyphens and underscores, at most 64; may be left out of a replacement.</summary>
    string? Name { get; }

    /// <summary>The revision that was read; needed for a replacement, unless If-Match says it.</summary>
    long? Revision { get; }
}
