namespace HybridAi.Core.Chat;

/// <summary>How likely a token was.</summary>
/// <param name="Token">The token's text.</param>
/// <param name="Logprob">The natural logarithm of its probability.</param>
public sealed record TokenLogprob(string Token, double Logprob)
{
    /// <summary>The token's bytes, which need not be whole characters; null if the wire does not tell.</summary>
    public Verbatim? Bytes { get; init; }

    /// <summary>The token's number in its tokenizer.</summary>
    public int? TokenId { get; init; }

    /// <summary>The likeliest tokens of this position, likeliest first.</summary>
    public IReadOnlyList<TokenLogprob> Top { get; init; } = [];

    /// <summary>Only the number, so that no log shows what was said.</summary>
    public override string ToString() => Logprob.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
