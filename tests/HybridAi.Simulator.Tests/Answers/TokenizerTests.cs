using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Tests.Answers;

public sealed class TokenizerTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("Hello", 1)]
    [InlineData("Hello world", 2)]
    [InlineData("Hello, world!", 4)]
    [InlineData("internationalization", 4)]
    [InlineData("1234567", 3)]
    [InlineData("日本語", 3)]
    [InlineData("🎉🎉", 2)]
    [InlineData("a  b", 3)]
    public void Pieces_are_about_as_large_as_tokens(string text, int count) => Assert.Equal(count, Tokenizer.Count(text));

    [Fact]
    public void Pieces_put_together_are_the_text_and_never_split_a_pair()
    {
        var random = new Random(7);
        const string Alphabet = "ab Z9.,\n\t日é🎉_-\u0301 ";
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 60).Select(_ => Alphabet.EnumerateRunes().ElementAt(random.Next(Alphabet.EnumerateRunes().Count())).ToString()));
            var at = 0;
            var joined = "";
            while (at < text.Length)
            {
                var length = Tokenizer.PieceLength(text.AsSpan(at));
                Assert.InRange(length, 1, text.Length - at);
                Assert.False(char.IsLowSurrogate(text[at]));
                joined += text.Substring(at, length);
                at += length;
            }

            Assert.Equal(text, joined);
            Assert.Equal(text.Length, Tokenizer.LengthOf(text, int.MaxValue));
        }
    }
}
