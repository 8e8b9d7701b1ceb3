using System.Collections.Frozen;

namespace HybridAi.Core.Chat;

/// <summary>What the fields of a <see cref="ChatRequest"/> are called, and what becomes of one that a provider's wire does not have.</summary>
/// <remarks>The rule: what changes the meaning of the answer is refused, what is a hint or only saves money or time is dropped and named.</remarks>
public static class ChatFields
{
    private static readonly Row[] Rows =
    [
        new(ChatField.MaxOutputTokens, IsRefused: false, "max_completion_tokens", "max_output_tokens", "max_tokens", request => request.MaxOutputTokens is not null),
        new(ChatField.Temperature, IsRefused: true, "temperature", "temperature", "temperature", request => request.Sampling.Temperature is not null),
        new(ChatField.TopP, IsRefused: true, "top_p", "top_p", "top_p", request => request.Sampling.TopP is not null),
        new(ChatField.TopK, IsRefused: false, "top_k", "top_k", "top_k", request => request.Sampling.TopK is not null),
        new(ChatField.MinP, IsRefused: false, "min_p", "min_p", "min_p", request => request.Sampling.MinP is not null),
        new(ChatField.FrequencyPenalty, IsRefused: false, "frequency_penalty", "frequency_penalty", "frequency_penalty", request => request.Sampling.FrequencyPenalty is not (null or 0)),
        new(ChatField.PresencePenalty, IsRefused: false, "presence_penalty", "presence_penalty", "presence_penalty", request => request.Sampling.PresencePenalty is not (null or 0)),
        new(ChatField.RepetitionPenalty, IsRefused: false, "repetition_penalty", "repetition_penalty", "repetition_penalty", request => request.Sampling.RepetitionPenalty is not (null or 1)),
        new(ChatField.Seed, IsRefused: false, "seed", "seed", "seed", request => request.Sampling.Seed is not null),
        new(ChatField.LogitBias, IsRefused: true, "logit_bias", "logit_bias", "logit_bias", request => !request.Sampling.LogitBias.IsEmpty),
        new(ChatField.Stop, IsRefused: true, "stop", "stop", "stop_sequences", request => request.Stop.Count > 0),
        new(ChatField.ChoiceCount, IsRefused: true, "n", "n", "n", request => request.ChoiceCount > 1),
        new(ChatField.Logprobs, IsRefused: true, "logprobs", "include", "logprobs", request => request.Logprobs == true),
        new(ChatField.TopLogprobs, IsRefused: true, "top_logprobs", "top_logprobs", "top_logprobs", request => request.TopLogprobs > 0),
        new(ChatField.Tools, IsRefused: true, "tools", "tools", "tools", request => request.Tools.Count > 0),
        new(ChatField.ToolChoice, IsRefused: true, "tool_choice", "tool_choice", "tool_choice", request => request.ToolChoice is not null),
        new(ChatField.ParallelToolCalls, IsRefused: false, "parallel_tool_calls", "parallel_tool_calls", "tool_choice.disable_parallel_tool_use", request => request.ParallelToolCalls == false),
        new(ChatField.MaxToolCalls, IsRefused: false, "max_tool_calls", "max_tool_calls", "max_tool_calls", request => request.MaxToolCalls is not null),
        new(ChatField.Output, IsRefused: true, "response_format", "text.format", "output_config.format", request => request.Output is not null),
        new(ChatField.Reasoning, IsRefused: false, "reasoning_effort", "reasoning", "thinking", request => request.Reasoning is not null),
        new(ChatField.Verbosity, IsRefused: false, "verbosity", "text.verbosity", "verbosity", request => request.Verbosity is not null),
        new(ChatField.Modalities, IsRefused: true, "modalities", "modalities", "modalities", request => request.Modalities.Any(modality => modality != "text")),
        new(ChatField.Audio, IsRefused: true, "audio", "audio", "audio", request => request.Audio is not null),
        new(ChatField.ServiceTier, IsRefused: false, "service_tier", "service_tier", "service_tier", request => request.ServiceTier is not (null or "auto")),
        new(ChatField.Cache, IsRefused: false, "cache_control", "cache_control", "cache_control", request => request.Cache is not null),
        new(ChatField.PromptCacheKey, IsRefused: false, "prompt_cache_key", "prompt_cache_key", "prompt_cache_key", request => request.PromptCacheKey is not null),
        new(ChatField.PromptCacheRetention, IsRefused: false, "prompt_cache_retention", "prompt_cache_retention", "prompt_cache_retention", request => request.PromptCacheRetention is not null),
        new(ChatField.EndUser, IsRefused: false, "safety_identifier", "safety_identifier", "metadata.user_id", request => request.EndUser is not null),
        new(ChatField.Metadata, IsRefused: false, "metadata", "metadata", "metadata", request => request.Metadata.Count > 0),
        new(ChatField.Store, IsRefused: false, "store", "store", "store", request => request.Store == true),
        new(ChatField.Messages, IsRefused: true, "messages", "input", "messages", request => request.Messages.Count > 0),
    ];

