using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Tenancy;

public sealed class TenancyRulesTests
{
    [Theory]
    [InlineData("A")]
    [InlineData("Grüße 🌍")]
    public void A_name_may_be_any_text(string name) => Assert.Null(TenancyRules.CheckName(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a\tb")]
    public void A_name_must_be_there_and_printable(string? name) => Assert.NotNull(TenancyRules.CheckName(name));

    [Fact]
    public void A_name_must_be_whole_characters()
    {
        Assert.NotNull(TenancyRules.CheckName("a\ud83c"));
        Assert.NotNull(TenancyRules.CheckName("\udf0da"));
        Assert.NotNull(TenancyRules.CheckName("\ud83ca"));
    }

    [Fact]
    public void A_name_has_at_most_100_characters()
    {
        Assert.Null(TenancyRules.CheckName(new string('n', 100)));
        Assert.NotNull(TenancyRules.CheckName(new string('n', 101)));
    }

    [Theory]
    [InlineData("ada@example.org")]
    [InlineData("a.b+c@sub.example.co.uk")]
    [InlineData("ops@localhost")]
    public void An_address_has_a_local_part_and_a_domain(string email) => Assert.Null(TenancyRules.CheckEmail(email));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        Assert.Null(TenancyRules.CheckEmail("a@" + new string('d', 252)));
        Assert.NotNull(TenancyRules.CheckEmail("a@" + new string('d', 253)));
        Assert.NotNull(TenancyRules.CheckEmail(new string('a', 65) + "@example.org"));
    }

    [Theory]
    [InlineData("gpt-6-astra")]
    [InlineData("openai/*")]
    [InlineData("*")]
    public void A_model_is_named_exactly_or_by_its_beginning(string pattern) => Assert.Null(TenancyRules.CheckAllowedModels([pattern]));

    [Theory]
    [InlineData("*-mini")]
    [InlineData("gpt**")]
    [InlineData("a b")]
    [InlineData("a\u0001")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_patterns_are_refused_wherever_they_stand(string? pattern) =>
        Assert.NotNull(TenancyRules.CheckAllowedModels(["fine", pattern]));
}
