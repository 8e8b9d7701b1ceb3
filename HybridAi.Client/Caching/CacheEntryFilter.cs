namespace HybridAi.Client.Caching;

/// <summary>Which cached answers to list; what is null does not filter.</summary>
public sealed record CacheEntryFilter
{
    /// <summary>Only this one: the hash of its request.</summary>
    public string? Key { get; init; }

    /// <summary>Only this model's, by its provider's id, <c>provider/id</c> or the name that callers used.</summary>
    public string? Model { get; init; }

    /// <summary>Only those with this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>Only those whose provider or model has this text in it.</summary>
    public string? Search { get; init; }

    /// <summary>Only this organization's.</summary>
    public Guid? Organization { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most.</summary>
    public int? Limit { get; init; }
}