    private static readonly FrozenDictionary<ChatField, Row> ByField = Rows.ToFrozenDictionary(row => row.Field);

    // Raw fields that change what is answered, by the dialect that has them; all others are hints.
    private static readonly FrozenSet<(ChatDialect, string)> RefusedExtras = new HashSet<(ChatDialect, string)>
    {
        (ChatDialect.ChatCompletions, "web_search_options"), (ChatDialect.ChatCompletions, "response_format"), (ChatDialect.ChatCompletions, "audio"),
        (ChatDialect.Completions, "suffix"), (ChatDialect.Completions, "best_of"), (ChatDialect.Completions, "prompt"),
        (ChatDialect.Responses, "background"), (ChatDialect.Responses, "prompt"), (ChatDialect.Responses, "truncation"),
        (ChatDialect.Messages, "container"),
    }.ToFrozenSet();

    // Raw fields whose effect the gateway gives by itself, whoever answers.
    private static readonly FrozenSet<(ChatDialect, string)> EmulatedExtras = new HashSet<(ChatDialect, string)>
    {
        (ChatDialect.ChatCompletions, "functions"), (ChatDialect.Completions, "echo"),
    }.ToFrozenSet();

    /// <summary>All fields, in a fixed order.</summary>
    public static IEnumerable<ChatField> All => Rows.Select(row => row.Field);

    /// <summary>What a dialect calls a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="dialect">The dialect. One that has no such field gets the name that is most common.</param>
    public static string NameOf(ChatField field, ChatDialect dialect) => (field, dialect) switch
    {
        (ChatField.Messages, ChatDialect.Completions) => "prompt",
        (ChatField.MaxOutputTokens, ChatDialect.Completions) => "max_tokens",
        (ChatField.TopLogprobs, ChatDialect.Completions) => "logprobs",
        (ChatField.EndUser, ChatDialect.Completions) => "user",
        _ => ByField[field].NameIn(dialect),
    };

    /// <summary>What a caller calls a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="request">The caller's request.</param>
    public static string NameOf(ChatField field, ChatRequest request)
    {
        foreach (var (named, name) in request.Names)
        {
            if (named == field)
                return name;
        }

        return NameOf(field, request.Dialect);
    }

    /// <summary>Whether a request says something by a field that a wire without it would lose.</summary>
    /// <param name="request">The request.</param>
    /// <param name="field">The field.</param>
    public static bool IsSet(ChatRequest request, ChatField field) => ByField[field].IsSet(request);

    /// <summary>Whether a field that the target does not have is refused; else it is dropped and named.</summary>
    /// <param name="field">The field.</param>
    public static bool IsRefused(ChatField field) => ByField[field].IsRefused;

    /// <summary>Whether a raw field that the target does not have is refused; else it is dropped and named.</summary>
    /// <param name="dialect">The dialect that it came in.</param>
    /// <param name="path">Its path within the body.</param>
    public static bool IsRefused(ChatDialect dialect, string path) => RefusedExtras.Contains((dialect, path));

    /// <summary>Why a raw field is refused that the target does not have: what a sentence goes on with after the target's name.</summary>
    /// <param name="dialect">The dialect that it came in.</param>
    /// <param name="path">Its path within the body; one that is refused.</param>
    public static string WhyRefused(ChatDialect dialect, string path) => (dialect, path) == (ChatDialect.Completions, "prompt")
        ? "takes one prompt, as a text; send several one by one, or send them, or tokens, to a model that serves completions itself"
        : $"has no '{path}'; leave it out or name another model";

    /// <summary>Whether the gateway gives a raw field's effect by itself, so that no target has to have it.</summary>
    /// <param name="dialect">The dialect that it came in.</param>
    /// <param name="path">Its path within the body.</param>
    public static bool IsEmulated(ChatDialect dialect, string path) => EmulatedExtras.Contains((dialect, path));

    private sealed record Row(ChatField Field, bool IsRefused, string Chat, string Responses, string Messages, Func<ChatRequest, bool> IsSet)
    {
        public string NameIn(ChatDialect dialect) => dialect switch
        {
            ChatDialect.Responses => Responses,
            ChatDialect.Messages => Messages,
            _ => Chat,
        };
    }
}
