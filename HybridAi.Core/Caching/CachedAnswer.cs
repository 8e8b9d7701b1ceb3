using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>One answer as it was given, with what is needed to give it again and to know what that saves. Never changed once it is made.</summary>
public sealed record CachedAnswer
{
    // What the objects take in memory besides bytes and characters: the record with its strings' and arrays' headers, its place in a dictionary and in the order of use.
    private const int Overhead = 512, TextOverhead = 24;

    /// <summary>What it is found by.</summary>
    public required CacheKey Key { get; init; }

    /// <summary>The API that it answers, such as <c>chat.completions</c>.</summary>
    public required string Api { get; init; }

    /// <summary>Whether the body is a stream of events.</summary>
    public required bool Streamed { get; init; }

    /// <summary>The body's media type.</summary>
    public required string ContentType { get; init; }

    /// <summary>The body, in memory of its own: never part of a pooled buffer.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The model's name as the caller wrote it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The provider that gave the answer.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's model that gave the answer.</summary>
    public required string Model { get; init; }

    /// <summary>The tokens that it took, and that a hit saves.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>Whether the tokens are estimated, because the provider did not count them.</summary>
    public bool Estimated { get; init; }

    /// <summary>Why it ended, as the provider wrote it; null if that says nothing of it.</summary>
    public string? FinishReason { get; init; }

    /// <summary>What it cost, in 10⁻⁹ US dollars, and what a hit saves; null if no price is known.</summary>
    public long? CostNanoDollars { get; init; }

    /// <summary>How long the provider took, which a hit saves.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When it was asked for: what it says may be as old as that. Purges and ages go by it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is given no more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The tags of the request that caused it. Purges go by them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The names of the request's fields that its provider would have refused and that were taken out; told again with each hit.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>The rule that said how long it lives, or null: the default did.</summary>
    public string? Rule { get; init; }

    /// <summary>The team of who caused it, if any.</summary>
    public TeamId? Team { get; init; }

    /// <summary>The user who caused it, if any.</summary>
    public UserId? User { get; init; }

    /// <summary>The key that caused it, if any.</summary>
    public KeyId? CausedBy { get; init; }

    /// <summary>About how many bytes it takes in memory: the body, the texts and what objects cost. What a bound in bytes counts.</summary>
    public long Size
    {
        get
        {
            var size = Overhead + (long)Body.Length + TextSize(Api) + TextSize(ContentType) + TextSize(RequestedModel) + TextSize(Provider) + TextSize(Model) + TextSize(FinishReason) + TextSize(Rule);
            for (var i = 0; i < Tags.Count; i++)
                size += TextSize(Tags[i]);
            for (var i = 0; i < Dropped.Count; i++)
                size += TextSize(Dropped[i]);
            return size;
        }
    }

    /// <summary>Whether it may still be given.</summary>
    /// <param name="now">The time.</param>
    public bool IsFresh(DateTimeOffset now) => now < ExpiresAt;

    /// <summary>Only what it is found by, so that no log shows what was said.</summary>
    public override string ToString() => $"{Key.Organization}/{Key.HashText()}";

    private static long TextSize(string? text) => text is null ? 0 : TextOverhead + 2L * text.Length;
}
