using System.Text.Unicode;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Http;

/// <summary>Reads request bodies, bounded.</summary>
internal static class BodyReader
{
    /// <summary>The largest body that is read: 64 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    private const int FirstBuffer = 1024 * 1024;

    public static async Task<(byte[] Body, ApiError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var tooLarge = new ApiError(ErrorKind.BodyTooLarge, $"The request body is larger than the limit of {MaxBytes} bytes.");
        if (request.ContentLength > MaxBytes)
            return ([], tooLarge);
        var buffer = new byte[Math.Min(request.ContentLength ?? 4096, FirstBuffer)];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                // Also the read that finds the end needs a place to put what it does not find.
                if (length == request.ContentLength)
                    return (buffer, null);
                Array.Resize(ref buffer, Math.Max(4096, buffer.Length * 2));
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
                return (length == buffer.Length ? buffer : buffer[..length], null);
            length += read;
            if (length > MaxBytes)
                return ([], tooLarge);
        }
    }

    /// <summary>What makes the bytes unfit to be read as JSON text before they are parsed; null when nothing does.</summary>
    public static string? TextProblem(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return "the body is empty";
        if (!Utf8.IsValid(body))
            return "the body is not valid UTF-8";
        return HasLoneSurrogate(body) ? "a string holds half of a surrogate pair" : null;
    }

    // A parser lets \ud800 pass and fails later, when the text is wanted.
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> body)
    {
        while (true)
        {
            var at = body.IndexOf((byte)'\\');
            if (at < 0 || at + 1 >= body.Length)
                return false;
            body = body[at..];
            if (body[1] != (byte)'u')
            {
                body = body[2..];
                continue;
            }

            var unit = CodeUnit(body);
            body = body[Math.Min(6, body.Length)..];
            if (unit is null || !char.IsSurrogate(unit.Value))
                continue;
            if (char.IsLowSurrogate(unit.Value) || CodeUnit(body) is not { } next || !char.IsLowSurrogate(next))
                return true;
            body = body[6..];
        }
    }

    private static char? CodeUnit(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 6 || escape[0] != (byte)'\\' || escape[1] != (byte)'u')
            return null;
        var unit = 0;
        foreach (var digit in escape[2..6])
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return null;
            unit = (unit << 4) | Convert.ToInt32(((char)digit).ToString(), 16);
        }

        return (char)unit;
    }
}
