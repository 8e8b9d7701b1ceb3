using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Batches;

/// <summary>Which files or batches to list.</summary>
public sealed record ProviderObjectQuery
{
    /// <summary>Files or batches.</summary>
    public required ProviderObjectKind Kind { get; init; }

    /// <summary>Whose organization.</summary>
    public required OrganizationId Organization { get; init; }

    /// <summary>Made with one of these keys; null: with any.</summary>
    public IReadOnlyCollection<KeyId>? Keys { get; init; }

    /// <summary>Only files for this, or null.</summary>
    public string? Purpose { get; init; }

    /// <summary>Oldest first; else newest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>The last item that was seen, or null.</summary>
    public PageCursor? After { get; init; }

    /// <summary>The most to read, 1 or more.</summary>
    public required int Limit { get; init; }
}
