using System.Text;
using System.Text.Json;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>One server-sent event as this dialect frames it.</summary>
internal sealed record SseEvent(string Name, JsonElement Data)
{
    /// <summary>Takes a stream apart: <c>event: NAME</c>, <c>data: JSON</c>, a blank line, and nothing else but comments.</summary>
    public static List<SseEvent> ReadAll(ReadOnlySpan<byte> sse, List<string> faults)
    {
        var events = new List<SseEvent>();
        var text = Encoding.UTF8.GetString(sse);
        if (text.Length > 0 && !text.EndsWith("\n\n", StringComparison.Ordinal))
            faults.Add("the stream ends within an event");
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (block.StartsWith(':'))
                continue;
            var lines = block.Split('\n');
            if (lines.Length != 2 || !lines[0].StartsWith("event: ", StringComparison.Ordinal) || !lines[1].StartsWith("data: ", StringComparison.Ordinal))
            {
                faults.Add($"not an event of one name and one line of data: {block}");
                continue;
            }

            try
            {
                events.Add(new SseEvent(lines[0][7..], JsonElement.Parse(lines[1][6..])));
            }
            catch (JsonException malformed)
            {
                faults.Add($"data that is no JSON ({malformed.Message}): {lines[1]}");
            }
        }

        return events;
    }
}
