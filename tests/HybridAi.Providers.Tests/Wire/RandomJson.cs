using System.Globalization;
using System.Text;

namespace HybridAi.Providers.Tests.Wire;

/// <summary>Writes random JSON with random white space, order and escapes.</summary>
internal sealed class RandomJson(Random random)
{
    private static readonly string[] Texts = ["", "a", "Hello, world", "ü€😀", "\"quoted\" \\ and / slash", "line\nbreak\ttab", "{\"not\":[\"json\"]}", "\u2028"];

    public string Object(IEnumerable<(string Name, string Value)> members)
    {
        var text = new StringBuilder().Append(Space()).Append('{').Append(Space());
        var first = true;
        foreach (var (name, value) in members)
        {
            if (!first)
                text.Append(',').Append(Space());
            first = false;
            text.Append(Name(name)).Append(Space()).Append(':').Append(Space()).Append(value).Append(Space());
        }

        return text.Append('}').Append(Space()).ToString();
    }

    public string Value(int depth = 3) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.Next(-1_000, 1_000).ToString(CultureInfo.InvariantCulture),
        3 => (random.NextDouble() * 100).ToString("0.0##E+00", CultureInfo.InvariantCulture),
        4 or 5 => Text(Texts[random.Next(Texts.Length)]),
        6 => $"[{Space()}{string.Join($"{Space()},{Space()}", Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1)))}{Space()}]",
        _ => Object(Enumerable.Range(0, random.Next(4)).Select(i => ($"k{i}", Value(depth - 1)))).Trim(),
    };

    public string Text(string text)
    {
        // Both halves of a surrogate pair or neither.
        var escapePairs = random.Next(2) == 0;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\' || c < ' ' || (char.IsSurrogate(c) ? escapePairs : random.Next(20) == 0))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    // One name in ten has an escape in it.
    private string Name(string name)
    {
        if (name.Length == 0 || random.Next(10) != 0)
            return $"\"{name}\"";
        var at = random.Next(name.Length);
        return string.Create(CultureInfo.InvariantCulture, $"\"{name[..at]}\\u{(int)name[at]:X4}{name[(at + 1)..]}\"");
    }

    private string Space() => random.Next(4) switch { 0 => " ", 1 => "\r\n\t", _ => "" };
}
