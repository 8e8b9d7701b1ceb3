using System.Globalization;

namespace HybridAi.Core.Routing.Tasks;

/// <summary>A word of a text, a number, a sign, or a character of a script that writes no spaces.</summary>
/// <param name="Word">The hash of the whole, in lower case.</param>
/// <param name="Beginning">The hash of its first characters: words of one stem share it in most languages.</param>
/// <param name="Heads">What it says of a task, as bits: see <see cref="TaskWords"/>.</param>
/// <param name="BeginsLine">Whether it is the first of its line.</param>
internal readonly record struct TaskToken(uint Word, uint Beginning, uint Heads, bool BeginsLine = false)
{
    private const int BeginningLength = 5;
    private const int LeastStem = 3;
    private const int LongestStem = 12;
    private const int LongestTerm = 5;
    private const int LeastLine = 4;

    // All numbers are one.
    private static readonly TaskToken Number = new(1, 1, 0);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Takes them; at least as long as the text.</param>
    /// <returns>How many there are.</returns>
    public static int Read(ReadOnlySpan<char> text, Span<TaskToken> tokens)
    {
        var words = TaskWords.BuiltIn;
        var (count, line, lines, begun) = (0, 0, 0, 0);
        for (var i = 0; i < text.Length;)
        {
            // What the last step read may begin a line.
            if (count > begun && line != lines)
                (tokens[begun], line) = (tokens[begun] with { BeginsLine = true }, lines);
            begun = count;
            var character = text[i];
            if (character == '\n')
                lines++;
            if (char.IsAsciiDigit(character))
            {
                tokens[count++] = Number;
                while (i < text.Length && (char.IsAsciiDigit(text[i]) || (text[i] is '.' or ',' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))))
                    i++;
            }
            else if (IsWithoutSpaces(character))
                tokens[count++] = Character(words, text[i++..]);
            else if (IsSign(character))
            {
                var hash = TaskWords.Append(TaskWords.Begin, text[i++]);
                tokens[count++] = new TaskToken(hash, hash, 0);
            }
            else if (IsOfWord(character))
                tokens[count++] = ReadWord(words, text, ref i);
            else
                i++;
        }

        return count;
    }

    /// <summary>How many tokens the first line has, and as many more lines as it takes to say something.</summary>
    public static int LengthOfFirstLine(ReadOnlySpan<TaskToken> tokens)
    {
        for (var i = LeastLine; i < tokens.Length; i++)
        {
            if (tokens[i].BeginsLine)
                return i;
        }

        return tokens.Length;
    }

    /// <summary>The same of the last one.</summary>
    public static int LengthOfLastLine(ReadOnlySpan<TaskToken> tokens)
    {
        for (var i = tokens.Length - LeastLine; i > 0; i--)
        {
            if (tokens[i].BeginsLine)
                return tokens.Length - i;
        }

        return tokens.Length;
    }

    /// <summary>Chinese characters, kana and Korean syllables: any of them can begin a word.</summary>
    public static bool IsWithoutSpaces(char character) =>
        character >= '\u3041' && (character <= '\u30FF' || character is (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3'));

    private static TaskToken ReadWord(TaskWords words, ReadOnlySpan<char> text, ref int i)
    {
        var (hash, beginning, length, heads) = (TaskWords.Begin, TaskWords.Begin, 0, 0u);
        for (; i < text.Length && IsOfWord(text[i]) && !IsWithoutSpaces(text[i]); i++)
        {
            hash = TaskWords.Append(hash, text[i]);
            if (++length == BeginningLength)
                beginning = hash;
            if (length is >= LeastStem and <= LongestStem)
                heads |= words.OfBeginning(hash);
        }

        return new TaskToken(hash, length > BeginningLength ? beginning : hash, heads | words.OfWord(hash));
    }

    private static TaskToken Character(TaskWords words, ReadOnlySpan<char> text)
    {
        var (first, hash, heads) = (0u, TaskWords.Begin, 0u);
        for (var i = 0; i < Math.Min(text.Length, LongestTerm) && (IsWithoutSpaces(text[i]) || text[i] is '。' or ' '); i++)
        {
            hash = TaskWords.Append(hash, text[i]);
            if (i == 0)
                first = hash;
            heads |= words.OfBeginning(hash);
        }

        return new TaskToken(first, first, heads);
    }

    private static bool IsSign(char character) => character < 128
        ? character is '?' or ':' or '"' or '`' or '{' or '}' or '(' or ')' or ';' or '=' or '+' or '*' or '/' or '^' or '%' or '<' or '>' or '[' or ']' or '_' or '#' or '!' or '@'
        : character is '？' or '：' or '«' or '“' or '「' or '¿';

    // With the marks that some scripts write vowels by.
    private static bool IsOfWord(char character) => char.IsAsciiLetter(character)
        || (character >= 128 && (char.IsLetter(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));
}
