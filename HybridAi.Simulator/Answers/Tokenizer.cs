using System.Globalization;

namespace HybridAi.Simulator.Answers;

/// <summary>
/// Splits text into pieces about as large as real tokens: words with their leading space, long words in parts, three digits,
/// one ideograph. Deterministic, and the pieces put together are the text.
/// </summary>
internal static class Tokenizer
{
    private const int LongestWord = 8;
    private const int PartOfLongWord = 5;

    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            text = text[PieceLength(text)..];
            count++;
        }

        return count;
    }

    /// <summary>The length of the longest prefix of at most so many tokens.</summary>
    public static int LengthOf(ReadOnlySpan<char> text, int tokens)
    {
        var length = 0;
        for (var i = 0; i < tokens && length < text.Length; i++)
            length += PieceLength(text[length..]);
        return length;
    }

    /// <summary>The length of the first piece of a text that is not empty.</summary>
    public static int PieceLength(ReadOnlySpan<char> text)
    {
        var first = text[0];
        if (first == ' ' && text.Length > 1 && IsWord(text[1]))
            return 1 + WordLength(text[1..]);
        if (IsWord(first))
            return WordLength(text);
        if (char.IsAsciiDigit(first))
            return RunLength(text, 3, char.IsAsciiDigit);
        if (char.IsHighSurrogate(first) && text.Length > 1 && char.IsLowSurrogate(text[1]))
            return 2;
        if (char.IsWhiteSpace(first))
            return RunLength(text, 8, char.IsWhiteSpace);
        return RunLength(text, 4, next => next == first);
    }

    private static int WordLength(ReadOnlySpan<char> text)
    {
        var length = RunLength(text, LongestWord + 1, IsWord);
        return length <= LongestWord ? length : PartOfLongWord;
    }

    private static int RunLength(ReadOnlySpan<char> text, int most, Func<char, bool> belongs)
    {
        var length = 1;
        while (length < text.Length && length < most && belongs(text[length]))
            length++;
        return length;
    }

    // Ideographs and the like are a token each.
    private static bool IsWord(char c) =>
        char.IsAsciiLetter(c) || (c is >= '\u00AA' and < '\u2E80' && (char.IsLetter(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark));
}
