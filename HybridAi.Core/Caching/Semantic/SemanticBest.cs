namespace HybridAi.Core.Caching.Semantic;

/// <summary>The most similar entries of a search, the most similar first.</summary>
/// <param name="found">Takes them.</param>
/// <param name="threshold">What is less similar is left out.</param>
/// <param name="now">What has expired by then is left out.</param>
internal ref struct SemanticBest(Span<SemanticCandidate> found, float threshold, DateTimeOffset now)
{
    private readonly Span<SemanticCandidate> _found = found;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What is less similar is of no use any more.</summary>
    public float Least { get; private set; } = threshold;

    /// <summary>Takes a candidate in, if it is among the best and has not expired.</summary>
    public void Offer(SemanticCandidate candidate)
    {
        if (candidate.Entry.ExpiresAt <= now)
            return;
        var place = Count;
        while (place > 0 && _found[place - 1].Similarity < candidate.Similarity)
            place--;
        if (place == _found.Length)
            return;
        Count = Math.Min(Count + 1, _found.Length);
        _found[place..(Count - 1)].CopyTo(_found[(place + 1)..]);
        _found[place] = candidate;
        if (Count == _found.Length)
            Least = _found[^1].Similarity;
    }
}
