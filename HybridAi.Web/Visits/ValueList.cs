using System.Text;

namespace HybridAi.Web.Visits;

/// <summary>
/// Several values in one field, with commas between. One that has a comma itself stands in quotation marks, of which each of its own is written twice.
/// </summary>
internal static class ValueList
{
    private const char Mark = '"';

    /// <summary>Values as a field takes them; null: none.</summary>
    public static string? Of(IEnumerable<string?>? values) => values is null ? null : string.Join(", ", values.Select(value => Written(value ?? "")));

    /// <summary>Reads what was written; what is empty is left out.</summary>
    public static IReadOnlyList<string> Read(string text)
    {
        var values = new List<string>();
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == ',')
                continue;
            var value = text[at] == Mark ? Quoted(text, ref at) : Plain(text, ref at);
            if (value.Length > 0)
                values.Add(value);
        }

        return values;
    }

    private static string Written(string value) =>
        value.Contains(',', StringComparison.Ordinal) || value.StartsWith(Mark) || value.Trim() != value ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    private static string Plain(string text, ref int at)
    {
        var end = text.IndexOf(',', at) is >= 0 and var comma ? comma : text.Length;
        var value = text[at..end].TrimEnd();
        at = end;
        return value;
    }

    private static string Quoted(string text, ref int at)
    {
        var (begin, value) = (at, new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] != Mark)
                value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == Mark)
                value.Append(text[at++]);
            else
                break;
        }

        if (at == text.Length)
            throw new FormProblem($"{text[begin..]} begins with a quotation mark, and none ends it.");
        var rest = text[(at + 1)..].TrimStart();
        if (rest.Length > 0 && rest[0] != ',')
            throw new FormProblem($"Behind {text[begin..(at + 1)]} has to be a comma. A quotation mark within a value in quotation marks is written twice.");
        return value.ToString();
    }
}
