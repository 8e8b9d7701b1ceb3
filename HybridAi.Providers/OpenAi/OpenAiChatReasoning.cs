using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes how much to reason, and the reasoning of earlier turns where the provider takes it back.</summary>
internal static class OpenAiChatReasoning
{
    // The order of strength; a model's own list says which of them it has.
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    public static void WriteControl(Utf8JsonWriter json, ChatRequest request, ChatTarget target, OpenAiChatWire wire, TranslationReport report)
    {
        if (request.Reasoning is not { } reasoning || !wire.Fields.Contains(ChatField.Reasoning))
            return;
        var sameWire = request.Dialect == ChatDialect.ChatCompletions;
        if (target.Catalog?.Supports.Reasoning == false && !sameWire)
        {
            if (reasoning.Mode is not "disabled" && reasoning.Effort is not "none")
                report.Drop(ChatField.Reasoning);
            return;
        }

        if (wire.Profile.ReasoningControl == ReasoningControl.Object)
            WriteObject(json, request, reasoning);
        else
            WriteEffort(json, request, reasoning, sameWire ? [] : target.Catalog?.ReasoningEfforts ?? [], report);
    }

    /// <summary>The parts of an assistant's turn that go back to the provider: what it issued itself, or what nobody signed.</summary>
    public static List<ChatPart.Reasoning> ToSendBack(
        IReadOnlyList<ChatPart> parts, ChatRequest request, ChatTarget target, OpenAiChatWire wire, TranslationReport report)
    {
        var kept = new List<ChatPart.Reasoning>();
        var place = wire.Profile.ReasoningHistory;
        // A field for it is one of models that reason.
        var hasPlace = place != ReasoningHistory.None && (place != ReasoningHistory.Reasoning || target.Catalog?.Supports.Reasoning != false);
        foreach (var part in parts)
        {
            if (part is not ChatPart.Reasoning reasoning)
                continue;
            // A seal that names nobody is the word of whoever speaks the caller's dialect.
            var isOwn = reasoning.Seal is null || reasoning.Seal.Issuer == target.Provider
                || (reasoning.Seal.Issuer.Length == 0 && request.Dialect == ChatDialect.ChatCompletions);
            var canBeRead = reasoning.Texts.Count > 0 || place is ReasoningHistory.Details or ReasoningHistory.Thinking;
            if (hasPlace && isOwn && canBeRead && KeepSeal(reasoning, place, report) is { } rest)
                kept.Add(rest);
            else
                report.Drop(reasoning, ChatRole.Assistant, PartMember.Whole);
        }

        return kept;
    }

    // A field of plain text has no place for a seal; Mistral's has one, but not for OpenRouter's, which is an object.
    private static ChatPart.Reasoning? KeepSeal(ChatPart.Reasoning reasoning, ReasoningHistory place, TranslationReport report)
    {
        var fits = place == ReasoningHistory.Details || (place == ReasoningHistory.Thinking && reasoning.Seal?.Data.Utf8.Span.StartsWith("{"u8) != true);
        if (fits || reasoning.Seal is null)
            return reasoning;
        if (reasoning.Texts.Count == 0)
            return null;
        report.Drop(reasoning, ChatRole.Assistant, PartMember.Seal);
        return reasoning with { Seal = null };
    }

    /// <summary>Writes it beside the content.</summary>
    public static void WriteHistory(Utf8JsonWriter json, List<ChatPart.Reasoning> reasoning, ReasoningHistory place)
    {
        if (reasoning.Count == 0)
            return;
        if (place == ReasoningHistory.Details)
        {
            OpenAiReasoningDetails.Write(json, reasoning);
            return;
        }

        json.WriteString("reasoning", string.Concat(reasoning.SelectMany(part => part.Texts).Select(text => text.Text)));
    }

    /// <summary>Writes it as a part of the content (Mistral).</summary>
    public static void WriteThinking(Utf8JsonWriter json, ChatPart.Reasoning reasoning)
    {
        json.WriteStartObject();
        json.WriteString("type", "thinking");
        json.WriteStartArray("thinking");
        foreach (var text in reasoning.Texts)
        {
            json.WriteStartObject();
            json.WriteString("type", "text");
            json.WriteString("text", text.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (reasoning.Seal is { } seal)
            json.WriteText("signature", seal.Data);
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, ChatRequest request, ReasoningOptions reasoning)
    {
        json.WriteStartObject("reasoning");
        // One of the two: a budget is the finer word.
        if (reasoning.BudgetTokens is { } budget)
            json.WriteNumber("max_tokens", budget);
        else if (reasoning.Effort is { } effort)
            json.WriteString("effort", effort);
        if (reasoning.Mode is { } mode && (mode == "disabled" || (reasoning.BudgetTokens is null && reasoning.Effort is null)))
            json.WriteBoolean("enabled", mode != "disabled");
        if (reasoning.Show is { } show)
            json.WriteBoolean("exclude", !show);
        if (reasoning.Summary is { } summary)
            json.WriteString("summary", summary);
        if (request.Dialect == ChatDialect.ChatCompletions)
            ExtraFields.WriteWithin(json, request.Extra, "reasoning/");
        json.WriteEndObject();
    }

    // Whether it is shown is the gateway's own affair: what is not wanted is left out of the answer.
    private static void WriteEffort(Utf8JsonWriter json, ChatRequest request, ReasoningOptions reasoning, IReadOnlyList<string> has, TranslationReport report)
    {
        if (reasoning.Summary is not null)
            report.Drop("reasoning.summary");
        var wanted = reasoning.Mode == "disabled" ? "none" : reasoning.Effort ?? EffortOf(reasoning.BudgetTokens);
        if (wanted is null)
        {
            // It cannot be told to reason without saying how much.
            if (reasoning.Mode == "enabled")
                report.Drop(ChatField.Reasoning);
            return;
        }

        if (Nearest(wanted, has) is { } effort)
            json.WriteString("reasoning_effort", effort);
        else
            report.Drop(ChatField.Reasoning);
    }

    // Our own steps: a budget is what an effort of that strength usually takes.
    private static string? EffortOf(int? budget) => budget switch
    {
        null => null,
        0 => "none",
        <= 2_048 => "low",
        <= 8_192 => "medium",
        <= 32_768 => "high",
        _ => "xhigh",
    };

    // The effort itself if the model has it, or nothing is known of it; else the next weaker, else the next stronger one. But a model that
    // always reasons is not told to do so when it was to be silent.
    private static string? Nearest(string wanted, IReadOnlyList<string> has)
    {
        var at = Array.IndexOf(Efforts, wanted);
        if (has.Count == 0 || at < 0 || has.Contains(wanted))
            return wanted;
        if (wanted == "none")
            return null;
        for (var i = at - 1; i > 0; i--)
        {
            if (has.Contains(Efforts[i]))
                return Efforts[i];
        }

        for (var i = at + 1; i < Efforts.Length; i++)
        {
            if (has.Contains(Efforts[i]))
                return Efforts[i];
        }

        return null;
    }
}
