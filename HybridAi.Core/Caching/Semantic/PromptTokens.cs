using System.Buffers;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>Reads a prompt token by token. Nothing is copied and nothing allocated.</summary>
/// <param name="text">The prompt.</param>
internal ref struct PromptTokens(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> Operators = SearchValues.Create("!=<>+*/%&|^~-");

    private readonly ReadOnlySpan<char> _text = text;
    // Where all letters are capitals they say nothing.
    private readonly bool _capitalsCount = text.ContainsAnyInRange('a', 'z');
    private int _next;
    private bool _beginsSentence = true;
    // The mark that ends what is quoted, or 0.
    private char _quotedUntil;

    /// <summary>The token that <see cref="MoveNext"/> found.</summary>
    public PromptToken Current { get; private set; }

    /// <summary>Goes to the next token.</summary>
    /// <returns>Whether there is one.</returns>
    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            var character = _text[_next];
            if (char.IsAsciiDigit(character))
                return Take(PromptTokenKind.Number, EndOfNumber(_next));
            if (TaskToken.IsWithoutSpaces(character))
                return Take(PromptTokenKind.Character, _next + 1);
            if (IsLetter(character))
                return Take(PromptTokenKind.Word, EndOfWord(_next));
            if (Operators.Contains(character) && EndOfOperator(_next) is var end && end > _next)
                return Take(PromptTokenKind.Operator, end);
            Pass(character);
            _next++;
        }

        return false;
    }

    private bool Take(PromptTokenKind kind, int end)
    {
        var isName = kind is PromptTokenKind.Word && IsWrittenAsName(_text[_next..end]);
        Current = new PromptToken(_next, end - _next, kind, isName, _quotedUntil != 0);
        (_next, _beginsSentence) = (end, false);
        return true;
    }

    // What is no token begins sentences, and begins and ends quotations.
    private void Pass(char character)
    {
        _beginsSentence |= character is '.' or '?' or '!' or ':' or '\n' or '。' or '？' or '！';
        if (character == '\n')
            _quotedUntil = '\0';
        else if (_quotedUntil != 0)
            _quotedUntil = character == _quotedUntil && (character != '\'' || !IsLetterAt(_next + 1)) ? '\0' : _quotedUntil;
        else
            _quotedUntil = character switch
            {
                '"' or '`' => character,
                '“' or '„' => '”',
                '«' => '»',
                '「' => '」',
                '\'' when IsLetterAt(_next + 1) && !IsLetterAt(_next - 1) => character,
                '‘' => '’',
                _ => '\0',
            };
    }

    private readonly bool IsWrittenAsName(ReadOnlySpan<char> word) =>
        word.ContainsAny('_', '#', '+')
        || word[1..].ContainsAnyInRange('0', '9')
        || (_capitalsCount && (word[1..].ContainsAnyInRange('A', 'Z')
            || (!_beginsSentence && char.IsUpper(word[0]) && word is not "I" && !word.StartsWith("I'") && !word.StartsWith("I’"))));

    private readonly int EndOfNumber(int at)
    {
        while (at < _text.Length && (char.IsAsciiDigit(_text[at]) || (_text[at] is '.' or ',' && at + 1 < _text.Length && char.IsAsciiDigit(_text[at + 1]))))
            at++;
        return at;
    }

    private readonly int EndOfWord(int at)
    {
        // "e-mail", "x-ray"
        if (IsAt(at + 1, '-') && IsLetterAt(at + 2))
            at += 2;
        while (at < _text.Length && !TaskToken.IsWithoutSpaces(_text[at])
            && (IsLetter(_text[at]) || char.IsAsciiDigit(_text[at]) || _text[at] == '_' || (_text[at] is '\'' or '’' && IsLetterAt(at + 1) && _quotedUntil is not ('\'' or '’'))))
            at++;
        if (at < _text.Length && _text[at] == '#')
            return at + 1;
        return at + 1 < _text.Length && _text[at] == '+' && _text[at + 1] == '+' ? at + 2 : at;
    }

    // An exclamation mark, a hyphen and a slash between words are no operators.
    private readonly int EndOfOperator(int from)
    {
        var end = from;
        while (end < _text.Length && Operators.Contains(_text[end]))
            end++;
        if (end - from > 1 && !_text[from..end].ContainsAnyExcept('!', '-'))
            return from;
        return end - from > 1 ? end : _text[from] switch
        {
            '!' => from > 0 && IsLetterAt(from - 1) || !IsLetterAt(end) && !IsAt(end, '(') ? from : end,
            '-' => from > 0 && IsLetterAt(from - 1) || IsLetterAt(end) ? from : end,
            '/' => IsLetterAt(from - 1) || IsLetterAt(end) ? from : end,
            _ => end,
        };
    }

    private readonly bool IsAt(int at, char character) => at < _text.Length && _text[at] == character;

    private readonly bool IsLetterAt(int at) => at >= 0 && at < _text.Length && IsLetter(_text[at]);

    private static bool IsLetter(char character) => char.IsAsciiLetter(character) || (character >= 128 && (char.IsLetter(character)
        || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark));
}
