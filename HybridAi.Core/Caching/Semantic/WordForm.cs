namespace HybridAi.Core.Caching.Semantic;

/// <summary>
/// What the forms of a word have in common: hashes of its beginning without the endings of English, with British spelling as the American one. Both texts are read
/// alike, so a stem need not be a word; two words that are taken for one are the only harm. Other languages keep their endings.
/// </summary>
internal static class WordForm
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;
    private const int Longest = 48;

    /// <summary>The hash of a word in lower case, all else as it is (FNV-1a).</summary>
    public static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = Offset;
        foreach (var character in word)
            hash = Append(hash, Lower(character));
        return hash;
    }

    /// <summary>The hash of a text that is one character longer (FNV-1a).</summary>
    public static uint Append(uint hash, char character) => (hash ^ character) * Prime;

    /// <summary>The hash of a number: <c>1,000</c> is <c>1000</c>, <c>2.50</c> is not <c>2.5</c>.</summary>
    public static uint HashNumber(ReadOnlySpan<char> number)
    {
        var hash = Offset;
        for (var i = 0; i < number.Length; i++)
        {
            if (!IsGroupMark(number, i))
                hash = Append(hash, number[i]);
        }

        return hash;
    }

    /// <summary>The hash of a word with its endings, but without what is contracted with it: <c>Mars's</c> is <c>mars</c>.</summary>
    public static uint Exact(ReadOnlySpan<char> word)
    {
        var apostrophe = word.LastIndexOfAny('\'', '’');
        return Hash(apostrophe > 0 && apostrophe >= word.Length - 3 ? word[..apostrophe] : word);
    }

    /// <summary>The hash of a word's stem.</summary>
    /// <param name="word">A word.</param>
    /// <param name="isNegated">Whether it is a contraction with <c>not</c>.</param>
    public static uint Stem(ReadOnlySpan<char> word, out bool isNegated)
    {
        isNegated = false;
        if (word.Length > Longest)
            return Hash(word);
        Span<char> form = stackalloc char[Longest];
        for (var i = 0; i < word.Length; i++)
            form[i] = word[i] == '’' ? '\'' : Lower(word[i]);
        form = form[..word.Length];
        form = WithoutContraction(form, ref isNegated);
        form = WithoutEnding(AmericanSpelling(form));
        var hash = Offset;
        foreach (var character in form)
            hash = Append(hash, character);
        return hash;
    }

    /// <summary>The character in lower case, whatever the culture.</summary>
    public static char Lower(char character) => character < 128 ? char.IsAsciiLetterUpper(character) ? (char)(character | 0x20) : character : char.ToLowerInvariant(character);

    private static bool IsGroupMark(ReadOnlySpan<char> number, int at) =>
        number[at] == ',' && number.Length >= at + 4 && (number.Length == at + 4 || !char.IsAsciiDigit(number[at + 4])) && !number.Slice(at + 1, 3).ContainsAnyExceptInRange('0', '9');

    private static Span<char> WithoutContraction(Span<char> word, ref bool isNegated)
    {
        isNegated = word.EndsWith("n't");
        if (isNegated)
            return word[..^3];
        var apostrophe = word.LastIndexOf('\'');
        return apostrophe > 0 && apostrophe >= word.Length - 3 ? word[..apostrophe] : word;
    }

    private static Span<char> AmericanSpelling(Span<char> word)
    {
        if (word.Length >= 5 && word.EndsWith("tre"))
            (word[^2], word[^1]) = ('e', 'r');
        else if (word.Length >= 6 && word.EndsWith("tres"))
            (word[^3], word[^2]) = ('e', 'r');
        if (word.Length < 6)
            return word;
        // analyse, organise, organisation
        var at = word[4..].IndexOf("is");
        if (at >= 0 && (word[(4 + at)..] is "ise" or "ised" or "ises" or "ising" or "iser" or "isation"))
            word[4 + at + 1] = 'z';
        // colour, favourite, neighbour
        at = word[2..].IndexOf("our");
        if (at > 0)
        {
            word[(2 + at + 2)..].CopyTo(word[(2 + at + 1)..]);
            return word[..^1];
        }

        return word;
    }

    private static Span<char> WithoutEnding(Span<char> word)
    {
        if (word.Length > 4 && word.EndsWith("ies"))
        {
            word[^3] = 'y';
            word = word[..^2];
        }
        else if (word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i'))
            word = word[..^1];
        if (word.Length > 5 && word.EndsWith("ing") && word[..^3].ContainsAny("aeiouy"))
            word = Single(word[..^3]);
        else if (word.Length > 4 && word.EndsWith("ed") && word[..^2].ContainsAny("aeiouy"))
            word = Single(word[..^2]);
        return word.Length > 3 && word[^1] == 'e' ? word[..^1] : word;
    }

    private static Span<char> Single(Span<char> word) => word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('l' or 's' or 'z') ? word[..^1] : word;
}
