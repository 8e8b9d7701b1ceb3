using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Cohere;

/// <summary>Writes the settings of a chat: limits, sampling, structured output, reasoning.</summary>
internal sealed class CohereSettings(ChatRequest request, ChatTarget target, TranslationReport report)
{
    private const int MostStopSequences = 5;

    private static readonly FrozenSet<ChatField> Known = new[]
    {
        ChatField.MaxOutputTokens, ChatField.Temperature, ChatField.TopP, ChatField.TopK, ChatField.FrequencyPenalty, ChatField.PresencePenalty,
        ChatField.Seed, ChatField.Stop, ChatField.Logprobs, ChatField.Tools, ChatField.ToolChoice, ChatField.Output, ChatField.Reasoning, ChatField.Messages,
    }.ToFrozenSet();

    // What of the model's output a word of effort leaves for reasoning; words beyond these set no bound.
    private static readonly FrozenDictionary<string, double> ShareOfEffort = new Dictionary<string, double>
    {
        ["minimal"] = 0.05, ["low"] = 0.2, ["medium"] = 0.5,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The gateway itself stores responses.
    private static readonly FrozenSet<ChatField> KnownOfResponses = Known.Append(ChatField.Store).ToFrozenSet();

    public void Write(Utf8JsonWriter output, bool hasDocuments)
    {
        report.LacksAllBut(request, request.Dialect == ChatDialect.Responses ? KnownOfResponses : Known);
        report.LacksExtra(request.Extra);
        WriteLimits(output);
        WriteSampling(output);
        if (request.Output is { } format)
            WriteFormat(output, format, hasDocuments);
        if (request.Reasoning is { } reasoning)
            WriteThinking(output, reasoning);
    }

    private void WriteLimits(Utf8JsonWriter output)
    {
        if (request.MaxOutputTokens is { } most)
        {
            if (most < 1)
                report.Refuse(ChatField.MaxOutputTokens, $"{report.Target} gives at least one token; set '{NameOf(ChatField.MaxOutputTokens)}' to 1 or more.");
            output.WriteNumber("max_tokens", most);
        }

        if (request.Stop.Count == 0)
            return;
        if (request.Stop.Count > MostStopSequences)
            report.Refuse(ChatField.Stop, $"{report.Target} takes at most {MostStopSequences} stop sequences; send fewer.");
        output.WriteStartArray("stop_sequences");
        foreach (var stop in request.Stop)
            output.WriteStringValue(stop);
        output.WriteEndArray();
    }

    private void WriteSampling(Utf8JsonWriter output)
    {
        var sampling = request.Sampling;
        WriteNumber(output, "temperature", ChatField.Temperature, sampling.Temperature, 0, 1);
        WriteNumber(output, "p", ChatField.TopP, sampling.TopP, 0.01, 0.99);
        WriteNumber(output, "k", ChatField.TopK, sampling.TopK, 0, 500);
        WriteNumber(output, "frequency_penalty", ChatField.FrequencyPenalty, sampling.FrequencyPenalty, 0, 1);
        WriteNumber(output, "presence_penalty", ChatField.PresencePenalty, sampling.PresencePenalty, 0, 1);
        if (sampling is { FrequencyPenalty: > 0, PresencePenalty: > 0 })
            report.Refuse(ChatField.PresencePenalty, $"{report.Target} takes one penalty only; leave out '{NameOf(ChatField.FrequencyPenalty)}' or '{NameOf(ChatField.PresencePenalty)}'.");
        if (sampling.Seed is { } seed)
        {
            if (seed < 0)
                report.Refuse(ChatField.Seed, $"{report.Target} takes no negative '{NameOf(ChatField.Seed)}'; send 0 or more.");
            output.WriteNumber("seed", seed);
        }

        if (request.Logprobs == true)
            output.WriteBoolean("logprobs", true);
    }

    private void WriteNumber(Utf8JsonWriter output, string name, ChatField field, double? value, double least, double most)
    {
        if (value is not { } number)
            return;
        // Also what is no number at all.
        if (!(number >= least && number <= most))
            report.Refuse(field, FormattableString.Invariant($"{report.Target} takes a '{NameOf(field)}' from {least} to {most}; {number} is outside."));
        else
            output.WriteNumber(name, number);
    }

    // "The parameter is not supported when used in combinations with the documents or tools parameters" (Cohere OpenAPI file).
    private void WriteFormat(Utf8JsonWriter output, OutputFormat format, bool hasDocuments)
    {
        if (hasDocuments || request.Tools.Count > 0)
            report.Refuse(ChatField.Output, $"{report.Target} cannot combine '{NameOf(ChatField.Output)}' with {(hasDocuments ? "documents to cite" : "tools")}; send one of them.");
        if (format.Name is not null)
            report.Drop(SchemaPaths.OfOutput(request.Dialect, "name"));
        if (format.Description is not null)
            report.Drop(SchemaPaths.OfOutput(request.Dialect, "description"));
        output.WriteStartObject("response_format");
        output.WriteString("type", "json_object");
        if (!format.Schema.IsEmpty)
        {
            output.WritePropertyName("json_schema");
            output.WriteRawValue(SchemaCompiler.Compile(format.Schema, SchemaRules.Cohere, SchemaPaths.OfOutput(request.Dialect), report).Utf8.Span, skipInputValidation: true);
        }

        output.WriteEndObject();
    }

    private void WriteThinking(Utf8JsonWriter output, ReasoningOptions reasoning)
    {
        if (reasoning.Summary is not (null or "auto"))
            report.Drop("reasoning.summary");
        if (reasoning.Mode is "adaptive" or "between_tools")
            report.Drop("thinking.type");
        var isOff = reasoning.Mode == "disabled" || (reasoning.Mode is null && reasoning.Effort == "none") || (reasoning.Mode is null && reasoning.BudgetTokens == 0);
        var isOn = !isOff && (reasoning.Mode is not null || reasoning.Effort is not null || reasoning.BudgetTokens is not null);
        if (target.Catalog?.Supports.Reasoning == false)
        {
            // What does not reason need not be told to leave it.
            if (isOn)
                report.Drop(ChatField.Reasoning);
            return;
        }

        if (!isOff && !isOn)
            return;
        output.WriteStartObject("thinking");
        output.WriteString("type", isOff ? "disabled" : "enabled");
        if (isOn && BudgetOf(reasoning) is { } budget)
            output.WriteNumber("token_budget", budget);
        output.WriteEndObject();
    }

    private int? BudgetOf(ReasoningOptions reasoning)
    {
        if (reasoning.BudgetTokens is > 0 and var budget)
            return budget;
        if (reasoning.Effort is not { } effort || !ShareOfEffort.TryGetValue(effort, out var share) || target.Catalog is not { } model || !model.ReasoningControls.Contains("budget_tokens"))
            return null;
        var most = Math.Min(request.MaxOutputTokens ?? int.MaxValue, model.MaxOutputTokens ?? int.MaxValue);
        return most == int.MaxValue ? null : Math.Max(1, (int)(most * share));
    }

    private string NameOf(ChatField field) => ChatFields.NameOf(field, request);
}
