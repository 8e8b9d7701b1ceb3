using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Reads the lists of texts of which rules consist.</summary>
internal static class RuleTexts
{
    private const int Most = 100;
    private const int Longest = 256;

    /// <summary>Reads a list: 1 to 100 texts, each once.</summary>
    /// <param name="texts">The list; null: it was not given.</param>
    /// <param name="path">Where it is in the request.</param>
    /// <param name="problems">Gets what is wrong.</param>
    /// <param name="check">Says what is wrong with a text, or null.</param>
    public static IReadOnlyList<string>? Read(IReadOnlyList<string?>? texts, string path, FieldProblems problems, Func<string, string?>? check = null)
    {
        if (texts is null)
            return null;
        if (texts.Count is 0 or > Most)
            problems.Add(path, $"must have 1 to {Most} entries; leave it out if it does not matter");
        var read = new List<string>();
        for (var i = 0; i < Math.Min(texts.Count, Most); i++)
        {
            if (texts[i] is not { Length: > 0 and <= Longest } text || text.Any(char.IsControl))
                problems.Add($"{path}[{i}]", $"must have 1 to {Longest} characters, none of them a control character");
            else if (check?.Invoke(text) is { } problem)
                problems.Add($"{path}[{i}]", $"is '{ApiError.Shorten(text)}': {problem}");
            else if (!read.Contains(text))
                read.Add(text);
        }

        return read;
    }
}
