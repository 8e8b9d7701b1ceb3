using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Translation;

/// <summary>Legal conversations whose calls and results do not stand next to each other.</summary>
public sealed class ToolTurnsTests
{
    private static readonly ChatMessage Hi = Said(ChatRole.User, "Hi");

    [Fact]
    public void What_is_said_between_a_call_and_its_result_follows_the_result() =>
        Assert.Equal("User:Hi | Assistant:t1 | Tool:t1=1 | User:Hurry", Ordered(Hi, Calls("t1"), Said(ChatRole.User, "Hurry"), Results("t1")));

    [Fact]
    public void Results_on_both_sides_of_an_operators_word_are_one_turn() =>
        Assert.Equal("Assistant:t1,t2 | Tool:t1=1,t2=2 | Developer:Be brief | User:Hi", Ordered(Calls("t1", "t2"), Results("t1"), Said(ChatRole.Developer, "Be brief"), Results("", "t2"), Hi));

    [Fact]
    public void What_ends_with_results_does_not_end_with_an_operators_word() =>
        Assert.Equal(
            "User:Hi | Developer:Be brief | System:Now | Assistant:t1,t2 | Tool:t1=1,t2=2",
            Ordered(Hi, Calls("t1", "t2"), Results("t1"), Said(ChatRole.Developer, "Be brief"), Said(ChatRole.System, "Now"), Results("", "t2")));

    [Fact]
    public void Neighbouring_turns_of_the_assistant_are_answered_together() =>
        Assert.Equal("User:Hi | Assistant:t1,t2 | Tool:t2=1,t1=2 | User:Hi", Ordered(Hi, Calls("t1"), Calls("t2"), Results("t2", "t1"), Hi));

    [Fact]
    public void Calls_of_one_id_are_told_apart_and_answered_in_their_order() =>
        Assert.Equal("Assistant:c,c_2,c_3,c_4 | Tool:c=1,c_2=2,c_3=3,c_4=4", Ordered(Calls("c", "c_2", "c", "c"), Results("c", "c_2", "c", "c")));

    [Theory]
    [InlineData(true, "t1")]
    [InlineData(false, "t1", "t2")]
    [InlineData(false, "t2")]
    [InlineData(false, "t1", "t1")]
    public void Each_call_still_needs_its_one_result(bool passes, params string[] results) => Assert.Equal(passes, Passes(Hi, Calls("t1"), Hi, Results(results)));

    [Fact]
    public void A_call_that_is_not_answered_before_the_assistant_speaks_again_is_refused()
    {
        Assert.False(Passes(Hi, Calls("t1"), Hi, Calls("t2"), Results("t1", "t2")));
        Assert.False(Passes(Hi, Results("t1"), Calls("t1"), Hi));
        Assert.False(Passes(Hi, Calls("c", "c"), Results("c")));
    }

    [Fact]
    public void Providers_get_results_right_behind_their_calls()
    {
        var request = Of(Hi, Calls("t1"), Calls("t2"), Said(ChatRole.User, "Hurry"), Results("t2", "t1"));
        const string OpenAi = """[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"t2","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t2","content":"1"},{"role":"tool","tool_call_id":"t1","content":"2"},{"role":"user","content":"Hurry"}]""";
        Assert.Contains(OpenAi, Write(new OpenAiFormat().Chat, "openai", request), StringComparison.Ordinal);
        Assert.Contains(
            """{"role":"tool","tool_call_id":"t2","content":"1"},{"role":"tool","tool_call_id":"t1","content":"2"},{"role":"user","content":"Hurry"}]""",
            Write(new CohereFormat().Chat, "cohere", request), StringComparison.Ordinal);
        const string Anthropic = """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}},{"type":"tool_use","id":"t2","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t2","content":"1"},{"type":"tool_result","tool_use_id":"t1","content":"2"},{"type":"text","text":"Hurry"}]}]""";
        Assert.Contains(Anthropic, Write(new AnthropicFormat().Chat, "anthropic", request), StringComparison.Ordinal);
        const string Gemini = """{"role":"model","parts":[{"functionCall":{"id":"t1","name":"f","args":{}}},{"functionCall":{"id":"t2","name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"id":"t2","name":"f","response":{"result":"1"}}},{"functionResponse":{"id":"t1","name":"f","response":{"result":"2"}}},{"text":"Hurry"}]}]""";
        Assert.Contains(Gemini, Write(new GeminiFormat().Chat, "gemini", request), StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversation_without_calls_stays_itself()
    {
        var request = Of(Hi, Said(ChatRole.Assistant, "Hello"), Hi);
        Assert.Same(request, ToolTurns.Order(request));
    }

    private static string Write(IChatTranslator translator, string provider, ChatRequest request)
    {
        var report = new TranslationReport(request, "p/m");
        var target = new ChatTarget(new Deployment { Provider = provider, Model = "m" }, ProviderProfiles.Find(provider)!);
        var body = ChatTranslation.Write(translator, request, target, report);
        Assert.Null(report.Refusal);
        return Encoding.UTF8.GetString(body!.Json.Span);
    }

    private static bool Passes(params ChatMessage[] messages)
    {
        var report = new TranslationReport(ChatDialect.Responses, "p/m");
        return ChatTranslation.Write(new OpenAiFormat().Chat, Of(messages), new ChatTarget(new Deployment { Provider = "p", Model = "m" }, new ProviderProfile()), report) is not null;
    }

    private static ChatRequest Of(params ChatMessage[] messages) => new() { Dialect = ChatDialect.Responses, Model = "m", Messages = messages };

    private static ChatMessage Said(ChatRole role, string text) => new(role, [new ChatPart.Text(text)]);

    private static ChatMessage Calls(params string[] ids) => new(ChatRole.Assistant, [.. ids.Select(id => new ChatPart.ToolCall(ToolKind.Function, id, "f", Verbatim.Of("{}")))]);

    // Each says which it is; an empty id takes a number only.
    private static ChatMessage Results(params string[] ids) =>
        new(ChatRole.Tool, [.. ids.Index().Where(one => one.Item.Length > 0).Select(one => new ChatPart.ToolResult(one.Item, [new ChatPart.Text($"{one.Index + 1}")]))]);

    private static string Ordered(params ChatMessage[] messages) => string.Join(" | ", ToolTurns.Order(Of(messages)).Messages.Select(message =>
        $"{message.Role}:{string.Join(',', message.Parts.Select(part => part switch
        {
            ChatPart.ToolCall call => call.Id,
            ChatPart.ToolResult result => $"{result.CallId}={((ChatPart.Text)result.Parts[0]).Value}",
            _ => ((ChatPart.Text)part).Value,
        }))}"));
}
