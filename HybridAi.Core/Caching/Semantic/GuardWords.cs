using System.Collections.Frozen;
using System.Reflection;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>What <c>guard-words.txt</c> says of words, found by their stems.</summary>
internal sealed class GuardWords
{
    private readonly FrozenDictionary<uint, GuardWord> _words;

    private GuardWords(TextReader lines)
    {
        var words = new Dictionary<uint, GuardWord>();
        var kind = GuardWordKind.Plain;
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
                kind = Enum.Parse<GuardWordKind>(line.Trim('[', ']'), ignoreCase: true);
            else if (!line.StartsWith('#') && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, ..] listed)
                Add(words, kind, listed);
        }

        _words = words.ToFrozenDictionary();
    }

    /// <summary>Those that come with the product.</summary>
    public static GuardWords BuiltIn { get; } = Load();

    /// <summary>What is known of a word. One that is not listed is itself, and plain.</summary>
    /// <param name="stem">Its stem.</param>
    public GuardWord Find(uint stem) => _words.TryGetValue(stem, out var word) ? word : new GuardWord(stem, GuardWordKind.Plain);

    private static GuardWords Load()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("guard-words.txt")!);
        return new GuardWords(reader);
    }

    private static void Add(Dictionary<uint, GuardWord> words, GuardWordKind kind, string[] listed)
    {
        var first = WordForm.Stem(listed[0], out _);
        switch (kind)
        {
            case GuardWordKind.Number:
                words[first] = new GuardWord(WordForm.HashNumber(listed[1]), kind);
                break;
            case GuardWordKind.Same:
                // Listed again, a word stays what it was: only what it is equal to is new.
                foreach (var word in listed)
                {
                    var stem = WordForm.Stem(word, out _);
                    words[stem] = new GuardWord(first, words.TryGetValue(stem, out var known) ? known.Kind : GuardWordKind.Plain);
                }

                break;
            default:
                foreach (var word in listed)
                {
                    var stem = WordForm.Stem(word, out _);
                    var known = words.GetValueOrDefault(stem).Kind;
                    words[stem] = new GuardWord(stem, known == GuardWordKind.Silent && kind == GuardWordKind.Direction ? GuardWordKind.SilentDirection : kind);
                }

                break;
        }
    }
}

/// <summary>A word as the guard sees it.</summary>
/// <param name="Meaning">A hash that all words of the same meaning have; for numbers in words that of the digits.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct GuardWord(uint Meaning, GuardWordKind Kind);

/// <summary>What a word is; the sections of <c>guard-words.txt</c>.</summary>
internal enum GuardWordKind
{
    /// <summary>Not listed: it says what the prompt is about.</summary>
    Plain,

    /// <summary>Says nothing of what is asked for.</summary>
    Silent,

    /// <summary>Says no.</summary>
    Negation,

    /// <summary>Another in its place is another question.</summary>
    Marked,

    /// <summary>What stands before and behind it cannot change places.</summary>
    Direction,

    /// <summary>Both silent and a direction.</summary>
    SilentDirection,

    /// <summary>A number in words.</summary>
    Number,

    /// <summary>Only names what it is equal to; no word has this kind.</summary>
    Same,
}
