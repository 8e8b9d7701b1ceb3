using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Requests as bytes.</summary>
public sealed class AnthropicRequestTests
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Fact]
    public void A_plain_request_has_only_what_must_be_there() =>
        Assert.Equal("""{"model":"claude-opus-4-6","max_tokens":100,"messages":[{"role":"user","content":"Hi"}]}""", Wire.Json(Wire.Request()));

    [Theory]
    [InlineData("claude-opus-4-6", 128000)]
    [InlineData(Wire.Sonnet45, 64000)]
    [InlineData("nobody-knows-it", 4096)]
    public void Without_a_limit_the_catalogs_holds(string model, int expected) =>
        Assert.Equal($$$$"""{"model":"{{{{model}}}}","max_tokens":{{{{expected}}}},{{{{Hi}}}}}""", Wire.Json(Wire.Request() with { MaxOutputTokens = null }, model));

    [Fact]
    public void Every_field_that_both_wires_have_is_carried_over()
    {
        var request = Wire.Request() with
        {
            Stop = ["END", "\"stop\""], Stream = true, IncludeUsage = true, EndUser = "u-1", ServiceTier = "auto",
            Cache = new CacheBreakpoint(TimeSpan.FromHours(1)),
        };

        Assert.Equal(
            $$$$"""{{{{{Hi}}}},"stop_sequences":["END","\"stop\""],"stream":true,"cache_control":{"type":"ephemeral","ttl":"1h"},"metadata":{"user_id":"u-1"},"service_tier":"auto"}""",
            Wire.Rest(request));
    }

    [Fact]
    public void What_is_only_a_hint_elsewhere_is_dropped_and_named()
    {
        var (body, report) = Wire.Write(Wire.Request() with
        {
            Sampling = new SamplingOptions { Seed = 1, FrequencyPenalty = 0.5, PresencePenalty = 0, MinP = 0.1 },
            Verbosity = "low", PromptCacheKey = "k", PromptCacheRetention = "24h", Store = true, ServiceTier = "flex", MaxToolCalls = 3,
            Metadata = [KeyValuePair.Create("a", "b")], Extra = [new ExtraField("prediction", Verbatim.Of("{}"))],
        });

        Assert.Equal(
            ["min_p", "frequency_penalty", "seed", "max_tool_calls", "verbosity", "prompt_cache_key", "prompt_cache_retention", "metadata", "store", "prediction", "service_tier"],
            report.Dropped!);
        Assert.Equal("{\"model\":\"claude-opus-4-6\",\"max_tokens\":100," + Hi + "}", Encoding.UTF8.GetString(body!.Json.Span));
    }

    [Fact]
    public void What_would_change_the_answer_is_refused_and_named()
    {
        Assert.Equal("n", Wire.Refusal(Wire.Request() with { ChoiceCount = 2 }).Param);
        Assert.Equal("logprobs", Wire.Refusal(Wire.Request() with { Logprobs = true }).Param);
        Assert.Equal("logit_bias", Wire.Refusal(Wire.Request() with { Sampling = new SamplingOptions { LogitBias = Verbatim.Of("{\"1\":2}") } }).Param);
        Assert.Equal("modalities", Wire.Refusal(Wire.Request() with { Modalities = ["text", "audio"] }).Param);
        Assert.Equal("audio", Wire.Refusal(Wire.Request() with { Audio = new AudioOutput("alloy", "wav") }).Param);
        Assert.Equal("web_search_options", Wire.Refusal(Wire.Request() with { Extra = [new ExtraField("web_search_options", Verbatim.Of("{}"))] }).Param);
        Assert.Null(Wire.Write(Wire.Request() with { ChoiceCount = 1, Logprobs = false, Modalities = ["text"] }).Report.Refusal);
    }

    [Fact]
    public void Sampling_needs_the_first_version_and_its_default_is_left_out()
    {
        var sampled = Wire.Request() with { Sampling = new SamplingOptions { Temperature = 0.2, TopK = 5 } };
        Assert.Equal("{" + Hi + ",\"temperature\":0.2,\"top_k\":5}", Wire.Rest(sampled));
        Assert.Equal(["anthropic-version: 2023-06-01"], Headers(sampled));

        var standard = Wire.Request() with { Sampling = new SamplingOptions { Temperature = 1, TopP = 1 } };
        Assert.Equal("{" + Hi + "}", Wire.Rest(standard, "claude-opus-4-6"));
        Assert.Equal(["anthropic-version: 2026-10-21"], Headers(standard));
    }

    [Theory]
    [InlineData("claude-opus-5", 0.5, null, "temperature")]
    [InlineData("claude-opus-5", 1.0, 0.5, "top_p")]
    [InlineData("claude-opus-4-6", 1.5, null, "temperature")]
    [InlineData("claude-opus-4-6", -0.1, null, "temperature")]
    [InlineData("claude-opus-4-6", null, 1.1, "top_p")]
    [InlineData("claude-opus-4-6", 0.5, 0.5, "top_p")]
    public void Values_that_a_model_does_not_take_are_refused(string model, double? temperature, double? topP, string field)
    {
        var refusal = Wire.Refusal(Wire.Request() with { Sampling = new SamplingOptions { Temperature = temperature, TopP = topP } }, model);
        Assert.Equal(field, refusal.Param);
        Assert.Contains(model, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Top_k_is_a_hint_that_the_latest_models_do_not_take()
    {
        var (body, report) = Wire.Write(Wire.Request() with { Sampling = new SamplingOptions { TopK = 5 } }, "claude-opus-5");
        Assert.Equal(["top_k"], report.Dropped!);
        Assert.DoesNotContain("top_k", Encoding.UTF8.GetString(body!.Json.Span));
        Assert.Contains(body.Headers, header => header.Value == "2026-10-21");
    }

    [Fact]
    public void A_schema_goes_into_the_output_configuration_and_any_object_into_the_system_prompt()
    {
        var output = new OutputFormat { Schema = Verbatim.Of("""{"type":"object", "additionalProperties":false}"""), Name = "answer", Strict = true };
        Assert.Equal(
            $$$$$"""{{{{{{Hi}}}}},"output_config":{"format":{"type":"json_schema","schema":{"type":"object", "additionalProperties":false}}}}""",
            Wire.Rest(Wire.Request() with { Output = output }));

        var any = Wire.Rest(Wire.Request(new ChatMessage(ChatRole.System, [new ChatPart.Text("Be brief.")]), Wire.User("Hi")) with { Output = new OutputFormat() });
        Assert.StartsWith("""{"system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Answer with a single JSON object""", any, StringComparison.Ordinal);
        Assert.DoesNotContain("output_config", any);
    }

    [Fact]
    public void Fields_of_anthropics_own_callers_come_through_at_their_place()
    {
        var request = Wire.Request() with
        {
            Dialect = ChatDialect.Messages, EndUser = "u", ServiceTier = "standard_only", Reasoning = new ReasoningOptions { Effort = "high" },
            Extra =
            [
                new ExtraField("speed", Verbatim.Of("\"fast\"")), new ExtraField("output_config/task_budget", Verbatim.Of("{\"total\":1}")),
                new ExtraField("metadata/other", Verbatim.Of("1")), new ExtraField("thinking/new", Verbatim.Of("1")),
                new ExtraField("anthropic-beta", Verbatim.Of("\"a-1,b-2\"")),
            ],
        };
        var (body, report) = Wire.Write(request);

        Assert.Equal(
            $$$$"""{"model":"claude-opus-4-6","max_tokens":100,{{{{Hi}}}},"output_config":{"effort":"high","task_budget":{"total":1}},"metadata":{"user_id":"u","other":1},"service_tier":"standard_only","speed":"fast"}""",
            Encoding.UTF8.GetString(body!.Json.Span));
        Assert.Equal(["thinking.new"], report.Dropped!);
        Assert.Equal(["anthropic-version: 2026-10-21", "anthropic-beta: a-1,b-2"], Headers(request));
    }

    private static IEnumerable<string> Headers(ChatRequest request) => Wire.Write(request).Body!.Headers.Select(header => $"{header.Key}: {header.Value}");
}
