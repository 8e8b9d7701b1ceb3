using System.Text.Json;

namespace HybridAi.Client.Caching;

/// <summary>Requests whose answers are to be in the cache. They are made with the key of this call, which pays for them and to whose organization the answers belong.</summary>
public sealed record WarmCacheRequest
{
    /// <summary>The requests, at most 1,000. Default: the most used ones, as far as the gateway keeps them (<c>Cache:KeepRequests</c>).</summary>
    public IReadOnlyList<WarmRequestDocument>? Requests { get; init; }

    /// <summary>How many of the most used ones, 1 to 1,000, if none are given. Default 100.</summary>
    public long? Most { get; init; }

    /// <summary>How many at a time, 1 to 16. Default 4.</summary>
    public long? Concurrency { get; init; }

    /// <summary>What all of them may cost, in US dollars, above 0: no request is begun once that is spent. Default 1.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>Whether answers that are there already are made anew. Default false.</summary>
    public bool? Refresh { get; init; }
}

/// <summary>A request for warming.</summary>
public sealed record WarmRequestDocument
{
    /// <summary>The API as usage records name it. Default <c>chat.completions</c>.</summary>
    public string? Api { get; init; }

    /// <summary>The body, as the API takes it.</summary>
    public JsonElement? Body { get; init; }
}
