using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>Writes one request as the body of <c>POST /v1/messages</c>.</summary>
internal sealed class AnthropicRequest(ChatRequest request, ChatTarget target, TranslationReport report)
{
    private const int DefaultMaxTokens = 4096;
    private const string JsonOnly = "Answer with a single JSON object and nothing else: no words before or after it, no code fence.";

    private static readonly FrozenSet<ChatField> Has = new[]
    {
        ChatField.MaxOutputTokens, ChatField.Temperature, ChatField.TopP, ChatField.TopK, ChatField.Stop, ChatField.Tools, ChatField.ToolChoice,
        ChatField.ParallelToolCalls, ChatField.Output, ChatField.Reasoning, ChatField.ServiceTier, ChatField.Cache, ChatField.EndUser, ChatField.Messages,
    }.ToFrozenSet();

    private readonly bool _isOwnDialect = request.Dialect == ChatDialect.Messages;

    public ChatBody? Write()
    {
        report.LacksAllBut(request, Has);
        report.LacksExtra(_isOwnDialect ? [.. request.Extra.Where(IsNowhere)] : request.Extra);
        CheckStops();
        var maxTokens = request.MaxOutputTokens ?? target.Catalog?.MaxOutputTokens ?? DefaultMaxTokens;
        var tools = AnthropicTools.Of(request, target, report);
        var thinking = AnthropicThinking.Of(request, target, maxTokens, tools.IsForced, report);
        var conversation = new AnthropicConversation(request, target, report);
        conversation.Read();
        thinking = thinking.Within(conversation, target, report);
        var sampling = AnthropicSampling.Of(request, target, thinking, report);
        if (!report.IsPossible)
            return null;

        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, AnthropicJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            json.WriteNumber("max_tokens", maxTokens);
            conversation.WriteSystem(json, IsAnyObject(request.Output) ? JsonOnly : null);
            conversation.WriteMessages(json);
            tools.Write(json);
            thinking.Write(json);
            WriteOutput(json, thinking.Effort);
            sampling.Write(json);
            WriteRest(json);
            json.WriteEndObject();
        }

        return report.IsPossible ? new ChatBody(buffer.WrittenMemory) { Headers = Headers(sampling.IsSet || conversation.NeedsFirstVersion) } : null;
    }

    // "stop_sequences: each stop sequence must contain non-whitespace" (Anthropic's own refusal).
    private void CheckStops()
    {
        if (request.Stop.Any(string.IsNullOrWhiteSpace))
            report.Refuse(ChatField.Stop, $"{report.Target} takes no '{ChatFields.NameOf(ChatField.Stop, request)}' of nothing but white space; leave it out or name another model.");
    }

    private void WriteOutput(Utf8JsonWriter json, string? effort)
    {
        var hasSchema = request.Output is { Schema.IsEmpty: false };
        var hasExtra = _isOwnDialect && request.Extra.Any(field => field.Path.StartsWith("output_config/", StringComparison.Ordinal));
        if (effort is null && !hasSchema && !hasExtra)
            return;
        json.WriteStartObject("output_config");
        json.Optional("effort", effort);
        if (hasSchema)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.Raw("schema", SchemaCompiler.Compile(request.Output!.Schema, SchemaRules.AnthropicStrict, SchemaPaths.OfOutput(request.Dialect), report));
            json.WriteEndObject();
        }

        WriteExtra(json, "output_config/");
        json.WriteEndObject();
        if (request.Output?.Name is not null)
            report.Drop(SchemaPaths.OfOutput(request.Dialect, "name"));
        if (request.Output?.Description is not null)
            report.Drop(SchemaPaths.OfOutput(request.Dialect, "description"));
    }

    private void WriteRest(Utf8JsonWriter json)
    {
        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var stop in request.Stop)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        if (request.Stream)
            json.WriteBoolean("stream", true);
        json.Cache(request.Cache);
        WriteMetadata(json);
        if (request.ServiceTier is "auto" or "standard_only" || (_isOwnDialect && request.ServiceTier is not null))
            json.WriteString("service_tier", request.ServiceTier);
        else if (request.ServiceTier is not null)
            report.Drop(ChatField.ServiceTier);
        WriteExtra(json, "");
    }

    private static bool IsNowhere(ExtraField field) => field.Path.Contains('/')
        && !field.Path.StartsWith("output_config/", StringComparison.Ordinal) && !field.Path.StartsWith("metadata/", StringComparison.Ordinal);

    private void WriteMetadata(Utf8JsonWriter json)
    {
        var hasExtra = _isOwnDialect && request.Extra.Any(field => field.Path.StartsWith("metadata/", StringComparison.Ordinal));
        if (request.EndUser is null && !hasExtra)
            return;
        json.WriteStartObject("metadata");
        json.Optional("user_id", request.EndUser);
        WriteExtra(json, "metadata/");
        json.WriteEndObject();
    }

    // The fields that stood in one object of the caller's body, if that was of this wire too.
    private void WriteExtra(Utf8JsonWriter json, string within)
    {
        foreach (var field in _isOwnDialect ? request.Extra : [])
        {
            if (field.Path.StartsWith(within, StringComparison.Ordinal) && field.Path.IndexOf('/', within.Length) < 0 && field.Path != AnthropicVersion.BetaHeader)
                json.Raw(field.Path[within.Length..], field.Json);
        }
    }

    private List<KeyValuePair<string, string>> Headers(bool needsFirstVersion)
    {
        List<KeyValuePair<string, string>> headers = [new(AnthropicVersion.Header, needsFirstVersion ? AnthropicVersion.First : AnthropicVersion.Latest)];
        foreach (var field in _isOwnDialect ? request.Extra : [])
        {
            if (field.Path == AnthropicVersion.BetaHeader && JsonElement.Parse(field.Json.Utf8.Span) is { ValueKind: JsonValueKind.String } beta)
                headers.Add(new(AnthropicVersion.BetaHeader, beta.GetString()!));
        }

        return headers;
    }

    // Anthropic compiles schemas of closed objects only, so that "any object" can only be asked for in words.
    private static bool IsAnyObject(OutputFormat? output) => output is { Schema.IsEmpty: true };
}
