using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Core.Tests.Caching.Semantic;

public sealed class PromptFactsTests
{
    [Theory]
    [InlineData(GuardVerdict.Numbers, "Convert 5 miles to kilometers.", "Convert 6 miles to kilometers.")]
    [InlineData(GuardVerdict.Numbers, "Is 3/4 greater than 2/3?", "Is 2/3 greater than 3/4?")]
    [InlineData(GuardVerdict.Numbers, "Name three trees.", "Name five trees.")]
    [InlineData(GuardVerdict.Numbers, "Show 1,000 rows.", "Show 1.000 rows.")]
    [InlineData(GuardVerdict.Negations, "Is it safe to eat raw dough?", "Is it not safe to eat raw dough?")]
    [InlineData(GuardVerdict.Negations, "Explain it and use code.", "Explain it and don’t use code.")]
    [InlineData(GuardVerdict.Negations, "A cake with eggs", "A cake without eggs")]
    [InlineData(GuardVerdict.Names, "Who is the CEO of Microsoft?", "Who is the CEO of Micron?")]
    [InlineData(GuardVerdict.Names, "Who directed Alien?", "Who directed Aliens?")]
    [InlineData(GuardVerdict.Names, "How do you say \"please\" to a waiter?", "How do you say \"sorry\" to a waiter?")]
    [InlineData(GuardVerdict.Names, "What does order_id hold?", "What does user_id hold?")]
    [InlineData(GuardVerdict.Names, "When is the holiday in the US?", "When is the holiday in the UK?")]
    [InlineData(GuardVerdict.MarkedWords, "Who won the last season?", "Who won the next season?")]
    [InlineData(GuardVerdict.MarkedWords, "How far is it in kilometres?", "How far is it in miles?")]
    [InlineData(GuardVerdict.Order, "Convert dollars to euros for me.", "Convert euros to dollars for me.")]
    public void What_differs_in_facts_is_refused(GuardVerdict expected, string first, string second)
    {
        Assert.Equal(expected, Compare(first, second, GuardMode.Facts));
        Assert.Equal(expected, Compare(second, first, GuardMode.Facts));
        Assert.NotEqual(GuardVerdict.Passed, Compare(first, second, GuardMode.Words));
        Assert.Equal(GuardVerdict.Passed, Compare(first, second, GuardMode.Off));
    }

    [Theory]
    [InlineData(GuardVerdict.Words, "How do I prune roses?", "How do I prune hydrangeas?")]
    [InlineData(GuardVerdict.Order, "Can the cat see the mouse?", "Can the mouse see the cat?")]
    public void What_differs_in_plain_words_is_refused_by_words_only(GuardVerdict expected, string first, string second)
    {
        Assert.Equal(GuardVerdict.Passed, Compare(first, second, GuardMode.Facts));
        Assert.Equal(expected, Compare(first, second, GuardMode.Words));
        Assert.Equal(expected, Compare(second, first, GuardMode.Words));
    }

    [Theory]
    [InlineData("What is the capital of Australia?", "what's the capital of australia")]
    [InlineData("Convert 1,000 metres, please!", "Hi, could you convert 1000 meters")]
    [InlineData("How do I reverse a list in Python?", "In Python, how do I reverse a list?")]
    [InlineData("Name three trees.", "Name 3 trees")]
    [InlineData("Don't list cities.", "Do not list cities")]
    [InlineData("EXPLAIN HOW A BILL BECOMES LAW", "Explain how a bill becomes law")]
    [InlineData("Write an e-mail to my boss", "Write an email to my boss.")]
    [InlineData("Compute x^3*sin(x)", "Compute x^3 * sin(x)")]
    public void The_same_in_other_writing_passes(string first, string second)
    {
        Assert.Equal(GuardVerdict.Passed, Compare(first, second, GuardMode.Words));
        Assert.Equal(GuardVerdict.Passed, Compare(second, first, GuardMode.Words));
    }

    [Fact]
    public void Memory_grows_with_the_words_and_not_with_their_repetition()
    {
        var once = PromptFacts.Read("a short question about trees");
        Assert.Equal(once.Bytes, PromptFacts.Read(string.Concat(Enumerable.Repeat("a short question about trees ", 50))).Bytes);
        Assert.True(once.Bytes < PromptFacts.Read("a short question about trees, rivers, mountains and lakes").Bytes);
    }

    private static GuardVerdict Compare(string first, string second, GuardMode mode) => PromptFacts.Read(first).Compare(PromptFacts.Read(second), mode);
}
