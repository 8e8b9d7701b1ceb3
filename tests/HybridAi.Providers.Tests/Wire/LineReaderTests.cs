using System.Text;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("a\nbb\nccc", "1:a|2:bb|3:ccc")]
    [InlineData("\uFEFFa\r\n\n  \nb\n", "1:a\r|4:b")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("123456\n1234567\nx", "1:123456|2!|3:x")]
    [InlineData("x\n1234567890123", "1:x|2!")]
    public async Task Lines_come_with_their_numbers_however_they_are_cut(string text, string expected)
    {
        foreach (var piece in new[] { 1, 2, 5, 1000 })
            Assert.Equal(expected, await ReadAsync(text, piece, 6));
    }

    [Fact]
    public async Task A_line_longer_than_all_buffers_is_passed_over_and_a_long_one_that_may_be_is_read_whole()
    {
        var (allowed, tooLong) = (new string('a', 200_000), new string('b', 900_000));
        Assert.Equal($"1:{allowed}|2!|3:end", await ReadAsync($"{allowed}\n{tooLong}\nend", 65_000, 200_000));
    }

    private static async Task<string> ReadAsync(string text, int piece, int longest)
    {
        var reader = new LineReader(new Pieces(Encoding.UTF8.GetBytes(text), piece), longest);
        var lines = new List<string>();
        while (await reader.ReadAsync(default))
            lines.Add(reader.IsTooLong ? $"{reader.Number}!" : $"{reader.Number}:{Encoding.UTF8.GetString(reader.Line.Span)}");
        return string.Join('|', lines);
    }

    private sealed class Pieces(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
