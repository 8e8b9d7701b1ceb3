using HybridAi.Core.Caching;

namespace HybridAi.Core.Tests.Caching;

public sealed class CachedAnswerFormatTests
{
    [Fact]
    public void An_answer_is_read_as_it_was_written()
    {
        foreach (var answer in new[] { Answers.Full(1), Answers.Answer(2), Answers.Answer(3, "") })
        {
            Assert.True(CachedAnswerFormat.TryRead(CachedAnswerFormat.Write(answer), answer.Key, out var read));
            Answers.AssertSame(answer, read);
        }
    }

    [Fact]
    public void What_was_cut_at_any_place_is_not_read()
    {
        var bytes = CachedAnswerFormat.Write(Answers.Full(1));
        for (var length = 0; length < bytes.Length; length++)
            Assert.False(CachedAnswerFormat.TryRead(bytes.AsMemory(0, length), Answers.Key(1), out _));
        Assert.False(CachedAnswerFormat.TryRead((byte[])[.. bytes, 0], Answers.Key(1), out _));
    }

    [Fact]
    public void What_was_changed_at_any_place_is_not_read()
    {
        var bytes = CachedAnswerFormat.Write(Answers.Full(1));
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x40;
            Assert.False(CachedAnswerFormat.TryRead(bytes, Answers.Key(1), out _), $"Byte {at} was changed.");
            bytes[at] ^= 0x40;
        }

        Assert.True(CachedAnswerFormat.TryRead(bytes, Answers.Key(1), out _));
    }

    [Fact]
    public void An_answer_to_something_else_is_not_read()
    {
        var bytes = CachedAnswerFormat.Write(Answers.Full(1));
        Assert.False(CachedAnswerFormat.TryRead(bytes, Answers.Key(2), out _));
        Assert.False(CachedAnswerFormat.TryRead(bytes, Answers.Key(1, Answers.Other), out _));
    }

    [Fact]
    public void Its_text_shows_nothing_of_what_was_said() =>
        Assert.Equal($"{Answers.Key(1).Organization}/{Answers.Key(1).HashText()}", Answers.Full(1).ToString());
}
