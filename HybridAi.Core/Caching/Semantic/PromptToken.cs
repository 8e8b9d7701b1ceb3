namespace HybridAi.Core.Caching.Semantic;

/// <summary>A word, a number or an operator of a prompt.</summary>
/// <param name="Start">Where it begins, in characters.</param>
/// <param name="Length">How long it is, in characters.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsName">Whether it is written like a name: with a capital in the middle of a sentence, or as an identifier.</param>
/// <param name="IsQuoted">Whether it is in quotation marks.</param>
internal readonly record struct PromptToken(int Start, int Length, PromptTokenKind Kind, bool IsName, bool IsQuoted)
{
    /// <summary>Its characters.</summary>
    public ReadOnlySpan<char> Of(ReadOnlySpan<char> text) => text.Slice(Start, Length);
}

/// <summary>What a token is.</summary>
internal enum PromptTokenKind
{
    /// <summary>Letters, with digits, apostrophes and underscores among them; <c>C#</c> and <c>C++</c> too.</summary>
    Word,

    /// <summary>Digits, with commas and points between them.</summary>
    Number,

    /// <summary>A run of signs that calculate or compare: <c>!=</c>, <c>+</c>.</summary>
    Operator,

    /// <summary>A character of a script that writes no spaces.</summary>
    Character,
}
