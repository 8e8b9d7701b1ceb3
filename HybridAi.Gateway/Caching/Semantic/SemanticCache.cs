using System.Globalization;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Core.Metrics;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// Looks for answers to prompts that mean the same, where the exact cache found none. What the index finds is only where to look: the answer itself comes from the cache, so that what was purged or has
/// expired is not given here either.
/// </summary>
internal sealed class SemanticCache(
    SemanticCacheOptions options, CachePartition partition, IPromptEmbedder embedder, SemanticEntries entries, ShadowBook book, ShadowComparison comparison, LayeredCache cache, RandomSource random)
{
    public const string Semantic = "semantic";

    // The guard may refuse the most similar ones.
    private const int Looked = 4;

    // Without evidence only the threshold's own candidates are of interest; else all that is counted.
    private readonly float _floor = (float)(options.MinPrecision == 0 && options.Mode == SemanticCacheMode.On ? options.Threshold : SimilarityBins.Lowest);

    /// <summary>Looks for an answer, and remembers what the request is compared by.</summary>
    /// <returns>Whether there is one, as <see cref="CacheUse.Hit"/>.</returns>
    public ValueTask<bool> FindAsync(Exchange exchange, CacheUse use) =>
        options.Mode == SemanticCacheMode.Off || !LastMessage.TryFind(exchange.Api, exchange.Body.Scan, out var message) ? new(false) : FindAsync(exchange, use, message);

    /// <summary>Remembers a new answer by its meaning, and compares it with the one that would have been given instead.</summary>
    public void Keep(CacheUse use, CachedAnswer answer)
    {
        if (use.Semantic is not { } own)
            return;
        if (own is { IsCompared: true, Candidate: { } candidate })
            comparison.Compare(answer, candidate.Entry.Key, candidate.Similarity);
        entries.Keep(new SemanticEntry { Key = answer.Key, Scope = own.Scope, Facts = own.Facts, ExpiresAt = answer.ExpiresAt }, own.Vector);
    }

    private async ValueTask<bool> FindAsync(Exchange exchange, CacheUse use, LastMessage message)
    {
        if (message.Read(exchange.Body.Scan, options.MaxLength) is not { } text
            || RequestKey.ScopeOf(exchange, partition, message.Start, message.End) is not { } scope
            || await embedder.EmbedAsync(exchange, text) is not { } vector)
            return false;
        var own = use.Semantic = new SemanticUse { Scope = scope, Vector = vector, Facts = PromptFacts.Read(text) };
        if (FindCandidate(exchange, own) is not { } candidate)
            return false;
        own.Candidate = candidate;
        if (!MayAnswer(exchange, candidate.Similarity) || (options.MinPrecision > 0 && random.Next() < options.Recheck))
        {
            own.IsCompared = true;
            return false;
        }

        use.Hit = await cache.FindAsync(candidate.Entry.Key, exchange.Http.RequestAborted);
        if (!use.Hit.IsHit)
        {
            entries.Remove(candidate.Entry.Key);
            return false;
        }

        candidate.Entry.MarkUsed();
        exchange.CacheStatus = Semantic;
        use.Similarity = candidate.Similarity;
        return true;
    }

    private SemanticCandidate? FindCandidate(Exchange exchange, SemanticUse own)
    {
        var found = new SemanticCandidate[Looked];
        var count = entries.Search(own.Scope, own.Vector, _floor, found);
        for (var i = 0; i < count; i++)
        {
            var verdict = own.Facts.Compare(found[i].Entry.Facts, options.Guard);
            if (verdict == GuardVerdict.Passed)
                return found[i];
            if (i == 0)
                exchange.Decide("cache", string.Create(CultureInfo.InvariantCulture, $"The entry {found[0].Entry.Key.HashText()} is similar ({found[0].Similarity:0.000}), but is for another question: {Text(verdict)}."));
        }

        return null;
    }

    private bool MayAnswer(Exchange exchange, float similarity)
    {
        if (options.Mode != SemanticCacheMode.On)
            return false;
        return options.MinPrecision == 0 ? similarity >= options.Threshold : book.ThresholdOf(exchange.Caller.OrganizationId, exchange.RequestedModel) is { } threshold && similarity >= threshold;
    }

    private static string Text(GuardVerdict verdict) => verdict switch
    {
        GuardVerdict.Numbers => "the numbers differ",
        GuardVerdict.Negations => "one of them says no",
        GuardVerdict.Names => "a name or a quoted word differs",
        GuardVerdict.MarkedWords => "a word of time, extent, direction, unit or language differs",
        GuardVerdict.Order => "the words are in another order",
        _ => "a word differs that says what it is about",
    };
}
