using System.Text;
using HybridAi.Providers.Sse;

namespace HybridAi.Providers.Tests.Sse;

public sealed class SseEventsTests
{
    private const string Stream = ": ping\n\ndata: {\"a\":1}\n\nevent: error\ndata:{\"b\":2}\n\nid: 7\nretry: 3\ndata: one\ndata:\ndata: two\n\ndata\n\ndata: [DONE]\n\n";

    private static readonly (string, string)[] Events =
        [("", ""), ("", "{\"a\":1}"), ("error", "{\"b\":2}"), ("", "one\n\ntwo"), ("", ""), ("", "[DONE]")];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Any_chunking_gives_the_same_events(string lineEnd)
    {
        var bytes = Encoding.UTF8.GetBytes(Stream.Replace("\n", lineEnd, StringComparison.Ordinal));
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var (events, rest) = Read(bytes, () => round == 0 ? 1 : random.Next(1, 40));
            Assert.Equal(Events, events);
            Assert.Equal(0, rest);
        }
    }

    [Fact]
    public void Mixed_line_ends_are_split_too() => Assert.Equal(9, SseEvents.FirstLength("data: x\n\r\ndata: y"u8) - 1);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("data: x")]
    [InlineData("data: x\n")]
    [InlineData("data: x\r\n\r")]
    [InlineData("data: x\ndata: y\n")]
    public void An_event_without_its_blank_line_is_not_whole(string text) => Assert.Equal(0, SseEvents.FirstLength(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Blank_lines_in_front_belong_to_the_next_event()
    {
        var buffer = "\ndata: x\n\n"u8;
        Assert.Equal(buffer.Length, SseEvents.FirstLength(buffer));
        SseEvents.Parse(buffer, out _, out var data);
        Assert.Equal("x"u8, data);
    }

    [Theory]
    [InlineData("data:  two spaces", " two spaces")]
    [InlineData("data:none", "none")]
    [InlineData("data: a\r\ndata: b", "a\nb")]
    [InlineData("data:\ndata: b\n\n", "\nb")]
    [InlineData("data: a\ndata:\n\n", "a\n")]
    [InlineData("data: a:b", "a:b")]
    [InlineData(":data: comment\n", "")]
    [InlineData(" data: indented\n", "")]
    [InlineData("database: x\n", "")]
    public void Data_is_read_as_the_standard_says(string sse, string expected)
    {
        SseEvents.Parse(Encoding.UTF8.GetBytes(sse), out _, out var data);
        Assert.Equal(expected, Encoding.UTF8.GetString(data));
    }

    [Fact]
    public void The_last_name_counts()
    {
        SseEvents.Parse("event: a\nevent:b\ndata: x\n\n"u8, out var name, out _);
        Assert.Equal("b"u8, name);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_event_of_a_million_lines_is_read_in_linear_time()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data:x\n", 1_000_000)) + "\n");
        await Task.Yield();
        Assert.Equal(bytes.Length, SseEvents.FirstLength(bytes));
        SseEvents.Parse(bytes, out _, out var data);
        Assert.Equal(1_999_999, data.Length);
    }

    [Fact]
    public void What_was_seen_is_not_searched_again_and_nothing_is_missed()
    {
        foreach (var text in new[] { "data: x\n\n", "data: x\r\n\r\n", "data: x\n\r\n" })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var seen = 0; seen < bytes.Length; seen++)
            {
                Assert.Equal(0, SseEvents.FirstLength(bytes.AsSpan(0, seen)));
                Assert.Equal(bytes.Length, SseEvents.FirstLength(bytes, seen));
            }
        }

        Assert.Equal(0, SseEvents.FirstLength("a\n\nb\n"u8, 5));
    }

    private static (List<(string, string)> Events, int Left) Read(byte[] bytes, Func<int> chunk)
    {
        var events = new List<(string, string)>();
        var (start, end, seen) = (0, 0, 0);
        while (end < bytes.Length)
        {
            end = Math.Min(bytes.Length, end + chunk());
            while (SseEvents.FirstLength(bytes.AsSpan(start, end - start), seen) is > 0 and var length)
            {
                SseEvents.Parse(bytes.AsSpan(start, length), out var name, out var data);
                events.Add((Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(data)));
                start += length;
                seen = 0;
            }

            seen = end - start;
        }

        return (events, bytes.Length - start);
    }
}
