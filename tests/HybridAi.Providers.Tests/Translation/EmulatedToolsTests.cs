using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Translation;

public sealed class EmulatedToolsTests
{
    [Theory]
    [InlineData("""{"input":"a \"b\" \u00e9"}""", "a \"b\" é")]
    [InlineData("""{"input":"","more":1}""", "")]
    [InlineData("""{"input":7}""", """{"input":7}""")]
    [InlineData("""{"query":"x"}""", """{"query":"x"}""")]
    [InlineData("[1]", "[1]")]
    [InlineData("{\"input\":\"\\ud800\"}", "{\"input\":\"\\ud800\"}")]
    [InlineData("no JSON", "no JSON")]
    [InlineData("", "")]
    public void The_text_is_taken_out_of_the_arguments(string arguments, string expected) =>
        Assert.Equal(expected, EmulatedTools.Unwrap(Verbatim.Of(arguments)).Decode());

    [Fact]
    public void Only_tools_of_plain_text_are_emulated()
    {
        ToolDefinition[] tools = [new ToolDefinition.Function("f"), new ToolDefinition.Custom("c")];
        Assert.True(EmulatedTools.IsCustom(tools, "c"));
        Assert.False(EmulatedTools.IsCustom(tools, "f"));
        Assert.False(EmulatedTools.IsCustom([], "c"));
        Assert.False(EmulatedTools.IsCustom([.. tools, new ToolDefinition.Function("c")], "c"));
    }
}
