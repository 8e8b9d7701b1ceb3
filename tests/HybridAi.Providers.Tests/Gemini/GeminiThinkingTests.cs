using HybridAi.Core.Chat;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

public sealed class GeminiThinkingTests
{
    private const string Pro31 = "gemini-3.1-pro-preview";
    private const string Image31 = "gemini-3.1-flash-image-preview";
    private const string Gemma = "gemma-4-31b-it";
    private const string Flash20 = "gemini-2.0-flash";

    [Theory]
    // Levels.
    [InlineData(Flash35, "minimal", null, null, """{"thinkingLevel":"MINIMAL"}""", false)]
    [InlineData(Flash35, "medium", null, null, """{"thinkingLevel":"MEDIUM"}""", false)]
    [InlineData(Flash35, "xhigh", null, null, """{"thinkingLevel":"HIGH"}""", false)]
    [InlineData(Flash35, "max", null, null, """{"thinkingLevel":"HIGH"}""", false)]
    [InlineData(Flash35, "none", null, null, """{"thinkingLevel":"MINIMAL"}""", false)]
    [InlineData(Flash35, null, 0, null, """{"thinkingLevel":"MINIMAL"}""", false)]
    [InlineData(Flash35, null, null, "disabled", """{"thinkingLevel":"MINIMAL"}""", false)]
    [InlineData(Flash35, null, 1024, null, """{"thinkingLevel":"LOW"}""", false)]
    [InlineData(Flash35, null, 1025, null, """{"thinkingLevel":"MEDIUM"}""", false)]
    [InlineData(Flash35, null, 8193, null, """{"thinkingLevel":"HIGH"}""", false)]
    [InlineData(Flash35, null, 100_000, null, """{"thinkingLevel":"HIGH"}""", false)]
    [InlineData(Flash35, "high", 1024, null, """{"thinkingLevel":"HIGH"}""", false)]
    [InlineData(Flash35, null, null, "enabled", null, false)]
    [InlineData(Flash35, "extreme", null, null, null, true)]
    [InlineData(Pro31, "minimal", null, null, """{"thinkingLevel":"LOW"}""", false)]
    [InlineData(Pro31, "none", null, null, """{"thinkingLevel":"LOW"}""", true)]
    [InlineData(Image31, "low", null, null, """{"thinkingLevel":"MINIMAL"}""", false)]
    [InlineData(Image31, "medium", null, null, """{"thinkingLevel":"HIGH"}""", false)]
    // Budgets.
    [InlineData(Flash25, "minimal", null, null, """{"thinkingBudget":1024}""", false)]
    [InlineData(Flash25, "low", null, null, """{"thinkingBudget":1024}""", false)]
    [InlineData(Flash25, "medium", null, null, """{"thinkingBudget":8192}""", false)]
    [InlineData(Flash25, "high", null, null, """{"thinkingBudget":24576}""", false)]
    [InlineData(Flash25, "max", null, null, """{"thinkingBudget":24576}""", false)]
    [InlineData(Flash25, "high", 500, null, """{"thinkingBudget":500}""", false)]
    [InlineData(Flash25, null, null, "enabled", """{"thinkingBudget":-1}""", false)]
    [InlineData(Flash25, null, null, "adaptive", """{"thinkingBudget":-1}""", false)]
    [InlineData(Flash25, null, null, "between_tools", """{"thinkingBudget":-1}""", true)]
    [InlineData(Flash25, null, null, "disabled", """{"thinkingBudget":0}""", false)]
    [InlineData(Flash25, null, 0, "enabled", """{"thinkingBudget":0}""", false)]
    [InlineData(Flash25, null, null, null, null, false)]
    [InlineData(Pro25, "none", null, null, """{"thinkingBudget":128}""", true)]
    // On and off only.
    [InlineData(Gemma, "none", null, null, """{"thinkingBudget":0}""", false)]
    [InlineData(Gemma, null, null, "enabled", """{"thinkingBudget":-1}""", false)]
    [InlineData(Gemma, "low", null, null, """{"thinkingBudget":-1}""", true)]
    [InlineData(Gemma, null, null, null, null, false)]
    // Models that do not think, and those that the catalog does not know.
    [InlineData(Flash20, "high", null, null, null, true)]
    [InlineData(Flash20, "none", null, null, null, false)]
    [InlineData("gemini-9", "xhigh", null, null, """{"thinkingLevel":"HIGH"}""", false)]
    [InlineData("gemini-9", null, 300, null, """{"thinkingBudget":300}""", false)]
    [InlineData("gemini-9", null, null, "enabled", null, true)]
    [InlineData("gemini-9", "none", null, null, """{"thinkingBudget":0}""", false)]
    public void What_is_asked_is_put_into_the_words_of_the_model(string model, string? effort, int? budget, string? mode, string? expected, bool isNamed)
    {
        var request = Ask(User("x")) with { Reasoning = new ReasoningOptions { Effort = effort, BudgetTokens = budget, Mode = mode } };
        var body = Write(request, model, out var dropped);
        Assert.Equal(expected, At(body, "generationConfig.thinkingConfig"));
        Assert.Equal(isNamed ? ["reasoning_effort"] : [], dropped);
    }

    [Theory]
    [InlineData(ChatDialect.Responses, "low", null, "auto", null, """{"includeThoughts":true,"thinkingBudget":1024}""", false)]
    [InlineData(ChatDialect.Responses, "low", null, "detailed", null, """{"includeThoughts":true,"thinkingBudget":1024}""", true)]
    [InlineData(ChatDialect.Messages, null, "enabled", null, null, """{"includeThoughts":true,"thinkingBudget":-1}""", false)]
    [InlineData(ChatDialect.Messages, null, "adaptive", null, false, """{"thinkingBudget":-1}""", false)]
    [InlineData(ChatDialect.Messages, null, "disabled", null, true, """{"thinkingBudget":0}""", false)]
    [InlineData(ChatDialect.ChatCompletions, null, null, null, true, """{"includeThoughts":true}""", false)]
    [InlineData(ChatDialect.ChatCompletions, "low", null, null, false, """{"thinkingBudget":1024}""", false)]
    public void Thoughts_are_shown_to_those_who_want_them(ChatDialect dialect, string? effort, string? mode, string? summary, bool? show, string expected, bool isNamed)
    {
        var request = Ask(User("x")) with
        {
            Dialect = dialect, Reasoning = new ReasoningOptions { Effort = effort, Mode = mode, Summary = summary, Show = show },
        };
        Assert.Equal(expected, At(Write(request, Flash25, out var dropped), "generationConfig.thinkingConfig"));
        Assert.Equal(isNamed ? ["reasoning.summary"] : [], dropped);
    }
}
