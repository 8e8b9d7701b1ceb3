using System.Buffers.Text;
using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects;

/// <summary>
/// Carries providers' seals through dialects that have no field for them, or one that does not tell whose they are. What comes back
/// to the provider is byte by byte what it issued.
/// </summary>
/// <remarks>
/// As a text: <c>hai1.ISSUER.DATA</c>, and <c>hai1..</c> for none. Within a tool call's id, because clients keep that and drop fields that they do not know:
/// <c>ID--hai1--BASE64URL(ISSUER NUL DATA)</c>, letters, digits, hyphens and underscores only.
/// </remarks>
internal static class Seals
{
    private const string TextPrefix = "hai1.";
    private const string IdMarker = "--hai1--";

    // No provider's name has one.
    private const string WordsMark = "~";

    /// <summary>The issuer of a seal that says nothing of it: whoever speaks the caller's dialect itself.</summary>
    public const string UnknownIssuer = "";

    /// <summary>Whether a body may hold a sealed id or text, so that it must not pass unchanged.</summary>
    public static bool Occur(ReadOnlySpan<byte> body) => body.IndexOf("--hai1--"u8) >= 0 || body.IndexOf("\"hai1."u8) >= 0;

    /// <summary>A seal as a text that names its issuer.</summary>
    /// <param name="seal">The seal.</param>
    /// <param name="ofWords">Whether what it seals has words, be they empty; told where the words may be lost on the way.</param>
    public static string ToText(Seal seal, bool ofWords = false) =>
        $"{TextPrefix}{(ofWords ? WordsMark : "")}{Uri.EscapeDataString(seal.Issuer).Replace(".", "%2E", StringComparison.Ordinal)}.{seal.Data.Decode()}";

    /// <summary>
    /// What stands in a seal's place where there is none, so that the reasoning is known as somebody's who signs nothing: whoever speaks the
    /// dialect himself would refuse it.
    /// </summary>
    /// <param name="ofWords">Whether the reasoning has words.</param>
    public static string Unsealed(bool ofWords = false) => $"{TextPrefix}{(ofWords ? WordsMark : "")}.";

    /// <summary>Whether a text is of the gateway's own making: a seal that it named the issuer of, or what stands for none.</summary>
    public static bool IsNamed(string text) => text.StartsWith(TextPrefix, StringComparison.Ordinal) && text.IndexOf('.', TextPrefix.Length) >= 0;

    /// <summary>The seal of a text: the one that it names, or one of unknown issuer; null if the text only says that there is none.</summary>
    public static Seal? FromText(string text) => FromText(text, out _);

    /// <summary>The seal of a text, and whether what it seals has words.</summary>
    public static Seal? FromText(string text, out bool ofWords)
    {
        ofWords = text.StartsWith(TextPrefix + WordsMark, StringComparison.Ordinal);
        var start = TextPrefix.Length + (ofWords ? WordsMark.Length : 0);
        var end = text.StartsWith(TextPrefix, StringComparison.Ordinal) ? text.IndexOf('.', start) : -1;
        if (end == start && end == text.Length - 1)
            return null;
        return end < 0
            ? new Seal(UnknownIssuer, Verbatim.Of(text))
            : new Seal(Uri.UnescapeDataString(text[start..end]), Verbatim.Of(text[(end + 1)..]));
    }

    /// <summary>A tool call's id with its seal in it; the id itself if there is none.</summary>
    public static string ToId(string id, Seal? seal) => seal is null
        ? id
        : $"{id}{IdMarker}{Base64Url.EncodeToString([.. Encoding.UTF8.GetBytes(seal.Issuer), 0, .. seal.Data.Utf8.Span])}";

    /// <summary>Takes a tool call's id apart.</summary>
    public static string FromId(string id, out Seal? seal)
    {
        seal = null;
        var at = id.LastIndexOf(IdMarker, StringComparison.Ordinal);
        if (at < 0 || !Base64Url.IsValid(id.AsSpan(at + IdMarker.Length)))
            return id;
        var bytes = Base64Url.DecodeFromChars(id.AsSpan(at + IdMarker.Length));
        var nul = Array.IndexOf(bytes, (byte)0);
        if (nul < 0)
            return id;
        seal = new Seal(Encoding.UTF8.GetString(bytes, 0, nul), new Verbatim(bytes.AsMemory(nul + 1)));
        return id[..at];
    }
}
