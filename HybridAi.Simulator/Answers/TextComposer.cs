using System.Globalization;
using System.Text;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Answers;

/// <summary>Writes plausible prose about what was asked.</summary>
internal static class TextComposer
{
    private static readonly string[] Sentences =
    [
        "The main point about {0} is that it depends on the context in which it is used.",
        "In practice, {0} works best when it is kept simple.",
        "A good first step is to look at {0} on its own before combining it with {1}.",
        "Many people find that {0} and {1} are easier to understand together.",
        "There are a few details of {0} worth remembering.",
        "If {0} matters most here, start with it and leave {1} for later.",
        "It also helps to check {0} against a small example.",
        "Compared with {1}, {0} is usually the more predictable choice.",
        "One limitation of {0} is that it takes some care to set up.",
        "Taken together, this gives a sound basis for {0}.",
        "The short version: {0} first, then {1}.",
        "For most cases the usual approach to {0} is enough.",
    ];

    private static readonly string[] Evasions =
    [
        "I am not sure.",
        "That is hard to say.",
        "As stated, this could mean many things, and I cannot tell which.",
        "Something like that, perhaps.",
    ];

    private static readonly string[] Thoughts =
    [
        "First,", "consider", "what", "is", "being", "asked", "here.", "The", "request", "mentions", "a", "few", "things", "that", "need",
        "checking,", "so", "take", "them", "one", "by", "one.", "Next,", "compare", "the", "options", "and", "keep", "the", "simplest.",
    ];

    /// <summary>The first words of a text, at most so many characters.</summary>
    public static string Excerpt(string text, int most)
    {
        text = text.Trim().ReplaceLineEndings(" ");
        if (text.Length <= most)
            return text;
        var end = text.LastIndexOf(' ', most);
        return end > most / 2 ? text[..end] : Cut(text, most);
    }

    /// <summary>At most so many characters, never half of a pair.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        return text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    /// <summary>An answer that shows that it has read the question.</summary>
    public static string Answer(string question, ulong seed)
    {
        var random = new Randomness(seed);
        var topics = Topics(question);
        var text = new StringBuilder(400);
        text.Append("You asked: \"").Append(Excerpt(question, 160)).Append("\". ");
        for (var count = 2 + random.NextIndex(3); count > 0; count--)
        {
            var first = topics[random.NextIndex(topics.Count)];
            var second = topics[random.NextIndex(topics.Count)];
            text.AppendFormat(CultureInfo.InvariantCulture, Sentences[random.NextIndex(Sentences.Length)], first, second).Append(' ');
        }

        return text.ToString(0, text.Length - 1);
    }

    /// <summary>An answer of no use.</summary>
    public static string Evasion(ulong seed) => Evasions[new Randomness(seed).NextIndex(Evasions.Length)];

    /// <summary>Exactly so many words.</summary>
    public static string Words(int count, ulong seed)
    {
        var random = new Randomness(seed);
        var text = new StringBuilder(count * 6);
        for (var i = 0; i < count; i++)
            text.Append(i == 0 ? "" : " ").Append(Thoughts[random.NextIndex(Thoughts.Length)].TrimEnd('.', ','));
        return text.ToString();
    }

    /// <summary>Thinking aloud, exactly so many tokens long.</summary>
    public static string Thinking(int tokens, ulong seed)
    {
        var start = new Randomness(seed).NextIndex(Thoughts.Length);
        var text = new StringBuilder(tokens * 6);
        for (var i = 0; i < tokens; i++)
            text.Append(i == 0 ? "" : " ").Append(Thoughts[(start + i) % Thoughts.Length]);
        var thinking = text.ToString();
        return thinking[..Tokenizer.LengthOf(thinking, tokens)];
    }

    private static List<string> Topics(string question)
    {
        var topics = new List<string>();
        foreach (var word in Excerpt(question, 600).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var bare = word.Trim('.', ',', '?', '!', '"', '\'', '(', ')', ':', ';', '[', ']', '{', '}');
            if (bare.Length is > 4 and < 30 && topics.Count < 12)
                topics.Add(bare);
        }

        if (topics.Count == 0)
            topics.Add("this");
        return topics;
    }
}
