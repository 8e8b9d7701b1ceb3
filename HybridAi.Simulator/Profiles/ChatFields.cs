using System.Collections.Frozen;

namespace HybridAi.Simulator.Profiles;

/// <summary>The top-level fields of a chat request that each provider knows, with what they may hold.</summary>
internal static class ChatFields
{
    private static readonly FieldRule Flag = new(FieldKind.Boolean);
    private static readonly FieldRule Any = new(FieldKind.Any);
    private static readonly FieldRule Map = new(FieldKind.Object);
    private static readonly FieldRule List = new(FieldKind.Array);
    private static readonly FieldRule Text = new(FieldKind.Text);
    private static readonly FieldRule Ignored = new(FieldKind.Any) { Ignored = true };
    private static readonly FieldRule Refused = new(FieldKind.Any) { Refused = true };

    private static readonly Dictionary<string, FieldRule> Common = new(StringComparer.Ordinal)
    {
        ["model"] = Text with { Nullable = false },
        ["messages"] = List with { Nullable = false },
        ["stream"] = Flag,
        ["temperature"] = Number(0, 2),
        ["top_p"] = Number(0, 1),
        ["max_tokens"] = Integer(1),
        ["stop"] = Any,
        ["tools"] = List,
        ["tool_choice"] = Any,
        ["parallel_tool_calls"] = Flag,
        ["response_format"] = Map,
        ["presence_penalty"] = Number(-2, 2),
        ["frequency_penalty"] = Number(-2, 2),
        ["n"] = Integer(1, 128),
    };

    public static readonly FrozenDictionary<string, FieldRule> OpenAi = With(new()
    {
        ["stream_options"] = Map,
        ["max_completion_tokens"] = Integer(1),
        ["seed"] = Integer(long.MinValue, long.MaxValue),
        ["logprobs"] = Flag,
        ["top_logprobs"] = Integer(0, 20),
        ["logit_bias"] = Map,
        ["reasoning_effort"] = Choice("none", "minimal", "low", "medium", "high", "xhigh", "max"),
        ["verbosity"] = Choice("low", "medium", "high"),
        ["service_tier"] = Choice("auto", "default", "flex", "scale", "priority", "fast"),
        ["modalities"] = List,
        ["audio"] = Map,
        ["prediction"] = Map,
        ["prompt_cache_key"] = Text,
        ["safety_identifier"] = Text,
        ["user"] = Text,
        ["prompt_cache_retention"] = Choice("in_memory", "in-memory", "24h"),
        ["prompt_cache_options"] = Map,
        ["store"] = Flag,
        ["metadata"] = new FieldRule(FieldKind.TextMap),
        ["moderation"] = Any,
        ["web_search_options"] = Map,
        ["functions"] = List,
        ["function_call"] = Any,
    });

    public static readonly FrozenDictionary<string, FieldRule> Azure = With(OpenAi, new()
    {
        ["data_sources"] = List,
    });

    public static readonly FrozenDictionary<string, FieldRule> Groq = With(OpenAi, new()
    {
        ["n"] = Integer(1, 1),
        ["logit_bias"] = Refused,
        ["logprobs"] = Refused,
        ["top_logprobs"] = Refused,
        ["reasoning_effort"] = Choice("none", "default", "low", "medium", "high"),
        ["reasoning_format"] = Choice("hidden", "raw", "parsed"),
        ["include_reasoning"] = Flag,
        ["service_tier"] = Choice("auto", "on_demand", "flex", "performance"),
        ["disable_tool_validation"] = Flag,
        ["citation_options"] = Any,
        ["documents"] = List,
        ["compound_custom"] = Map,
        ["search_settings"] = Map,
        ["exclude_domains"] = List,
        ["include_domains"] = List,
    }, "prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "safety_identifier", "modalities", "audio",
        "prediction", "moderation", "web_search_options", "verbosity");

    public static readonly FrozenDictionary<string, FieldRule> Mistral = With(new()
    {
        ["temperature"] = Number(0, 1.5),
        ["n"] = Integer(1),
        ["max_tokens"] = Integer(0),
        ["random_seed"] = Integer(0),
        ["safe_prompt"] = Flag,
        ["prompt_mode"] = Choice("reasoning"),
        ["reasoning_effort"] = Choice("none", "minimal", "low", "medium", "high", "xhigh"),
        ["prediction"] = Map,
        ["guardrails"] = List,
        ["prompt_cache_key"] = Text,
        ["metadata"] = Map,
    });

    public static readonly FrozenDictionary<string, FieldRule> Cerebras = With(new()
    {
        ["temperature"] = Number(0, 1.5),
        ["n"] = Integer(1, 1),
        ["stream_options"] = Map,
        ["max_completion_tokens"] = Integer(1),
        ["min_tokens"] = Integer(-1),
        ["min_completion_tokens"] = Integer(-1),
        ["seed"] = Integer(long.MinValue, long.MaxValue),
        ["logprobs"] = Flag,
        ["top_logprobs"] = Integer(0, 20),
        ["logit_bias"] = Map,
        ["reasoning_effort"] = Choice("none", "low", "medium", "high"),
        ["reasoning_format"] = Choice("none", "parsed", "text_parsed", "raw", "hidden"),
        ["disable_reasoning"] = Flag,
        ["clear_thinking"] = Flag,
        ["prediction"] = Map,
        ["prompt_cache_key"] = Text,
        ["service_tier"] = Choice("auto", "default", "flex", "priority"),
        ["user"] = Text,
    });

