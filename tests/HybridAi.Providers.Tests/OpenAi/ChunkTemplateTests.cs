using System.Text;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>The short cut over chunks of the same shape must see what reading each chunk sees.</summary>
public sealed class ChunkTemplateTests
{
    private const string Before = """{"id":"c","choices":[{"index":0,"delta":{"content":" """;
    private const string After = """ "},"finish_reason":null}],"usage":null}""";

    /// <summary>Texts, and whether a chunk with one is known.</summary>
    public static TheoryData<string, bool> Texts => new() { { " world", true }, { "ä☃", true }, { "", false }, { "a\\nb", false }, { "a\"b", false }, { "a\nb", false } };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Only_another_plain_text_matches(string text, bool matches)
    {
        var template = new ChunkTemplate();
        Assert.False(template.Matches(Chunk("hello"), out _));
        template.Learn(Chunk("hello"), Before.TrimEnd().Length, 5);
        Assert.Equal(matches, template.Matches(Chunk(text), out var length));
        Assert.True(!matches || length == Encoding.UTF8.GetByteCount(text));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_event_matches_if_its_chunk_does_and_all_of_it_is_there(string text, bool matches)
    {
        var template = new ChunkTemplate();
        byte[] arrived = [.. "data: "u8, .. Chunk(text), .. "\n\ndata: {"u8];
        Assert.Equal(0, template.MatchEvent(arrived, out _));
        template.Learn(Chunk("hello"), Before.TrimEnd().Length, 5);
        var whole = arrived.Length - "data: {".Length;
        Assert.Equal(matches ? whole : 0, template.MatchEvent(arrived, out var length));
        Assert.True(!matches || length == Encoding.UTF8.GetByteCount(text));
        for (var cut = 0; cut < whole; cut++)
            Assert.Equal(0, template.MatchEvent(arrived.AsSpan(0, cut), out _));
        Assert.Equal(0, template.MatchEvent([.. "data: "u8, .. Chunk("hello"), .. "\r\n\r\n"u8], out _));
    }

    [Fact]
    public void Another_shape_does_not_match()
    {
        var template = new ChunkTemplate();
        template.Learn(Chunk("hello"), Before.TrimEnd().Length, 5);
        Assert.False(template.Matches(Encoding.UTF8.GetBytes(Text("hello").Replace("null}]", "\"stop\"}]", StringComparison.Ordinal)), out _));
        Assert.False(template.Matches(Encoding.UTF8.GetBytes(Text("hello").Replace("\"c\"", "\"d\"", StringComparison.Ordinal)), out _));
        Assert.False(template.Matches(Chunk("hello").AsSpan(0, 20), out _));
        Assert.False(template.Matches([], out _));
    }

    [Fact]
    public void A_stream_read_by_the_short_cut_gives_the_same_as_one_read_chunk_by_chunk()
    {
        var random = new Random(7);
        for (var run = 0; run < 300; run++)
        {
            var chunks = Enumerable.Range(0, 30).Select(_ => RandomChunk(random)).ToList();
            var stream = new OpenAiStreamTap(StreamUsage.LastChunk, null, usageWanted: true);
            // Another id each time, so that no chunk is known.
            var slow = new OpenAiStreamTap(StreamUsage.LastChunk, null, usageWanted: true);
            foreach (var (number, chunk) in chunks.Index())
            {
                // A tap of its own for each chunk never has a template.
                var alone = new OpenAiStreamTap(StreamUsage.LastChunk, null, usageWanted: true);
                byte[] arrived = [.. "data: "u8, .. chunk, .. "\n\n"u8];
                var known = random.Next(2) == 0 && stream.ReadKnown(arrived) is > 0 and var length;
                Assert.Equal(alone.Read(default, chunk), known ? StreamVerdict.Content : stream.Read(default, chunk));
                slow.Read(default, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(chunk).Replace("\"c\"", $"\"c{number}\"", StringComparison.Ordinal)));
                Assert.Equal(slow.EstimatedOutputTokens, stream.EstimatedOutputTokens);
            }

            var last = """{"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"""u8;
            Assert.False(stream.IsFinished);
            Assert.Equal(StreamVerdict.Content, stream.Read(default, last));
            Assert.True(stream.IsFinished);
            Assert.Equal((3, 2), (stream.Facts.Usage!.Value.Input, stream.Facts.Usage.Value.Output));
        }
    }

    private static byte[] RandomChunk(Random random) => random.Next(6) switch
    {
        0 => Encoding.UTF8.GetBytes("""{"id":"c","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}"""),
        1 => Chunk("a\\u0041" + random.Next(9)),
        2 => Encoding.UTF8.GetBytes(
            """{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"#"}}]},"finish_reason":null}]}""".Replace('#', (char)('0' + random.Next(9)))),
        3 => Chunk("broken \u0001"),
        _ => Chunk(new string('x', random.Next(12))),
    };

    private static string Text(string content) => Before.TrimEnd() + content + After.TrimStart();

    private static byte[] Chunk(string content) => Encoding.UTF8.GetBytes(Text(content));
}
