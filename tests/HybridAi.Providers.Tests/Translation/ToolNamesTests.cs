using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Translation;

/// <summary>Tools of one name: OpenAI takes them, so that a request that is written anew may have them as one that passes unchanged may.</summary>
public sealed class ToolNamesTests
{
    private static readonly ToolDefinition Function = new ToolDefinition.Function("f") { Parameters = Verbatim.Of("{}") };
    private static readonly ToolDefinition Custom = new ToolDefinition.Custom("f");

    [Theory]
    [InlineData("openai", ChatDialect.ChatCompletions, null)]
    [InlineData("openai", ChatDialect.Responses, null)]
    [InlineData("groq", ChatDialect.ChatCompletions, "tools[1].custom.name")]
    [InlineData("groq", ChatDialect.Responses, "tools[1].name")]
    [InlineData("anthropic", ChatDialect.ChatCompletions, "tools[1].custom.name")]
    [InlineData("gemini", ChatDialect.Responses, "tools[1].name")]
    [InlineData("cohere", ChatDialect.Responses, "tools[1].name")]
    public void A_function_and_a_tool_of_plain_text(string provider, ChatDialect dialect, string? refused) =>
        Assert.Equal(refused, Refusal(provider, dialect, Function, Custom)?.Param);

    [Theory]
    [InlineData("openai", false)]
    [InlineData("groq", false)]
    [InlineData("anthropic", true)]
    [InlineData("gemini", true)]
    [InlineData("cohere", true)]
    public void Two_functions(string provider, bool refused)
    {
        var refusal = Refusal(provider, ChatDialect.ChatCompletions, Function, Function);
        Assert.Equal(refused ? "tools[1].function.name" : null, refusal?.Param);
        if (refused)
            Assert.Equal("'tools[1].function.name' is the name of another tool too, which p/m could not tell apart; give each its own.", refusal!.Message);
    }

    private static TranslationRefusal? Refusal(string provider, ChatDialect dialect, params ToolDefinition[] tools)
    {
        IWireFormat[] formats = [new OpenAiFormat(), new AnthropicFormat(), new GeminiFormat(), new CohereFormat()];
        var profile = ProviderProfiles.Find(provider)!;
        var request = new ChatRequest { Dialect = dialect, Model = "m", Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Text("Hi")])], Tools = tools };
        var report = new TranslationReport(request, "p/m");
        var target = new ChatTarget(new Deployment { Provider = provider, Model = "m" }, profile) { Tools = tools };
        var body = ChatTranslation.Write(formats.Single(format => format.Name == profile.Format).Chat, request, target, report);
        if (body is not null)
            Assert.Equal(3, Encoding.UTF8.GetString(body.Json.Span).Split("\"name\":\"f\"").Length);
        return report.Refusal;
    }
}
