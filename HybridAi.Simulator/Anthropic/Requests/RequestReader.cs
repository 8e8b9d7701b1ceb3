using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Reads a messages request as strictly as the provider would.</summary>
internal static class RequestReader
{
    // The provider's documented magic words: thinking comes back redacted, or the answer is refused.
    private const string MagicRedaction = "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING";
    private const string MagicRefusal = "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL";

    private const int MostStops = 8_191;

    /// <param name="body">The parsed body.</param>
    /// <param name="version">The API version.</param>
    /// <param name="counting">Only tokens are to be counted: there are fewer fields.</param>
    /// <param name="exchange">The request's way.</param>
    /// <param name="seed">The seed of the provider's script.</param>
    /// <param name="request">The request when it is in order.</param>
    public static ApiError? Read(JsonElement body, ApiVersion version, bool counting, Exchange exchange, long seed, out MessagesRequest? request)
    {
        request = null;
        var shape = counting ? RequestShape.CountTokens : version == ApiVersion.October2026 ? RequestShape.October2026 : RequestShape.June2023;
        if (Field.CheckAll(body, "", shape) is { } wrong)
            return wrong;
        var name = body.GetProperty("model").GetString()!;
        if (ModelFinder.Find(exchange.Simulation.Catalog, exchange.Profile, name, out var model) is { } unknown)
            return unknown with { Message = $"model: {name}" };
        if (CheckInner(body) is { } wrongInside)
            return wrongInside;
        var thinking = new ThinkingReader(model!.Catalog);
        if (thinking.Read(body) is { } wrongThinking)
            return wrongThinking;
        if (!counting && CheckLimits(body, model, thinking) is { } wrongLimit)
            return wrongLimit;

        var meter = new PromptMeter(unchecked((ulong)seed));
        meter.AddHash(exchange.Profile.Name);
        meter.AddHash(model.Catalog.Id);
        return ReadPrompt(body, version, model, thinking, meter, out request);
    }

    private static ApiError? ReadPrompt(
        JsonElement body, ApiVersion version, ServedModel model, ThinkingReader thinking, PromptMeter meter, out MessagesRequest? request)
    {
        request = null;
        var counter = new PromptCounter(meter);
        var tools = new ToolsReader(counter);
        if (tools.Read(body) is { } wrongTool)
            return wrongTool;
        if (tools.Forced && thinking.Mode == ThinkingMode.Enabled)
            return ApiError.Invalid("Thinking may not be enabled when tool_choice forces tool use.", "tool_choice");
        if (ReadFormat(body, model, meter, out var format) is { } wrongFormat)
            return wrongFormat;
        var blocks = new BlockReader(version, model, counter);
        if (body.GetPropertyOrNull("system") is { } system && blocks.ReadTexts(system, "system") is { } wrongSystem)
            return wrongSystem;
        var conversation = new Conversation(blocks, counter, model);
        if (conversation.Read(body.GetProperty("messages")) is { } wrongMessage)
            return wrongMessage;
        if (CheckAgainstThinking(conversation, thinking, ModelTraits.Of(model.Catalog)) is { } wrongStart)
            return wrongStart;
        if (counter.EndPrompt(body) is { } wrongBreakpoint)
            return wrongBreakpoint;
        if (blocks.Citable is not null && format.Kind != FormatKind.Text)
            return ApiError.Invalid("Citations cannot be used with output_config.format", "output_config.format");
        if (format.Kind == FormatKind.Text && AsksForJson(body))
            format = new ResponseFormat(FormatKind.JsonObject);
        meter.AddTokens(3, "");
        request = Compose(body, model, thinking, counter, tools, format, blocks, conversation);
        return CheckWindow(request);
    }