    public static readonly FrozenDictionary<string, FieldRule> OpenRouter = With(OpenAi, new()
    {
        ["model"] = Text,
        ["models"] = List,
        ["n"] = Ignored,
        ["provider"] = Map,
        ["plugins"] = List,
        ["reasoning"] = Map,
        ["include_reasoning"] = Flag,
        ["top_k"] = Integer(0),
        ["top_a"] = Number(0, 1),
        ["min_p"] = Number(0, 1),
        ["repetition_penalty"] = Number(0, 2),
        ["cache_control"] = Map,
        ["session_id"] = Text,
        ["image_config"] = Map,
        ["usage"] = Map,
        ["transforms"] = List,
    });

    public static readonly FrozenDictionary<string, FieldRule> Ollama = With(new()
    {
        ["stream_options"] = Map,
        ["seed"] = Integer(long.MinValue, long.MaxValue),
        ["reasoning_effort"] = Choice("none", "low", "medium", "high", "max"),
        ["reasoning"] = Map,
        ["logprobs"] = Flag,
        ["top_logprobs"] = Integer(0, 20),
        ["max_tokens"] = Integer(-1),
        ["tool_choice"] = Ignored,
        ["parallel_tool_calls"] = Ignored,
        ["n"] = Ignored,
    });

    public static readonly FrozenDictionary<string, FieldRule> Vllm = With(OpenAi, new()
    {
        ["n"] = Integer(1),
        ["user"] = Ignored,
        ["service_tier"] = Ignored,
        ["reasoning_effort"] = Choice("none", "minimal", "low", "medium", "high"),
        ["top_k"] = Integer(-1),
        ["min_p"] = Number(0, 1),
        ["repetition_penalty"] = Number(0, double.MaxValue),
        ["length_penalty"] = Number(double.MinValue, double.MaxValue),
        ["ignore_eos"] = Flag,
        ["min_tokens"] = Integer(0),
        ["stop_token_ids"] = List,
        ["skip_special_tokens"] = Flag,
        ["chat_template"] = Text,
        ["chat_template_kwargs"] = Map,
        ["structured_outputs"] = Map,
        ["metadata"] = Ignored,
    });

    /// <summary>Gemini's compatible endpoint.</summary>
    public static readonly FrozenDictionary<string, FieldRule> Gemini = With(new()
    {
        ["stream_options"] = Map,
        ["max_completion_tokens"] = Integer(1),
        ["n"] = Integer(1, 8),
        ["seed"] = Integer(int.MinValue, int.MaxValue),
        ["logprobs"] = Flag,
        ["top_logprobs"] = Integer(0, 20),
        ["reasoning_effort"] = Choice("none", "minimal", "low", "medium", "high"),
        ["service_tier"] = Choice("auto", "default", "flex", "priority"),
        ["modalities"] = List,
        ["user"] = Ignored,
        ["extra_body"] = Map,
    });

    /// <summary>Cohere's own <c>/v2/chat</c>.</summary>
    public static readonly FrozenDictionary<string, FieldRule> Cohere = new Dictionary<string, FieldRule>
    {
        ["model"] = Text with { Nullable = false },
        ["messages"] = List with { Nullable = false },
        ["stream"] = Flag,
        ["max_tokens"] = Integer(1),
        ["temperature"] = Number(0, 1),
        ["p"] = Number(0.01, 0.99),
        ["k"] = Integer(0, 500),
        ["frequency_penalty"] = Number(0, 1),
        ["presence_penalty"] = Number(0, 1),
        ["seed"] = new FieldRule(FieldKind.Number) { Min = 0, Max = ulong.MaxValue },
        ["stop_sequences"] = List,
        ["tools"] = List,
        ["tool_choice"] = Choice("REQUIRED", "NONE"),
        ["strict_tools"] = Flag,
        ["response_format"] = Map,
        ["documents"] = List,
        ["citation_options"] = Map,
        ["safety_mode"] = Choice("CONTEXTUAL", "STRICT", "OFF"),
        ["thinking"] = Map,
        ["logprobs"] = Flag,
        ["priority"] = Integer(0, 999),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Cohere's compatible endpoint.</summary>
    public static readonly FrozenDictionary<string, FieldRule> CohereCompatible = With(Common, new()
    {
        ["temperature"] = Number(0, 1),
        ["stream_options"] = Map,
        ["max_completion_tokens"] = Integer(1),
        ["seed"] = Integer(0),
        ["reasoning_effort"] = Choice("none", "high"),
        ["logprobs"] = Flag,
    }, "n", "parallel_tool_calls");

    private static FieldRule Number(double min, double max) => new(FieldKind.Number) { Min = min, Max = max };

    private static FieldRule Integer(double min, double max = double.PositiveInfinity) => new(FieldKind.Integer) { Min = min, Max = max };

    private static FieldRule Choice(params string[] choices) => new(FieldKind.Choice) { Choices = choices };

    private static FrozenDictionary<string, FieldRule> With(Dictionary<string, FieldRule> differences) => With(Common, differences);

    private static FrozenDictionary<string, FieldRule> With(
        IReadOnlyDictionary<string, FieldRule> from, Dictionary<string, FieldRule> differences, params string[] without)
    {
        var fields = new Dictionary<string, FieldRule>(from, StringComparer.Ordinal);
        foreach (var (name, rule) in differences)
            fields[name] = rule;
        foreach (var name in without)
            fields.Remove(name);
        return fields.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
