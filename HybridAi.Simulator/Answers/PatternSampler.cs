using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Answers;

/// <summary>Makes a text that a regular expression of the common kind accepts: literals, classes, groups, alternatives, repetitions.</summary>
internal ref struct PatternSampler
{
    private const int MaxRepeat = 64;
    private const int MaxDepth = 32;
    private readonly ReadOnlySpan<char> _pattern;
    private readonly StringBuilder _text = new();
    private Randomness _random;
    private int _at;

    private PatternSampler(ReadOnlySpan<char> pattern, Randomness random)
    {
        _pattern = pattern;
        _random = random;
    }

    /// <summary>A matching text, or null when the expression is beyond this sampler.</summary>
    public static string? Sample(string pattern, Randomness random)
    {
        var sampler = new PatternSampler(pattern, random);
        if (!sampler.Alternatives(0, write: true) || sampler._at != pattern.Length)
            return null;
        var text = sampler._text.ToString();
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(50)) ? text : null;
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private bool Alternatives(int depth, bool write)
    {
        if (depth > MaxDepth)
            return false;

        // The first alternative is always taken: one is enough.
        if (!Sequence(depth, write))
            return false;
        while (_at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            if (!Sequence(depth, write: false))
                return false;
        }

        return true;
    }

    private bool Sequence(int depth, bool write)
    {
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var start = _at;
            if (!Atom(depth, write: false))
                return false;
            var end = _at;
            var times = Repetitions();
            var next = _at;
            if (times < 0)
                return false;
            for (var i = 0; write && i < times && _text.Length < 4096; i++)
            {
                _at = start;
                if (!Atom(depth, write: true) || _at != end)
                    return false;
            }

            _at = next;
        }

        return true;
    }

    private bool Atom(int depth, bool write)
    {
        var c = _pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return true;
            case '(':
                if (_at + 1 < _pattern.Length && _pattern[_at] == '?')
                {
                    if (_pattern[_at + 1] != ':')
                        return false;
                    _at += 2;
                }

                return Alternatives(depth + 1, write) && _at < _pattern.Length && _pattern[_at++] == ')';
            case '[':
                return Class(write);
            case '.':
                Put('a', write);
                return true;
            case '\\':
                return Escape(write);
            case '*' or '+' or '?' or '{':
                return false;
            default:
                Put(c, write);
                return true;
        }
    }

    private bool Escape(bool write)
    {
        if (_at >= _pattern.Length)
            return false;
        var set = SetOf(_pattern[_at++]);
        if (set is null)
            return false;
        if (set.Length > 0)
            Put(Pick(set), write);
        return true;
    }

    // Null: an escape that is not understood; empty: one that matches no character.
    private static string? SetOf(char escaped) => escaped switch
    {
        'd' => "0123456789",
        'w' => "abcdefghijklmnopqrstuvwxyz",
        's' => " ",
        'D' or 'S' => "abcdefghij",
        'W' => "-",
        'n' => "\n",
        't' => "\t",
        'b' => "",
        _ when char.IsAsciiLetterOrDigit(escaped) => null,
        _ => escaped.ToString(),
    };

    private bool Class(bool write)
    {
        var negated = _at < _pattern.Length && _pattern[_at] == '^';
        if (negated)
            _at++;
        var set = new StringBuilder();
        while (_at < _pattern.Length && _pattern[_at] != ']')
        {
            var c = _pattern[_at++];
            if (c == '\\')
            {
                if (_at >= _pattern.Length || SetOf(_pattern[_at++]) is not { } escaped)
                    return false;
                set.Append(escaped);
            }
            else if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                var last = _pattern[_at + 1];
                _at += 2;
                for (var each = c; each <= last && each - c < 128; each++)
                    set.Append(each);
            }
            else
            {
                set.Append(c);
            }
        }

        if (_at++ >= _pattern.Length || set.Length == 0)
            return false;
        var members = set.ToString();
        if (negated)
            members = string.Concat("abcdefghijklmnopqrstuvwxyz0123456789 -_".Where(c => !members.Contains(c, StringComparison.Ordinal)));
        if (members.Length == 0)
            return false;
        Put(Pick(members), write);
        return true;
    }

    // How often the atom just read is repeated; -1 when that is not understood.
    private int Repetitions()
    {
        if (_at >= _pattern.Length)
            return 1;
        var times = 1;
        switch (_pattern[_at])
        {
            case '*' or '+':
                times = 1 + _random.NextIndex(4);
                _at++;
                break;
            case '?':
                _at++;
                break;
            case '{':
                var close = _pattern[_at..].IndexOf('}');
                if (close < 0)
                    return -1;
                var bounds = _pattern.Slice(_at + 1, close - 1).ToString().Split(',');
                if (!int.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out times))
                    return -1;
                times = Math.Min(times == 0 && bounds.Length > 1 ? 1 : times, MaxRepeat);
                _at += close + 1;
                break;
            default:
                return 1;
        }

        // A lazy repetition matches the same texts.
        if (_at < _pattern.Length && _pattern[_at] == '?')
            _at++;
        return times;
    }

    private char Pick(string set) => set[_random.NextIndex(set.Length)];

    private readonly void Put(char c, bool write)
    {
        if (write)
            _text.Append(c);
    }
}
