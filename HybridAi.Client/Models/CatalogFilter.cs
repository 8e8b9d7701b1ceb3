namespace HybridAi.Client.Models;

/// <summary>Which models to read. What is null does not filter.</summary>
public sealed record CatalogFilter
{
    /// <summary>Of this provider only.</summary>
    public string? Provider { get; init; }

    /// <summary>For this only: <c>chat</c>, <c>embedding</c>, <c>transcription</c>, <c>rerank</c>, <c>image</c>, <c>speech</c> or <c>moderation</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>At this point of their life only: <c>active</c>, <c>preview</c>, <c>legacy</c>, <c>deprecated</c> or <c>retired</c>.</summary>
    public string? Status { get; init; }

    /// <summary>
    /// Only those that are known to be able to do this: <c>tools</c>, <c>vision</c>, <c>audio</c>, <c>pdf</c>, <c>structured-output</c>, <c>reasoning</c> or <c>speech</c>.
    /// </summary>
    public string? Capability { get; init; }

    /// <summary>Only those whose id, name or alias has this, in any case.</summary>
    public string? Search { get; init; }
}
