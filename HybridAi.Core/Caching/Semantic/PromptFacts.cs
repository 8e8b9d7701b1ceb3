using System.Runtime.InteropServices;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>
/// What the guard compares of a prompt: hashes of 32 bits of its words, and no text. It takes about four bytes a word. (The words of a short prompt can be guessed from
/// their hashes, as they can from its vector: what is kept of prompts is to be kept like prompts.)
/// </summary>
public sealed class PromptFacts
{
    private readonly uint[] _numbers;
    private readonly uint[] _names;
    private readonly uint[] _marked;
    private readonly uint[] _words;
    private readonly int _negations;
    private readonly bool _isDirected;

    private PromptFacts(uint[] numbers, uint[] names, uint[] marked, uint[] words, int negations, bool isDirected) =>
        (_numbers, _names, _marked, _words, _negations, _isDirected) = (numbers, names, marked, words, negations, isDirected);

    /// <summary>About how much memory it takes, in bytes.</summary>
    public int Bytes => 160 + (sizeof(uint) * (_numbers.Length + _names.Length + _marked.Length + _words.Length));

    /// <summary>Reads a prompt.</summary>
    /// <param name="text">The prompt.</param>
    public static PromptFacts Read(ReadOnlySpan<char> text)
    {
        var reading = new Reading();
        var tokens = new PromptTokens(text);
        while (tokens.MoveNext())
            reading.Add(tokens.Current, tokens.Current.Of(text));
        return new PromptFacts([.. reading.Numbers], [.. reading.Names], [.. reading.Marked], [.. reading.Words], reading.Negations, reading.IsDirected);
    }

    /// <summary>Compares two prompts. Both directions are the same.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="mode">What has to be the same.</param>
    /// <returns>The first difference that speaks against it, or <see cref="GuardVerdict.Passed"/>.</returns>
    public GuardVerdict Compare(PromptFacts other, GuardMode mode)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (mode == GuardMode.Off)
            return GuardVerdict.Passed;
        if (!_numbers.AsSpan().SequenceEqual(other._numbers))
            return GuardVerdict.Numbers;
        if (_negations != other._negations)
            return GuardVerdict.Negations;
        if (!ContainsAll(other._words, _names) || !ContainsAll(_words, other._names))
            return GuardVerdict.Names;
        if (!ContainsAll(other._marked, _marked) || !ContainsAll(_marked, other._marked))
            return GuardVerdict.MarkedWords;
        if (mode == GuardMode.Words && (!ContainsAll(other._words, _words) || !ContainsAll(_words, other._words)))
            return GuardVerdict.Words;
        var orderCounts = mode == GuardMode.Words || (_isDirected && other._isDirected);
        return orderCounts && !HasOrderOf(other) ? GuardVerdict.Order : GuardVerdict.Passed;
    }

    /// <summary>All of it in a row: the number of each kind, then each kind.</summary>
    internal uint[] ToWords() =>
        [(uint)_negations, _isDirected ? 1u : 0, (uint)_numbers.Length, (uint)_names.Length, (uint)_marked.Length, .. _numbers, .. _names, .. _marked, .. _words];

    /// <summary>Reads what <see cref="ToWords"/> wrote; null if it is no such thing.</summary>
    internal static PromptFacts? FromWords(ReadOnlySpan<uint> row)
    {
        const int Head = 5;
        if (row.Length < Head || (ulong)row[2] + row[3] + row[4] > (ulong)(row.Length - Head) || row[0] > int.MaxValue)
            return null;
        var names = Head + (int)row[2];
        var marked = names + (int)row[3];
        var words = marked + (int)row[4];
        return new PromptFacts([.. row[Head..names]], [.. row[names..marked]], [.. row[marked..words]], [.. row[words..]], (int)row[0], row[1] != 0);
    }

    private static bool ContainsAll(uint[] all, uint[] some)
    {
        foreach (var one in some)
        {
            if (!all.AsSpan().Contains(one))
                return false;
        }

        return true;
    }

    // Of the words that both have. What comes first in one may come last in the other ("In Python, how do I …"), if more than two are left to tell a direction by.
    private bool HasOrderOf(PromptFacts other)
    {
        var mine = Shared(_words, other._words);
        var theirs = Shared(other._words, _words);
        if (mine.SequenceEqual(theirs))
            return true;
        if (mine.Length != theirs.Length || mine.Length < 3)
            return false;
        var shift = theirs.IndexOf(mine[0]);
        return mine[..^shift].SequenceEqual(theirs[shift..]) && mine[^shift..].SequenceEqual(theirs[..shift]);
    }

    private static ReadOnlySpan<uint> Shared(uint[] words, uint[] others)
    {
        var shared = new List<uint>(words.Length);
        foreach (var word in words)
        {
            if (others.AsSpan().Contains(word))
                shared.Add(word);
        }

        return CollectionsMarshal.AsSpan(shared);
    }

    private sealed class Reading
    {
        private readonly HashSet<uint> _seen = [];

        public List<uint> Numbers { get; } = [];

        public List<uint> Names { get; } = [];

        public List<uint> Marked { get; } = [];

        // Each once, in the order in which they come first.
        public List<uint> Words { get; } = [];

        public int Negations { get; private set; }

        public bool IsDirected { get; private set; }

        public void Add(PromptToken token, ReadOnlySpan<char> characters)
        {
            switch (token.Kind)
            {
                case PromptTokenKind.Number:
                    Number(WordForm.HashNumber(characters));
                    break;
                case PromptTokenKind.Word:
                    Word(token, characters);
                    break;
                default:
                    Content(WordForm.Hash(characters));
                    break;
            }
        }

        private void Word(PromptToken token, ReadOnlySpan<char> characters)
        {
            var word = GuardWords.BuiltIn.Find(WordForm.Stem(characters, out var isNegated));
            if (isNegated)
                Negations++;
            if (word.Kind == GuardWordKind.Number)
            {
                Number(word.Meaning);
                return;
            }

            IsDirected |= word.Kind is GuardWordKind.Direction or GuardWordKind.SilentDirection;
            var meaning = word.Meaning;
            if (word.Kind == GuardWordKind.Negation && !token.IsQuoted)
            {
                // How it is said does not matter: "don't" is "do not".
                Negations++;
                return;
            }

            if (token.IsQuoted || (token.IsName && (!IsSilent(word) || IsAbbreviation(characters))))
            {
                // "Alien" and "Aliens" are two.
                meaning = word.Kind == GuardWordKind.Plain ? WordForm.Exact(characters) : meaning;
                Names.Add(meaning);
            }
            else if (IsSilent(word))
                return;
            if (word.Kind == GuardWordKind.Marked)
                Marked.Add(meaning);
            Content(meaning);
        }

        private static bool IsSilent(GuardWord word) => word.Kind is GuardWordKind.Silent or GuardWordKind.SilentDirection;

        // "US" and "IT" are no pronouns; "The", in a title, is no name.
        private static bool IsAbbreviation(ReadOnlySpan<char> word) => word.Length > 1 && !word.ContainsAnyInRange('a', 'z');

        private void Number(uint number)
        {
            Numbers.Add(number);
            Content(number);
        }

        private void Content(uint word)
        {
            if (_seen.Add(word))
                Words.Add(word);
        }
    }
}
