using HybridAi.Core.Caching.Semantic.Shadow;

namespace HybridAi.Core.Tests.Caching.Semantic.Shadow;

public sealed class AnswerAgreementTests
{
    private const string Long =
        "The Treaty was signed in 1992 by 12 states. It created a union with common institutions, and it laid the ground for a currency that came into circulation ten years later.";

    [Theory]
    [InlineData(true, "Paris.", "paris")]
    [InlineData(true, "1,000 km", "1000 km.")]
    [InlineData(false, "positive", "negative")]
    [InlineData(false, "Paris", "It is Paris")]
    [InlineData(false, "42", "43")]
    [InlineData(false, "", "")]
    [InlineData(true, Long, Long)]
    [InlineData(false, Long, "Yes.")]
    public void Short_answers_agree_word_by_word(bool expected, string first, string second)
    {
        Assert.Equal(expected, AnswerAgreement.Agree(first, second, 0.85));
        Assert.Equal(expected, AnswerAgreement.Agree(second, first, 0.85));
    }

    [Fact]
    public void Long_answers_agree_if_their_words_are_nearly_the_same()
    {
        Assert.True(AnswerAgreement.Agree(Long, Long.Replace("It created", "It also created"), 0.85));
        Assert.False(AnswerAgreement.Agree(Long, "Bees collect nectar, which they turn into honey in their hives by evaporation; a colony makes 20 kilograms of it in a good summer and lives on it.", 0.85));
    }

    [Fact]
    public void Long_answers_with_other_numbers_do_not_agree() =>
        Assert.False(AnswerAgreement.Agree(Long, Long.Replace("1992", "1957").Replace("12 ", "6 "), 0.5));
}
