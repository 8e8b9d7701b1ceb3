using System.Globalization;

namespace HybridAi.Benchmarks.CommandLine;

/// <summary>Reads <c>--name value</c> and <c>--switch</c>; what nobody asks for is an error, so that a misspelt option cannot pass.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string?> _values = [];

    public static Arguments Parse(ReadOnlySpan<string> args)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"'{args[i]}' is not an option; options start with --.");
            var hasValue = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            parsed._values[args[i][2..]] = hasValue ? args[++i] : null;
        }

        return parsed;
    }

    public bool Switch(string name)
    {
        if (!_values.Remove(name, out var value))
            return false;
        return value is null ? true : throw new ArgumentException($"--{name} takes no value, but '{value}' follows it.");
    }

    public string Text(string name, string fallback) => OptionalText(name) ?? fallback;

    public string? OptionalText(string name)
    {
        if (!_values.Remove(name, out var value))
            return null;
        return value ?? throw new ArgumentException($"--{name} needs a value.");
    }

    public int Whole(string name, int fallback, int least, int most) => (int)Number(name, fallback, least, most);

    public double Number(string name, double fallback, double least, double most)
    {
        if (OptionalText(name) is not { } text)
            return fallback;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ArgumentException($"--{name} is '{text}', but must be a number from {least} to {most}.");
    }

    /// <summary>Call after the last option has been asked for.</summary>
    public void EnsureAllUsed()
    {
        if (_values.Count > 0)
            throw new ArgumentException($"Unknown option: {string.Join(", ", _values.Keys.Select(name => "--" + name))}.");
    }
}
