namespace HybridAi.Benchmarks.Semantic;

/// <summary>Two prompts, and whether an answer to the one may be given to the other.</summary>
internal sealed record PromptPair(bool IsSame, string Kind, string First, string Second)
{
    /// <summary>Whether weights, words and thresholds may be tuned on it. The first text decides, so that pairs with the same one stay together.</summary>
    public bool IsForTuning { get; } = (Fnv(First) & 1) == 0;

    /// <summary>Reads <c>pairs.tsv</c>, whose head says what it has.</summary>
    public static IReadOnlyList<PromptPair> Read(string path) =>
        [.. File.ReadLines(path).Where(line => line is [not '#', ..]).Select((line, at) => Parse(line) ?? throw new ArgumentException($"{path}: pair {at + 1} is not one: {line}"))];

    private static PromptPair? Parse(string line) => line.Split('\t') is ["same" or "different", var kind, var first, var second]
        ? new PromptPair(line[0] == 's', kind, Unescape(first), Unescape(second))
        : null;

    private static string Unescape(string text) => text.Replace("\\\\", "\0").Replace("\\n", "\n").Replace("\0", "\\");

    // FNV-1a over 64 bits, whose upper bits are the better ones.
    private static ulong Fnv(string text)
    {
        var hash = 14695981039346656037;
        foreach (var character in text)
            hash = (hash ^ character) * 1099511628211;
        return hash >> 40;
    }
}
