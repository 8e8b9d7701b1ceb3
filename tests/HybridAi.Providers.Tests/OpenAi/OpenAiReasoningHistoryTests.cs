using System.Text;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>What goes back of another provider's answer, and what is named as lost.</summary>
public sealed class OpenAiReasoningHistoryTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    [Theory]
    [InlineData("groq", "openai/gpt-oss-120b", """{"role":"assistant","content":"a","reasoning":"Hm"}""", false)]
    [InlineData("groq", "moonshotai/kimi-k2-instruct-0905", """{"role":"assistant","content":"a"}""", true)]
    [InlineData("groq", "unlisted", """{"role":"assistant","content":"a","reasoning":"Hm"}""", false)]
    [InlineData("openai", "gpt-5.4", """{"role":"assistant","content":"a"}""", true)]
    [InlineData("mistral", "mistral-small-2603", """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},{"type":"text","text":"a"}]}""", false)]
    public void Reasoning_that_nobody_signed_goes_where_it_has_a_place(string provider, string model, string expected, bool dropped)
    {
        var (body, names) = Write(provider, model, new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]), new ChatPart.Text("a"));
        Assert.Contains(expected, body, StringComparison.Ordinal);
        Assert.Equal(dropped ? ["messages[].reasoning"] : null, names);
    }

    [Theory]
    [InlineData(ChatDialect.ChatCompletions, "messages[].tool_calls[].signature")]
    [InlineData(ChatDialect.Messages, "messages[].content[].signature")]
    [InlineData(ChatDialect.Responses, "input[].signature")]
    public void The_seal_of_a_tool_call_is_named(ChatDialect dialect, string name)
    {
        var call = new ChatPart.ToolCall(ToolKind.Function, "c", "f", Verbatim.Of("{}")) { Seal = new Seal("gemini", Verbatim.Of("sig")) };
        var (body, names) = Write("openai", "gpt-5.4", dialect, call);
        Assert.Contains("\"id\":\"c\"", body, StringComparison.Ordinal);
        Assert.Equal([name], names!);
    }

    private static (string Body, IReadOnlyList<string>? Dropped) Write(string provider, string model, params ChatPart[] parts) => Write(provider, model, ChatDialect.ChatCompletions, parts);

    private static (string Body, IReadOnlyList<string>? Dropped) Write(string provider, string model, ChatDialect dialect, params ChatPart[] parts)
    {
        var request = new ChatRequest { Dialect = dialect, Model = "m", Messages = [new ChatMessage(ChatRole.Assistant, parts), new ChatMessage(ChatRole.User, [new ChatPart.Text("b")])] };
        var report = new TranslationReport(request, $"{provider}/{model}");
        var deployment = new Deployment { Provider = provider, Model = model, CatalogModel = Catalog.Find(provider, model) };
        var body = new OpenAiChatWriter(request, new ChatTarget(deployment, ProviderProfiles.Find(provider)!), report).Write();
        Assert.Null(report.Refusal);
        return (Encoding.UTF8.GetString(body!.Json.Span), report.Dropped);
    }
}
