using System.Globalization;

namespace HybridAi.Simulator.Answers;

/// <summary>Directions in a user message that make an answer exact: <c>[[say:TEXT]]</c>, <c>[[words:N]]</c>, <c>[[tool:NAME]]</c>, <c>[[filter]]</c>.</summary>
internal static class Conventions
{
    private const int MostWords = 500_000;

    /// <summary>The text to say, exactly; null without such a direction.</summary>
    public static string? Say(string message) => Argument(message, "[[say:", out _);

    /// <summary>How many words to answer; null without such a direction.</summary>
    public static int? Words(string message) =>
        Argument(message, "[[words:", out _) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Min(count, MostWords)
            : null;

    /// <summary>The tools to call, each with its arguments when they are given: <c>[[tool:NAME {"a":1}]]</c>.</summary>
    public static IEnumerable<(string Name, string? Arguments)> Tools(string message)
    {
        while (Argument(message, "[[tool:", out var end) is { } text)
        {
            message = message[end..];
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            yield return space < 0 ? (text, null) : (text[..space], text[(space + 1)..]);
        }
    }

    /// <summary>The answer is to be filtered.</summary>
    public static bool Filter(string message) => message.Contains("[[filter]]", StringComparison.Ordinal);

    /// <summary>The prompt is to be refused as filtered.</summary>
    public static bool FilterPrompt(string message) => message.Contains("[[filter:prompt]]", StringComparison.Ordinal);

    private static string? Argument(string message, string opening, out int end)
    {
        end = 0;
        var start = message.IndexOf(opening, StringComparison.Ordinal);
        if (start < 0)
            return null;
        start += opening.Length;
        var close = message.IndexOf("]]", start, StringComparison.Ordinal);
        if (close < 0)
            return null;

        // Arguments may end in brackets of their own: [[tool:x {"a":[[1]]}]]
        while (close + 2 < message.Length && (message[close + 2] is ']' or '}'))
        {
            var next = message.IndexOf("]]", close + 1, StringComparison.Ordinal);
            if (next < 0)
                break;
            close = next;
        }

        end = close + 2;
        return message[start..close];
    }
}
