using HybridAi.Core.Chat;

namespace HybridAi.Core.Tests.Chat;

public sealed class ChatFieldsTests
{
    private static readonly ChatRequest Bare = new() { Dialect = ChatDialect.ChatCompletions, Model = "m", Messages = [] };

    // Each field with a request that sets it and nothing else.
    public static TheoryData<ChatField, ChatRequest> Settings => new()
    {
        { ChatField.MaxOutputTokens, Bare with { MaxOutputTokens = 0 } },
        { ChatField.Temperature, Bare with { Sampling = new SamplingOptions { Temperature = 0 } } },
        { ChatField.TopP, Bare with { Sampling = new SamplingOptions { TopP = 1 } } },
        { ChatField.TopK, Bare with { Sampling = new SamplingOptions { TopK = 1 } } },
        { ChatField.MinP, Bare with { Sampling = new SamplingOptions { MinP = 0 } } },
        { ChatField.FrequencyPenalty, Bare with { Sampling = new SamplingOptions { FrequencyPenalty = 0.1 } } },
        { ChatField.PresencePenalty, Bare with { Sampling = new SamplingOptions { PresencePenalty = -0.1 } } },
        { ChatField.RepetitionPenalty, Bare with { Sampling = new SamplingOptions { RepetitionPenalty = 1.1 } } },
        { ChatField.Seed, Bare with { Sampling = new SamplingOptions { Seed = 0 } } },
        { ChatField.LogitBias, Bare with { Sampling = new SamplingOptions { LogitBias = Verbatim.Of("{}") } } },
        { ChatField.Stop, Bare with { Stop = ["x"] } },
        { ChatField.ChoiceCount, Bare with { ChoiceCount = 2 } },
        { ChatField.Logprobs, Bare with { Logprobs = true } },
        { ChatField.TopLogprobs, Bare with { TopLogprobs = 1 } },
        { ChatField.Tools, Bare with { Tools = [new ToolDefinition.Function("f")] } },
        { ChatField.ToolChoice, Bare with { ToolChoice = new ToolChoice(ToolChoiceMode.Auto) } },
        { ChatField.ParallelToolCalls, Bare with { ParallelToolCalls = false } },
        { ChatField.MaxToolCalls, Bare with { MaxToolCalls = 1 } },
        { ChatField.Output, Bare with { Output = new OutputFormat() } },
        { ChatField.Reasoning, Bare with { Reasoning = new ReasoningOptions() } },
        { ChatField.Verbosity, Bare with { Verbosity = "low" } },
        { ChatField.Modalities, Bare with { Modalities = ["text", "image"] } },
        { ChatField.Audio, Bare with { Audio = new AudioOutput("v", null) } },
        { ChatField.ServiceTier, Bare with { ServiceTier = "flex" } },
        { ChatField.Cache, Bare with { Cache = new CacheBreakpoint(null) } },
        { ChatField.PromptCacheKey, Bare with { PromptCacheKey = "k" } },
        { ChatField.PromptCacheRetention, Bare with { PromptCacheRetention = "24h" } },
        { ChatField.EndUser, Bare with { EndUser = "u" } },
        { ChatField.Metadata, Bare with { Metadata = [new("a", "b")] } },
        { ChatField.Store, Bare with { Store = true } },
        { ChatField.Messages, Bare with { Messages = [new ChatMessage(ChatRole.User, [])] } },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_field_is_set_by_its_own_member_alone(ChatField field, ChatRequest request) =>
        Assert.Equal([field], ChatFields.All.Where(each => ChatFields.IsSet(request, each)));

    [Fact]
    public void Every_field_has_its_place_and_a_request_that_sets_it()
    {
        Assert.Equal(Enum.GetValues<ChatField>().Order(), ChatFields.All.Order());
        Assert.Equal(Enum.GetValues<ChatField>().Order(), Settings.Select(row => row.Data.Item1).Order());
    }

    [Fact]
    public void What_says_no_more_than_the_default_is_not_set()
    {
        var request = Bare with
        {
            Sampling = new SamplingOptions { FrequencyPenalty = 0, PresencePenalty = 0, RepetitionPenalty = 1 },
            ChoiceCount = 1, Logprobs = false, TopLogprobs = 0, ParallelToolCalls = true, Modalities = ["text"], ServiceTier = "auto", Store = false,
        };
        Assert.DoesNotContain(ChatFields.All, field => ChatFields.IsSet(request, field));
    }

    [Fact]
    public void What_changes_the_answer_is_refused_and_all_else_dropped() => Assert.Equal(
        [
            ChatField.Temperature, ChatField.TopP, ChatField.LogitBias, ChatField.Stop, ChatField.ChoiceCount, ChatField.Logprobs, ChatField.TopLogprobs, ChatField.Tools,
            ChatField.ToolChoice, ChatField.Output, ChatField.Modalities, ChatField.Audio, ChatField.Messages,
        ], ChatFields.All.Where(ChatFields.IsRefused));

    [Theory]
    [InlineData(ChatField.MaxOutputTokens, ChatDialect.ChatCompletions, "max_completion_tokens")]
    [InlineData(ChatField.MaxOutputTokens, ChatDialect.Responses, "max_output_tokens")]
    [InlineData(ChatField.MaxOutputTokens, ChatDialect.Messages, "max_tokens")]
    [InlineData(ChatField.MaxOutputTokens, ChatDialect.Completions, "max_tokens")]
    [InlineData(ChatField.Messages, ChatDialect.ChatCompletions, "messages")]
    [InlineData(ChatField.Messages, ChatDialect.Responses, "input")]
    [InlineData(ChatField.Messages, ChatDialect.Messages, "messages")]
    [InlineData(ChatField.Messages, ChatDialect.Completions, "prompt")]
    [InlineData(ChatField.Stop, ChatDialect.Messages, "stop_sequences")]
    [InlineData(ChatField.Stop, ChatDialect.Completions, "stop")]
    [InlineData(ChatField.Output, ChatDialect.ChatCompletions, "response_format")]
    [InlineData(ChatField.Output, ChatDialect.Responses, "text.format")]
    [InlineData(ChatField.Output, ChatDialect.Messages, "output_config.format")]
    [InlineData(ChatField.EndUser, ChatDialect.Messages, "metadata.user_id")]
    [InlineData(ChatField.Reasoning, ChatDialect.ChatCompletions, "reasoning_effort")]
    [InlineData(ChatField.ParallelToolCalls, ChatDialect.Messages, "tool_choice.disable_parallel_tool_use")]
    public void A_field_has_the_name_of_the_dialect(ChatField field, ChatDialect dialect, string expected) =>
        Assert.Equal(expected, ChatFields.NameOf(field, dialect));

    [Theory]
    [InlineData(ChatDialect.ChatCompletions, "web_search_options", true)]
    [InlineData(ChatDialect.ChatCompletions, "prediction", false)]
    [InlineData(ChatDialect.Responses, "background", true)]
    [InlineData(ChatDialect.Responses, "web_search_options", false)]
    [InlineData(ChatDialect.Completions, "suffix", true)]
    [InlineData(ChatDialect.Completions, "echo", false)]
    [InlineData(ChatDialect.Messages, "container", true)]
    public void Raw_fields_are_judged_by_their_dialect(ChatDialect dialect, string path, bool expected) =>
        Assert.Equal(expected, ChatFields.IsRefused(dialect, path));
}
