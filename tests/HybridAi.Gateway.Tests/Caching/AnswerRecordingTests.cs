using System.Text;
using HybridAi.Gateway.Caching;

namespace HybridAi.Gateway.Tests.Caching;

public sealed class AnswerRecordingTests
{
    [Fact]
    public async Task Who_reads_from_the_beginning_gets_everything_as_it_comes()
    {
        var recording = new AnswerRecording(1_000_000);
        Assert.True(recording.TryUse());
        var reading = ReadAllAsync(recording, 7);
        var random = new Random(3);
        var expected = new List<byte>();
        for (var i = 0; i < 500; i++)
        {
            var piece = new byte[random.Next(0, 300)];
            random.NextBytes(piece);
            expected.AddRange(piece);
            recording.Append(piece);
            recording.Publish();
            if (i % 50 == 0)
                await Task.Yield();
        }

        recording.Finish();
        Assert.Equal(expected, await reading);
        recording.Append("behind the end"u8);
        Assert.Equal([.. expected, 1, 2], recording.WholeWith([1, 2], 1_000_000)!.Value.ToArray());
        Assert.Null(recording.WholeWith([1, 2], expected.Count + 1));
    }

    [Fact]
    public void What_is_not_published_is_not_read()
    {
        var recording = new AnswerRecording(100);
        recording.Append("abc"u8);
        Assert.Equal(0, recording.Read(0, new byte[10], out var isOver));
        Assert.False(isOver || recording.NewsAsync(0).IsCompleted);
        recording.Publish();
        Assert.True(recording.NewsAsync(0).IsCompleted);
        Assert.Equal(3, recording.Read(0, new byte[10], out _));
    }

    [Fact]
    public void Beyond_the_bound_the_newest_part_stays_and_who_is_behind_has_lost()
    {
        var recording = new AnswerRecording(10);
        Assert.True(recording.TryUse());
        recording.Append("0123456789"u8);
        recording.Publish();
        recording.Append("abcde"u8);
        recording.Publish();
        Assert.True(recording.IsTooLong);
        Assert.Null(recording.WholeWith(default, 100));
        var buffer = new byte[20];
        Assert.Equal(-1, recording.Read(4, buffer, out _));
        Assert.Equal("56789abcde", Encoding.ASCII.GetString(buffer, 0, recording.Read(5, buffer, out _)));
        recording.Append("a long piece that goes around the ring twice"u8);
        recording.Publish();
        Assert.Equal("ring twice", Encoding.ASCII.GetString(buffer, 0, recording.Read(recording.Length - 10, buffer, out var isOver)));
        Assert.False(isOver);
        recording.Finish();
        Assert.Equal(0, recording.Read(recording.Length, buffer, out isOver));
        Assert.True(isOver);
        // Its beginning is gone for whoever comes now.
        Assert.False(recording.TryUse());
    }

    [Fact]
    public void Without_readers_nothing_is_kept_beyond_the_bound()
    {
        var recording = new AnswerRecording(10);
        recording.Append("0123456789a"u8);
        recording.Append("b"u8);
        Assert.Equal((true, 12L), (recording.IsTooLong, recording.Length));
        Assert.Null(recording.WholeWith(default, 100));
        Assert.False(recording.TryUse());
    }

    private static async Task<List<byte>> ReadAllAsync(AnswerRecording recording, int most)
    {
        var (all, buffer) = (new List<byte>(), new byte[most]);
        while (true)
        {
            await recording.NewsAsync(all.Count);
            all.AddRange(buffer[..recording.Read(all.Count, buffer, out var isOver)]);
            if (isOver)
                return all;
        }
    }
}
