using System.Globalization;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Takes a path of <see cref="System.Text.Json.JsonException"/> apart, such as <c>$.rules[3].when</c> or <c>$['odd name']</c>.</summary>
internal static class JsonSteps
{
    /// <summary>The steps: names of fields, and places in lists.</summary>
    public static IEnumerable<(string Name, int? Index)> Of(string? path)
    {
        var rest = path is ['$', ..] ? path[1..] : "";
        while (rest.Length > 0)
        {
            string name;
            if (rest.StartsWith("['", StringComparison.Ordinal))
            {
                // A name may have anything in it, and ends what is certain if it has this.
                var end = rest.LastIndexOf("']", StringComparison.Ordinal);
                (name, rest) = end > 1 ? (rest[2..end], rest[(end + 2)..]) : (rest[2..], "");
                yield return (name, null);
            }
            else if (rest[0] == '[')
            {
                var end = rest.IndexOf(']', StringComparison.Ordinal);
                if (end < 0 || !int.TryParse(rest.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    yield break;
                rest = rest[(end + 1)..];
                yield return ("", index);
            }
            else
            {
                rest = rest.TrimStart('.');
                var end = rest.AsSpan().IndexOfAny('.', '[');
                (name, rest) = end < 0 ? (rest, "") : (rest[..end], rest[end..]);
                yield return (name, null);
            }
        }
    }
}
