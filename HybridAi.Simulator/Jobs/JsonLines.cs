using System.Text.Json;
using HybridAi.Simulator.Http;

namespace HybridAi.Simulator.Jobs;

/// <summary>Reads files of one JSON object a line.</summary>
internal static class JsonLines
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    /// <summary>The lines with their numbers from 1 on; what is empty at the end is none.</summary>
    public static IEnumerable<(int Number, ReadOnlyMemory<byte> Line)> Split(byte[] content)
    {
        var rest = new ReadOnlyMemory<byte>(content);
        if (rest.Span.StartsWith("\uFEFF"u8))
            rest = rest[3..];
        rest = rest[..rest.Span.TrimEnd(" \t\r\n"u8).Length];
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            yield return (number, line.Span is [.., (byte)'\r'] ? line[..^1] : line);
            rest = end < 0 ? default : rest[(end + 1)..];
        }
    }

    /// <summary>The line as JSON; null when it is none.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> line)
    {
        if (BodyReader.TextProblem(line.Span) is not null)
            return null;
        try
        {
            return JsonDocument.Parse(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
