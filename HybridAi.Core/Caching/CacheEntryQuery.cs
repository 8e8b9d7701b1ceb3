using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Which cached answers to list, newest first. What is null does not filter; what has expired is not listed.</summary>
public sealed record CacheEntryQuery
{
    /// <summary>Of this organization only.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>Of this model only: by the provider's name for it, alone or behind the provider's and a slash, or by the name that callers used.</summary>
    public string? Model { get; init; }

    /// <summary>With this tag only.</summary>
    public string? Tag { get; init; }

    /// <summary>Only those whose model, in any of its names, or provider has this text in it, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Of this hash only: 64 hexadecimal digits.</summary>
    public string? KeyHash { get; init; }

    /// <summary>Where the page starts; null: with the newest.</summary>
    public PageCursor? After { get; init; }

    /// <summary>How many at the most, 1 to 1,000.</summary>
    public required int Limit { get; init; }
}
