namespace HybridAi.Client.Caching;

/// <summary>What a cache rule says.</summary>
public abstract record CacheRuleFields
{
    /// <summary>Whether it counts. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Of several rules that match, the one of the highest priority counts, then the first by name: -1,000 to 1,000. Default 0.</summary>
    public long? Priority { get; init; }

    /// <summary>Whether answers are kept and shared. Default true.</summary>
    public bool? Cache { get; init; }

    /// <summary>How long an answer is given again, <c>1s</c> to <c>365d</c>. Default: <c>Cache:Ttl</c>.</summary>
    public string? Ttl { get; init; }

    /// <summary>Which requests it is for. Default: all.</summary>
    public CacheConditionsDocument? When { get; init; }
}

/// <summary>Which requests a cache rule is for: of a list, one entry is enough; of several conditions, all have to be met.</summary>
public sealed record CacheConditionsDocument
{
    /// <summary>Models as callers name them, each exact or with one <c>*</c> at its end.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>APIs, as usage records name them: <c>chat.completions</c>, <c>embeddings</c>.</summary>
    public IReadOnlyList<string>? Apis { get; init; }

    /// <summary>Tasks.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>Tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Keys, by their ids.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>The temperature; a request that names none has 1.</summary>
    public CacheTemperatureDocument? Temperature { get; init; }
}

/// <summary>A range of temperatures, both ends included.</summary>
/// <param name="AtLeast">The least, or null.</param>
/// <param name="AtMost">The highest, or null.</param>
public sealed record CacheTemperatureDocument(double? AtLeast = null, double? AtMost = null);
