using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

/// <summary>What says of an answer that it is less than what was asked for, however its provider words it: such answers are not given again.</summary>
public sealed class CutAnswersTests
{
    [Theory]
    [InlineData("\"stop\"", "\"length\"", false)]
    [InlineData("\"tool_calls\"", "\"something_new\"", false)]
    [InlineData("\"stop\"", "\"content_filter\"", true)]
    [InlineData("\"error\"", "\"stop\"", true)]
    [InlineData("\"stop\"", "\"insufficient_system_resource\"", true)]
    [InlineData("\"stop\"", "null", true)]
    public void Of_chat_completions(string first, string second, bool isCut)
    {
        Assert.Null(OpenAiAnswer.TryRead(InferenceApi.ChatCompletions, Encoding.UTF8.GetBytes($$"""{"choices":[{"finish_reason":{{first}}},{"finish_reason":{{second}}}]}"""), null, out var facts));
        Assert.Equal(isCut, facts.IsCut);

        var tap = new OpenAiStreamTap(StreamUsage.LastChunk, null, usageWanted: false);
        foreach (var (index, reason) in new[] { (0, "null"), (1, "null"), (1, second), (0, first) })
            tap.Read(default, Encoding.UTF8.GetBytes($$"""{"choices":[{"index":{{index}},"delta":{"content":"x"},"finish_reason":{{reason}}}]}"""));
        Assert.Equal(isCut, tap.Facts.IsCut);
    }

    [Theory]
    [InlineData("\"status\":\"completed\"", false)]
    [InlineData("\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}", false)]
    [InlineData("\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"}", true)]
    [InlineData("\"status\":\"failed\"", true)]
    [InlineData("\"status\":\"in_progress\"", true)]
    public void Of_responses(string fields, bool isCut)
    {
        Assert.Null(ResponsesAnswer.TryRead(Encoding.UTF8.GetBytes($$"""{"output":[],{{fields}}}"""), null, out var facts));
        Assert.Equal(isCut, facts.IsCut);
    }

    [Theory]
    [InlineData("end_turn", false)]
    [InlineData("max_tokens", false)]
    [InlineData("refusal", true)]
    public void Of_messages(string reason, bool isCut)
    {
        Assert.Null(AnthropicAnswer.TryRead(InferenceApi.Messages, Encoding.UTF8.GetBytes($$"""{"content":[],"stop_reason":"{{reason}}"}"""), out var facts));
        Assert.Equal(isCut, facts.IsCut);

        var tap = new AnthropicStreamTap();
        tap.Read("message_delta"u8, Encoding.UTF8.GetBytes($$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}"},"usage":{"output_tokens":1}}"""));
        Assert.Equal((reason, isCut), (tap.Facts.FinishReason, tap.Facts.IsCut));
    }

    [Theory]
    [InlineData(FinishReason.Stop, false)]
    [InlineData(FinishReason.ContentFilter, true)]
    [InlineData(FinishReason.Error, true)]
    public void Of_what_is_translated(FinishReason second, bool isCut)
    {
        var facts = new ChatFacts();
        facts.Add(new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.Stop, "STOP")));
        facts.Add(new ChatEvent.ChoiceFinished(1, new ChatFinish(second, "A WORD OF ITS OWN")));
        Assert.Equal(("STOP", isCut), (facts.Facts.FinishReason, facts.Facts.IsCut));
    }
}
