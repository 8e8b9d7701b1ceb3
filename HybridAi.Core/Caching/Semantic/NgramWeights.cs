namespace HybridAi.Core.Caching.Semantic;

/// <summary>How much each kind of word moves the vector. The defaults are what the tuning half of the labelled pairs showed best (<c>./bench.sh semantic --sweep</c>).</summary>
internal sealed record NgramWeights
{
    public static readonly NgramWeights Default = new();

    public float Plain { get; init; } = 1;

    public float Silent { get; init; } = 0.12f;

    public float Number { get; init; } = 2.5f;

    public float Negation { get; init; } = 2;

    public float Name { get; init; } = 1.5f;

    public float Marked { get; init; } = 1.25f;

    public float Operator { get; init; } = 1;

    /// <summary>Of a word's weight, what its n-grams have together, what it has itself, and what it has with the word before it.</summary>
    public float Grams { get; init; } = 0.7f;

    public float Word { get; init; } = 1;

    public float Pair { get; init; } = 0.5f;

    public float Of(GuardWordKind kind) => kind switch
    {
        GuardWordKind.Silent or GuardWordKind.SilentDirection => Silent,
        GuardWordKind.Negation => Negation,
        GuardWordKind.Number => Number,
        GuardWordKind.Marked or GuardWordKind.Direction => Marked,
        _ => Plain,
    };
}
