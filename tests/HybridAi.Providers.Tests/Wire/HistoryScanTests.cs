using System.Text;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

/// <summary>What other providers' answers leave in bodies.</summary>
public sealed class HistoryScanTests
{
    private const string Tool = """{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"type":"thinking"}}]}""";
    private const string Thinking = """{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"s"},{"type":"tool_use","id":"t","name":"f","input":{}}]}""";
    private const string Result = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x"}]}]}""";
    private const string Question = """{"role":"user","content":"x"}""";

    [Theory]
    [InlineData("""{"role":"user","content":"\"reasoning\" \"assistant\""}""", HistoryPart.None)]
    [InlineData("""{"role":"assistant","content":"the \"refusal\" of \"thinking\"","tool_calls":[{"reasoning":"x","annotations":[]}]}""", HistoryPart.None)]
    [InlineData("""{"role":"user","reasoning":"x","content":[{"type":"thinking"}]},{"role":"assistant","content":"a"}""", HistoryPart.None)]
    [InlineData("""{"role":"assistant","content":"a","reasoning":"x"}""", HistoryPart.Reasoning)]
    [InlineData("""{"reasoning_content":"x","content":"a","role":"assistant"}""", HistoryPart.ReasoningContent)]
    [InlineData("""{"role":"assistant","reasoning_details":[{"type":"thinking","refusal":[{}]}],"content":"a"}""", HistoryPart.ReasoningDetails)]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"a"},{"thinking":[{"type":"text","text":"x"}],"type":"thinking"}]}""", HistoryPart.ThinkingParts)]
    [InlineData("""{"role":"assistant","content":[{"type":"refusal","refusal":"a"}]}""", HistoryPart.Refusals)]
    [InlineData("""{"role":"assistant","content":"a","refusal":null,"annotations":[]},{"role":"user","content":"b"}""", HistoryPart.Refusals | HistoryPart.Annotations)]
    [InlineData("""5,[{"role":"assistant","reasoning":1}],{"role":"assistant","reasoning":{"a":[1,{}]}},{"role":5},{"role":"assistant","refusal":"x"}""", HistoryPart.Reasoning | HistoryPart.Refusals)]
    public void Messages_of_chats(string messages, HistoryPart found) => Assert.Equal(found, Find(InferenceApi.ChatCompletions, $$"""{"model":"m","reasoning":{},"messages":[{{messages}}]}"""));

    [Theory]
    [InlineData("""{"role":"user","content":"\"reasoning\""}""", HistoryPart.None)]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"x"}]}""", HistoryPart.BareReasoning)]
    [InlineData("""{"type":"reasoning","id":"rs_1","summary":[],"content":[],"encrypted_content":null}""", HistoryPart.BareReasoning)]
    [InlineData("""{"encrypted_content":"gAAA","type":"reasoning","id":"rs_1","summary":[]}""", HistoryPart.EncryptedReasoning)]
    [InlineData("""{"type":"reasoning","content":[{"type":"reasoning_text","text":"x"},{"a":{}},5],"summary":[],"encrypted_content":""},{"role":"user","content":"x"}""", HistoryPart.ReadableReasoning)]
    [InlineData("""{"type":"reasoning","content":[{}],"encrypted_content":"g"},{"type":"reasoning"}""", HistoryPart.ReadableReasoning | HistoryPart.EncryptedReasoning | HistoryPart.BareReasoning)]
    [InlineData("""{"type":"message","role":"assistant","content":[{"type":"reasoning","encrypted_content":"g"}]}""", HistoryPart.None)]
    [InlineData("""{"format":"openai-responses-v1","type":"reasoning","encrypted_content":"g","summary":[]},{"type":"message","format":"x"}""", HistoryPart.FormattedReasoning)]
    [InlineData("""{"type":"reasoning","summary":[{"format":"x"}],"content":[{"text":"x"}],"format":null}""", HistoryPart.FormattedReasoning)]
    [InlineData("""{"type":"reasoning","summary":[{"format":"x"}]}""", HistoryPart.BareReasoning)]
    public void Items_of_responses(string items, HistoryPart found) => Assert.Equal(found, Find(InferenceApi.Responses, $$"""{"model":"m","input":[{{items}}]}"""));

    [Theory]
    [InlineData(Question + "," + Tool + "," + Result, true)]
    [InlineData(Question + "," + Thinking + "," + Result, false)]
    // A loop of tools is one turn, which its beginning decides.
    [InlineData(Question + "," + Thinking + "," + Result + "," + Tool + "," + Result, false)]
    [InlineData(Question + "," + Tool + "," + Result + "," + Thinking + "," + Result, true)]
    // What was before the last question does not matter.
    [InlineData(Question + "," + Tool + "," + Result + "," + Question, true)]
    [InlineData(Question + "," + Tool + "," + Result + ",{\"role\":\"assistant\",\"content\":\"x\"}," + Question, false)]
    [InlineData(Question + "," + Tool + "," + Result + ",{\"role\":\"assistant\",\"content\":\"x\"}," + Question + "," + Thinking + "," + Result, false)]
    [InlineData(Question + "," + Tool, false)]
    [InlineData(Result, false)]
    public void Turns_of_messages(string turns, bool found)
    {
        var body = $$$"""{"model":"m","thinking":{"type":"enabled","budget_tokens":2000},"messages":[{{{turns}}}]}""";
        Assert.Equal(found ? HistoryPart.UnthinkingTurn : HistoryPart.None, Find(InferenceApi.Messages, body));
        Assert.Equal(found ? HistoryPart.UnthinkingTurn : HistoryPart.None, Find(InferenceApi.CountTokens, body));
        Assert.Equal(HistoryPart.None, Find(InferenceApi.Messages, body.Replace("enabled", "adaptive", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("openai", "reasoning", true)]
    [InlineData("openai", "refusal", false)]
    [InlineData("groq", "reasoning", false)]
    [InlineData("groq", "refusal", true)]
    [InlineData("mistral", "reasoning", true)]
    [InlineData("mistral", "annotations", true)]
    [InlineData("cerebras", "reasoning_content", true)]
    [InlineData("cerebras", "reasoning", false)]
    [InlineData("openrouter", "reasoning_details", false)]
    [InlineData("openai-compatible", "reasoning_content", false)]
    public void Who_refuses_what(string profile, string member, bool refused) => Assert.Equal(
        refused, (ProviderProfiles.Find(profile)!.Chat.Refused & Find(InferenceApi.ChatCompletions, $$"""{"messages":[{"role":"assistant","{{member}}":null}]}""")) != HistoryPart.None);

    // What OpenRouter passes on is checked by who it passes it to, so that only its own goes back to it.
    [Theory]
    [InlineData("openrouter", "\"encrypted_content\":\"g\"", true)]
    [InlineData("openrouter", "\"encrypted_content\":\"g\",\"format\":\"openai-responses-v1\"", false)]
    [InlineData("openrouter", "\"summary\":[]", true)]
    [InlineData("openrouter", "\"content\":[{\"type\":\"reasoning_text\",\"text\":\"x\"}]", false)]
    [InlineData("openai", "\"encrypted_content\":\"g\"", false)]
    // "Encrypted content is not supported."
    [InlineData("vllm", "\"encrypted_content\":\"g\"", true)]
    [InlineData("vllm", "\"encrypted_content\":\"g\",\"format\":\"openai-responses-v1\"", true)]
    [InlineData("vllm", "\"summary\":[]", false)]
    [InlineData("openai", "\"encrypted_content\":\"g\",\"format\":\"openai-responses-v1\"", true)]
    [InlineData("azure", "\"encrypted_content\":\"g\",\"format\":\"openai-responses-v1\"", true)]
    [InlineData("groq", "\"content\":[{\"type\":\"reasoning_text\",\"text\":\"x\"}],\"format\":\"unknown\"", true)]
    public void Who_refuses_which_reasoning_item(string profile, string members, bool refused) => Assert.Equal(
        refused, (ProviderProfiles.Find(profile)!.Chat.Refused & Find(InferenceApi.Responses, $$"""{"input":[{"type":"reasoning",{{members}}}]}""")) != HistoryPart.None);

    private static HistoryPart Find(InferenceApi api, string body)
    {
        using var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out var error);
        Assert.Null(error);
        return HistoryScan.Find(api, scan!);
    }
}
