using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Answers;

/// <summary>Single values for a schema: texts, numbers, members of an enumeration.</summary>
internal sealed partial class ValueSampler
{
    private static readonly string[] Questions = ["query", "question", "text", "input", "prompt", "message", "search"];
    private readonly string _hint;
    private readonly string[] _names;
    private readonly decimal[] _numbers;
    private Randomness _random;

    public ValueSampler(string hint, ulong seed)
    {
        // A long conversation adds nothing here but time.
        _hint = TextComposer.Cut(hint, 2_000);
        _random = new Randomness(Randomness.Mix(seed, 7));
        _names = [.. Names().Matches(_hint).Select(match => match.Value).Distinct().Take(16)];
        _numbers = [.. Numbers().Matches(_hint).Take(16)
            .Select(match => decimal.TryParse(match.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0)];
    }

    public JsonElement Pick(JsonElement members)
    {
        var all = members.EnumerateArray().ToArray();
        foreach (var member in all)
        {
            if (member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 2 } text
                && _hint.Contains(text, StringComparison.OrdinalIgnoreCase))
                return member;
        }

        return all[_random.NextIndex(all.Length)];
    }

    public void WriteNumber(Utf8JsonWriter json, SchemaView view, bool whole)
    {
        var low = view.Number("minimum", Math.Max);
        var high = view.Number("maximum", Math.Min);
        var step = view.Number("multipleOf", Math.Max) is { } multiple && multiple > 0 ? multiple : whole ? 1 : 0.25m;
        if (whole && step != decimal.Truncate(step))
            step = 1;
        var above = view.Number("exclusiveMinimum", Math.Max);
        var below = view.Number("exclusiveMaximum", Math.Min);
        if (!whole && view.Get("multipleOf") is null && (above ?? low) is { } bottom && (below ?? high) is { } ceiling)
            step = Math.Clamp((Limited(ceiling) - Limited(bottom)) / 8, 0.000_001m, step);
        if (above >= (low ?? above))
            low = Next(above.Value, step, below ?? high);
        if (below <= (high ?? below))
            high = Next(below.Value, -step, low);

        var from = low ?? (high is { } top && top < 1 ? Limited(top) - 100 : Math.Min(1, high ?? 1));
        var to = high ?? Limited(from) + 100;
        foreach (var number in _numbers)
        {
            if (number >= from && (high is null || number <= high) && number % step == 0)
            {
                json.WriteNumberValue(number / 1.000000000000000000000000000000m);
                return;
            }
        }

        json.WriteNumberValue(Draw(from, to, step));
    }

    public string Text(SchemaView? view, string name)
    {
        var least = (int)Math.Clamp(view?.Number("minLength", Math.Max) ?? 0, 0, 4_096);
        var most = (int)Math.Clamp(view?.Number("maxLength", Math.Min) ?? 4_096, 0, 4_096);
        if (view?.Get("pattern") is { ValueKind: JsonValueKind.String } pattern
            && PatternSampler.Sample(pattern.GetString()!, new Randomness(_random.Next())) is { } matching
            && matching.Length >= least && matching.Length <= most)
            return matching;
        var text = view?.Get("format") is { ValueKind: JsonValueKind.String } format && Formatted(format.GetString()!) is { } formatted
            ? formatted
            : Plain(name);
        text = TextComposer.Cut(text, most);
        return text.Length < least ? text.PadRight(least, 'a') : text;
    }

    private string Plain(string name)
    {
        if (_hint.Length > 0 && Questions.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return TextComposer.Excerpt(_hint, 120);
        return _names.Length > 0 ? _names[_random.NextIndex(_names.Length)] : $"{name} {1 + _random.NextIndex(99)}";
    }

    private string? Formatted(string format) => format switch
    {
        "date-time" => $"2026-0{1 + _random.NextIndex(9)}-1{_random.NextIndex(10)}T0{_random.NextIndex(10)}:30:00Z",
        "date" => $"2026-0{1 + _random.NextIndex(9)}-1{_random.NextIndex(10)}",
        "time" => $"0{_random.NextIndex(10)}:30:00Z",
        "duration" => $"PT{1 + _random.NextIndex(59)}M",
        "email" or "idn-email" => $"person{_random.NextIndex(100)}@example.com",
        "hostname" or "idn-hostname" => $"host{_random.NextIndex(100)}.example.com",
        "ipv4" => $"192.0.2.{1 + _random.NextIndex(250)}",
        "ipv6" => $"2001:db8::{1 + _random.NextIndex(9)}",
        "uri" or "url" or "iri" => $"https://example.com/{_random.NextIndex(100)}",
        "uuid" => $"{(uint)_random.Next():x8}-0000-4000-8000-{_random.Next() & 0xFFFFFFFFFFFF:x12}",
        _ => null,
    };

    private decimal Draw(decimal from, decimal to, decimal step)
    {
        // Beyond this, steps cannot be counted exactly; the bound itself is as good an answer.
        if (Math.Abs(from) > 1e20m || Math.Abs(to) > 1e20m || step < 1e-6m)
            return from;
        var first = Math.Ceiling(from / step);
        var last = Math.Floor(to / step);
        if (last < first)
            return from;
        var count = (int)Math.Min(last - first + 1, 1_000);
        return (first + _random.NextIndex(count)) * step;
    }

    private static decimal Next(decimal bound, decimal step, decimal? limit)
    {
        if (Math.Abs(bound) > 1e20m)
            return bound;
        var next = bound + step;

        // A narrow open interval: halfway.
        return limit is { } other && (step > 0 ? next > other : next < other) ? (bound + other) / 2 : next;
    }

    private static decimal Limited(decimal value) => Math.Clamp(value, -1e20m, 1e20m);

    [GeneratedRegex(@"(?<=[a-z,;:] )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*")]
    private static partial Regex Names();

    [GeneratedRegex(@"(?<![\w.])-?\d{1,12}(?:\.\d{1,6})?(?![\w])")]
    private static partial Regex Numbers();
}
