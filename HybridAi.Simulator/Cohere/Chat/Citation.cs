using HybridAi.Simulator.Cohere.Requests;

namespace HybridAi.Simulator.Cohere.Chat;

/// <summary>A passage of an answer and where it comes from.</summary>
internal readonly record struct Citation(int Start, int End, CitableSource Source)
{
    private const int LeastWord = 5;
    private const int Most = 8;

    /// <summary>Cites each source for the first of its longer words that the answer has, or for the answer's first sentence.</summary>
    public static IReadOnlyList<Citation> Find(string answer, IReadOnlyList<CitableSource> sources)
    {
        if (answer.Length == 0)
            return [];
        var found = new List<Citation>();
        foreach (var source in sources.Take(Most))
        {
            var (start, length) = Passage(answer, source.Text);
            found.Add(new Citation(start, start + length, source));
        }

        found.Sort((a, b) => a.End.CompareTo(b.End));
        return found;
    }

    private static (int Start, int Length) Passage(string answer, string text)
    {
        if (text.Length is > 0 and < 400 && answer.IndexOf(text, StringComparison.Ordinal) is >= 0 and var whole)
            return (whole, text.Length);
        foreach (var word in text[..Math.Min(text.Length, 4_000)].Split([' ', '\n', '"', ',', '.', ':', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length >= LeastWord && answer.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at)
                return (at, word.Length);
        }

        var end = answer.IndexOf('.', StringComparison.Ordinal);
        return (0, end > 0 ? end : answer.Length);
    }
}
