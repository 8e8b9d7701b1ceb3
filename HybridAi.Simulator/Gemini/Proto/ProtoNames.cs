using System.Collections.Concurrent;
using System.Text;

namespace HybridAi.Simulator.Gemini.Proto;

/// <summary>The two forms of a field's name.</summary>
internal static class ProtoNames
{
    private const int MaxKnown = 1_000;
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary><c>topP</c> as <c>top_p</c>.</summary>
    public static string Snake(string name)
    {
        if (Known.TryGetValue(name, out var known))
            return known;
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c))
                text.Append('_').Append(char.ToLowerInvariant(c));
            else
                text.Append(c);
        }

        var snake = text.ToString();

        // Callers' names come here too.
        if (Known.Count < MaxKnown)
            Known.TryAdd(name, snake);
        return snake;
    }
}
