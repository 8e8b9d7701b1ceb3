namespace HybridAi.Providers.Wire;

/// <summary>Takes the body of a form apart, in one pass over it.</summary>
internal static class MultipartReader
{
    /// <summary>Most parts a form may have.</summary>
    public const int MaxParts = 256;

    /// <summary>Most bytes that the headers of one part may have.</summary>
    public const int MaxHeaderBytes = 8 * 1024;

    // The fields that the gateway reads itself; each may be there once.
    private static readonly string[] Own = ["model", "stream", "response_format", "hybridai"];

    private static ReadOnlySpan<byte> LineBreak => "\r\n"u8;

    private static ReadOnlySpan<byte> BlankLine => "\r\n\r\n"u8;

    /// <summary>Reads all parts.</summary>
    /// <param name="body">The body.</param>
    /// <param name="delimiter">The boundary with the two dashes before it.</param>
    /// <param name="parts">Gets the parts.</param>
    /// <returns>What is wrong, as a sentence for the sender, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, List<MultipartPart> parts)
    {
        var at = body.StartsWith(LineBreak) ? LineBreak.Length : 0;
        if (!body[at..].StartsWith(delimiter))
            return body.IsEmpty ? "The request has no body; send a form." : "The form does not begin with the boundary that the Content-Type names.";
        while (true)
        {
            var start = at;
            at += delimiter.Length;
            var rest = body[at..];
            if (rest.StartsWith("--"u8))
                return rest[2..] is [] or [(byte)'\r', (byte)'\n'] ? parts.Count > 0 ? null : "The form has no parts." : "There is something behind the end of the form.";
            if (!rest.StartsWith(LineBreak))
                return "A boundary in the form is not followed by a line break.";
            if (parts.Count == MaxParts)
                return $"The form has more than {MaxParts} parts.";
            at += LineBreak.Length;
            if (ReadPart(body, ref at, start, delimiter, out var part) is { } error)
                return error;
            if (Own.Contains(part!.Name) && parts.Exists(other => other.Name == part.Name))
                return $"The field '{part.Name}' is there twice.";
            parts.Add(part);
        }
    }

    // Leaves off at the next delimiter.
    private static string? ReadPart(ReadOnlySpan<byte> body, ref int at, int start, ReadOnlySpan<byte> delimiter, out MultipartPart? part)
    {
        part = null;
        var rest = body[at..];
        var headers = rest[..Math.Min(rest.Length, MaxHeaderBytes + BlankLine.Length)].IndexOf(BlankLine);
        if (headers < 0)
            return rest.Length > MaxHeaderBytes ? $"A part of the form has more than {MaxHeaderBytes} bytes of headers." : "The form ends in the middle of a part's headers.";
        if (MultipartHeaders.Read(rest[..headers], out var name, out var isFile) is { } error)
            return error;
        var contentStart = at + headers + BlankLine.Length;
        var content = body[contentStart..];
        var length = content.IndexOf(delimiter);
        if (length < 0)
            return "The form ends in the middle of a part; its last line must be the boundary with two dashes on either side.";
        // Some readers take it for a delimiter behind a bare line feed, or right behind the headers, and some do not.
        if (length < LineBreak.Length || !content[(length - LineBreak.Length)..].StartsWith(LineBreak))
            return "The form's boundary occurs in the middle of a part; choose another.";
        part = new MultipartPart(name!, isFile, start, contentStart, contentStart + length - LineBreak.Length);
        at = part.End;
        return null;
    }
}
