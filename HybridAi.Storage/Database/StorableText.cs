using System.Text;

namespace HybridAi.Storage.Database;

/// <summary>
/// What every database can hold of a text. Postgres refuses the NUL character and half surrogate pairs; rather than lose what carries one, each
/// becomes the replacement character U+FFFD, in what is written and in what is compared with it.
/// </summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text itself if it can be held, as nearly all can.</summary>
    public static string Of(string text)
    {
        if (!text.Contains('\0', StringComparison.Ordinal) && (Ascii.IsValid(text) || text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0))
            return text;
        return string.Create(text.Length, text, static (clean, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    (clean[i], clean[i + 1]) = (text[i], text[i + 1]);
                    i++;
                }
                else
                    clean[i] = text[i] == '\0' || char.IsSurrogate(text[i]) ? Replacement : text[i];
            }
        });
    }
}