    private static ApiError? CheckInner(JsonElement body)
    {
        if (body.GetPropertyOrNull("metadata") is { } metadata && Field.CheckAll(metadata, "metadata", RequestShape.Metadata) is { } wrongMetadata)
            return wrongMetadata;
        if (body.GetPropertyOrNull("diagnostics") is { } diagnostics && Field.CheckAll(diagnostics, "diagnostics", RequestShape.Diagnostics) is { } wrongDiagnostics)
            return wrongDiagnostics;
        if (body.GetPropertyOrNull("output_config") is { } output && Field.CheckAll(output, "output_config", RequestShape.OutputConfig) is { } wrongOutput)
            return wrongOutput;
        if (body.GetPropertyOrNull("container") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Object) })
            return Field.Wrong("container", "Input should be a valid string");
        if (body.GetPropertyOrNull("stop_sequences") is not { } stops)
            return null;
        if (stops.GetArrayLength() > MostStops)
            return Field.Wrong("stop_sequences", $"List should have at most {MostStops} items");
        var index = 0;
        foreach (var stop in stops.EnumerateArray())
        {
            if (stop.ValueKind != JsonValueKind.String)
                return Field.Wrong($"stop_sequences.{index}", "Input should be a valid string");
            if (stop.GetString()!.All(char.IsWhiteSpace))
                return Field.Wrong("stop_sequences", "each stop sequence must contain non-whitespace");
            index++;
        }

        return null;
    }

    private static ApiError? CheckLimits(JsonElement body, ServedModel model, ThinkingReader thinking)
    {
        var most = body.GetProperty("max_tokens").GetInt64();
        if (model.Catalog.MaxOutputTokens is { } limit && most > limit)
            return Field.Wrong("max_tokens", $"{most} > {limit}, which is the maximum allowed number of output tokens for {model.Catalog.Id}");
        return SamplingRules.Check(body, model.Catalog, thinking.Mode is ThinkingMode.Enabled or ThinkingMode.Adaptive);
    }

    // Anthropic has no mode for just any JSON; a model does as its system prompt says.
    private static bool AsksForJson(JsonElement body) =>
        body.GetPropertyOrNull("system") is { } system && system.GetRawText().Contains("single JSON object and nothing else", StringComparison.Ordinal);

    private static ApiError? ReadFormat(JsonElement body, ServedModel model, PromptMeter meter, out ResponseFormat format)
    {
        format = ResponseFormat.Text;
        if (body.GetPropertyOrNull("output_config")?.GetPropertyOrNull("format") is not { } given)
            return null;
        if (Field.CheckAll(given, "output_config.format", RequestShape.OutputFormat) is { } wrong)
            return wrong;
        if (!model.Catalog.StructuredOutput)
            return ApiError.Invalid($"'{model.Catalog.Id}' does not support output format.", "output_config.format");
        var schema = given.GetProperty("schema");
        if (OutputSchema.Problem(schema) is { } problem)
            return Field.Wrong("output_config.format.schema", problem);
        meter.AddText(schema.GetRawText());
        format = new ResponseFormat(FormatKind.JsonSchema, schema);
        return null;
    }

    private static ApiError? CheckAgainstThinking(Conversation conversation, ThinkingReader thinking, ModelTraits traits)
    {
        if (conversation.Prefilled && thinking.Mode is (ThinkingMode.Enabled or ThinkingMode.Adaptive))
            return ApiError.Invalid("messages: final assistant content cannot be pre-filled when thinking is enabled", "messages");
        if (!conversation.InToolLoop || conversation.RunningStart is not { } start)
            return null;
        var begins = start.Type is "thinking" or "redacted_thinking";
        if (thinking.Mode == ThinkingMode.Off && begins && !traits.Adaptive)
        {
            return ApiError.Invalid(
                $"{start.Path}: When thinking is disabled, an `assistant` message in the final position cannot contain `thinking`. To use thinking blocks, enable `thinking` in your request.", start.Path);
        }

        if (thinking.Mode != ThinkingMode.Enabled || begins)
            return null;
        return ApiError.Invalid(
            $"{start.Path}: Expected `thinking` or `redacted_thinking`, but found `{start.Type}`. When `thinking` is enabled, a final `assistant` message must start "
            + "with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks). To avoid this requirement, disable `thinking`.", start.Path);
    }

    private static MessagesRequest Compose(
        JsonElement body, ServedModel model, ThinkingReader thinking, PromptCounter counter, ToolsReader tools, ResponseFormat format,
        BlockReader blocks, Conversation conversation)
    {
        var thinks = thinking.Mode is ThinkingMode.Enabled or ThinkingMode.Adaptive || (thinking.Mode == ThinkingMode.BetweenTools && conversation.InToolLoop);
        var question = conversation.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "";
        var asked = body.TryGetProperty("max_tokens", out var given) ? (int)Math.Min(given.GetInt64(), int.MaxValue) : int.MaxValue;
        var room = (int)Math.Clamp((model.Catalog.ContextWindow ?? int.MaxValue) - counter.Meter.Tokens, 0, int.MaxValue);
        return new MessagesRequest
        {
            Chat = new ChatRequest
            {
                Model = model,
                Messages = conversation.Messages,
                Tools = tools.Tools,
                ToolChoice = tools.Choice,
                ParallelToolCalls = tools.Parallel,
                Format = format,
                MaxTokens = Math.Min(asked, room),
                Stop = body.GetPropertyOrNull("stop_sequences") is { } stops ? [.. stops.EnumerateArray().Select(stop => stop.GetString()!)] : [],
                Stream = body.IsTrue("stream"),
                Effort = thinks ? thinking.Effort : "none",
                ReasoningBudget = thinking.Budget,
                Display = thinking.Show ? ReasoningDisplay.Usual : ReasoningDisplay.Hidden,
                TextBesideCalls = true,
                Question = question.Contains(MagicRefusal, StringComparison.Ordinal) ? question + "[[filter]]" : question,
                Prompt = counter.Meter,
            },
            CachePoints = counter.Points,
            ShowThinking = thinking.Show,
            RedactThinking = question.Contains("[[redact]]", StringComparison.Ordinal) || question.Contains(MagicRedaction, StringComparison.Ordinal),
            BoundByWindow = room < asked,
            Diagnostics = body.GetPropertyOrNull("diagnostics") is not null,
            Speed = body.TextOrNull("speed") ?? "standard",
            Geography = body.TextOrNull("inference_geo"),
            Citable = blocks.Citable,
        };
    }

    private static ApiError? CheckWindow(MessagesRequest request)
    {
        var most = request.Chat.Model.Catalog.ContextWindow ?? long.MaxValue;
        var prompt = request.Chat.Prompt.Tokens;
        return prompt > most ? new ApiError(ErrorKind.ContextLength, $"prompt is too long: {prompt} tokens > {most} maximum", "messages") : null;
    }
}
