namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What a deployment's answers of one kind were like, the latest counting most: with each new one the older ones lose a fiftieth of their weight (the discounting of A. Garivier, E. Moulines:
/// "On upper-confidence bound policies for switching bandit problems", ALT 2011). Cells of the same kind add up, weight by weight.
/// </summary>
/// <param name="Key">The kind.</param>
/// <param name="Weight">How many answers it is worth.</param>
/// <param name="Usable">The share of the answers that were not withheld by a filter or broken off by the provider.</param>
/// <param name="Length">How much longer they were than usual for the kind, as the mean logarithm of the ratio.</param>
/// <param name="Cached">The share of the input that came out of the provider's prompt cache.</param>
/// <param name="Counted">How many of them say how many tokens they took.</param>
internal sealed record AnswerCell(ulong Key, double Weight, double Usable, double Length, double Cached, double Counted)
{
    private const double Discount = 0.98;

    // What a wider kind says counts as much as so many answers of this one.
    private const double Prior = 10;

    /// <summary>A kind of which nothing is known.</summary>
    public static AnswerCell Of(ulong key) => new(key, 0, 1, 0, 0, 0);

    /// <summary>How far the share of use is to be trusted, from 0 to 1: what is left goes to the wider kind.</summary>
    public double Trust { get; } = Weight / (Weight + Prior);

    /// <summary>The same of what is counted.</summary>
    public double CountedTrust { get; } = Counted / (Counted + Prior);

    /// <summary>The same, worth an answer less.</summary>
    public AnswerCell Worn() => new(Key, Weight - 1, Usable, Length, Cached, Math.Max(0, Counted - 1));

    /// <summary>The same with another answer.</summary>
    /// <param name="usable">Whether it could be used.</param>
    /// <param name="tokens">The logarithm of how much longer than usual it was, and the share of its input that was cached; null: nobody counted.</param>
    public AnswerCell With(bool usable, (double Length, double Cached)? tokens)
    {
        var weight = (Weight * Discount) + 1;
        var counted = tokens is null ? Counted : (Counted * Discount) + 1;
        var (length, cached) = tokens ?? (Length, Cached);
        var share = tokens is null ? 0 : 1 / counted;
        return new AnswerCell(
            Key, weight, Usable + (((usable ? 1 : 0) - Usable) / weight), Length + (share * (length - Length)), Cached + (share * (cached - Cached)), counted);
    }
}
