using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Reads the body of <c>POST /v1/messages</c> (messages.d.ts: MessageCreateParams).</summary>
internal static class MessagesRequest
{
    private const string LatestRefuses = "is not taken by version 2026-10-21 of the API; leave it out, or send 'anthropic-version: 2023-06-01'";

    public static ChatRequest Read(JsonFields fields, bool isLatest, string beta)
    {
        // The gateway's own options were read before.
        fields.Any("hybridai");
        if (fields.Any(MessagesThreads.Field) is { ValueKind: not JsonValueKind.Null })
            fields.Fail(MessagesThreads.Field, MessagesThreads.Refusal);
        fields.Missing("max_tokens");
        fields.Missing("messages");
        var outputConfig = fields.Object("output_config");
        var metadata = fields.Object("metadata");
        var choice = fields.Object("tool_choice");
        var thinking = fields.Object("thinking");
        var messages = MessagesConversation.Read(fields, isLatest);
        var tools = MessagesTools.Read(fields);
        var request = new ChatRequest
        {
            Dialect = ChatDialect.Messages,
            Model = fields.RequiredText("model"),
            Messages = messages,
            MaxOutputTokens = fields.Integer("max_tokens", 0),
            Sampling = ReadSampling(fields, isLatest),
            Stop = fields.Texts("stop_sequences"),
            Stream = fields.Flag("stream") ?? false,
            IncludeUsage = true,
            Tools = tools,
            ToolChoice = MessagesTools.ReadChoice(choice),
            ParallelToolCalls = choice?.Flag("disable_parallel_tool_use") switch { true => false, false => true, null => null },
            Reasoning = ReadReasoning(thinking, outputConfig),
            Output = ReadOutput(outputConfig),
            ServiceTier = fields.Text("service_tier"),
            Cache = MessagesBlocks.ReadCache(fields),
            EndUser = metadata?.Text("user_id"),
            Names = thinking is null && outputConfig?.Has("effort") == true ? [new(ChatField.Reasoning, "output_config.effort")] : [],
        };
        return request with { Extra = ReadExtra(fields, beta, outputConfig, metadata, choice, thinking) };
    }

    private static SamplingOptions ReadSampling(JsonFields fields, bool isLatest)
    {
        foreach (var name in isLatest ? (ReadOnlySpan<string>)["temperature", "top_p", "top_k"] : [])
        {
            if (fields.Has(name))
                fields.Fail(name, LatestRefuses);
        }

        var (temperature, topP, topK) = (fields.Number("temperature", 0, 1), fields.Number("top_p", 0, 1), fields.Integer("top_k", 0));
        return temperature is null && topP is null && topK is null
            ? SamplingOptions.Default
            : new SamplingOptions { Temperature = temperature, TopP = topP, TopK = topK };
    }

    private static ReasoningOptions? ReadReasoning(JsonFields? thinking, JsonFields? outputConfig)
    {
        var effort = outputConfig?.Text("effort");
        if (thinking is null)
            return effort is null ? null : new ReasoningOptions { Effort = effort };
        var mode = thinking.RequiredText("type");
        if (mode is not ("enabled" or "adaptive" or "between_tools" or "disabled"))
            thinking.Fail("type", "must be one of enabled, adaptive, between_tools, disabled");
        if (mode == "enabled")
            thinking.Missing("budget_tokens");
        return new ReasoningOptions
        {
            Mode = mode,
            Effort = effort,
            BudgetTokens = thinking.Integer("budget_tokens", 0),
            Show = thinking.Text("display") switch { "summarized" => true, "omitted" => false, _ => null },
        };
    }

    private static OutputFormat? ReadOutput(JsonFields? outputConfig)
    {
        if (outputConfig?.Object("format") is not { } format)
            return null;
        if (format.RequiredText("type") != "json_schema")
            format.Fail("type", "must be json_schema");
        if (format.Any("schema") is not { ValueKind: JsonValueKind.Object })
            format.Fail("schema", "must be a JSON schema");
        return new OutputFormat { Schema = format.Raw("schema"), Strict = true };
    }

    // Fields of inner objects keep their place by the path.
    private static IReadOnlyList<ExtraField> ReadExtra(
        JsonFields fields, string beta, JsonFields? outputConfig, JsonFields? metadata, JsonFields? choice, JsonFields? thinking)
    {
        List<ExtraField> extra =
        [
            .. fields.Rest(), .. outputConfig?.Rest("output_config/") ?? [], .. metadata?.Rest("metadata/") ?? [],
            .. choice?.Rest("tool_choice/") ?? [], .. thinking?.Rest("thinking/") ?? [],
        ];
        if (beta.Length > 0)
            extra.Add(new ExtraField(MessagesVersion.BetaHeader, new Verbatim(JsonSerializer.SerializeToUtf8Bytes(beta, MessagesJson.Default.String))));
        return extra;
    }
}
