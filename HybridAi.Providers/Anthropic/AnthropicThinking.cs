using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>
/// How much a model is asked to reason, in the words that it has: <c>thinking</c> and <c>output_config.effort</c>. What the caller said in
/// other words is put into these by the catalog's data (platform.claude.com: extended thinking, effort).
/// </summary>
/// <param name="Type">The type of <c>thinking</c>, or null to leave it out.</param>
/// <param name="Budget">Its tokens.</param>
/// <param name="Display">Whether its text is shown.</param>
/// <param name="Effort">The effort.</param>
internal sealed record AnthropicThinking(string? Type, int? Budget, string? Display, string? Effort)
{
    private const int LeastBudget = 1024;

    private static readonly AnthropicThinking Unsaid = new(null, null, null, null);
    private static readonly string[] Efforts = ["minimal", "low", "medium", "high", "xhigh", "max"];
    private static readonly int[] Budgets = [1024, 2048, 8192, 16384, 32768, 65536];

    /// <summary>Whether reasoning was asked for expressly, which rules out some other fields.</summary>
    public bool IsOn => Type is "enabled" or "adaptive";

    public static AnthropicThinking Of(ChatRequest request, ChatTarget target, int maxTokens, bool toolsAreForced, TranslationReport report)
    {
        if (request.Reasoning is not { } wish)
            return Unsaid;
        var can = new ThinkingControls(target.Catalog);
        if (!can.Reasons)
        {
            if (!IsOff(wish))
                report.Drop(ChatField.Reasoning);
            return Unsaid;
        }

        var thinking = IsOff(wish) ? Off(wish, can, report)
            : wish.Mode == "between_tools" ? BetweenTools(wish, can, report)
            : On(request, wish, can, maxTokens, report);
        // Reasoning that is asked for rules out tools that must be called; the tools are meant more.
        if (toolsAreForced && thinking.IsOn)
        {
            report.Drop(ChatField.Reasoning);
            return thinking with { Type = null, Budget = null, Display = null };
        }

        return thinking;
    }

    /// <summary>
    /// What of it a running turn allows. A loop of tools is one turn: thinking by budget must have begun it, else it is switched off, and
    /// then nothing of it may stand there ("Expected `thinking` …", "When thinking is disabled …"; platform.claude.com: thinking with tool use).
    /// </summary>
    public AnthropicThinking Within(AnthropicConversation conversation, ChatTarget target, TranslationReport report)
    {
        var isManual = new ThinkingControls(target.Catalog) is var can && can.Has("budget_tokens") && !can.Has("adaptive");
        if (Type == "enabled" && conversation.BeginsUnthinking)
        {
            report.Drop(ChatField.Reasoning);
            conversation.ForgetThinking();
            return this with { Type = null, Budget = null, Display = null };
        }

        if (!IsOn && isManual)
            conversation.ForgetThinking();
        return this;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (Type is null)
            return;
        json.WriteStartObject("thinking");
        json.WriteString("type", Type);
        if (Budget is { } budget)
            json.WriteNumber("budget_tokens", budget);
        json.Optional("display", Display);
        json.WriteEndObject();
    }

    private static bool IsOff(ReasoningOptions wish) => wish.Mode == "disabled" || wish.Effort == "none" || (wish.BudgetTokens == 0 && wish.Effort is null);

    private static AnthropicThinking Off(ReasoningOptions wish, ThinkingControls can, TranslationReport report)
    {
        var effort = wish.Effort is null or "none" ? null : can.Nearest(wish.Effort, Efforts);
        if (can.Off is { } type)
            return new AnthropicThinking(type, null, null, effort);
        // It always reasons: as little as it can.
        report.Drop(ChatField.Reasoning);
        return new AnthropicThinking(null, null, null, effort ?? can.Nearest("minimal", Efforts));
    }

    private static AnthropicThinking BetweenTools(ReasoningOptions wish, ThinkingControls can, TranslationReport report)
    {
        var effort = wish.Effort is { } word ? can.Nearest(word, Efforts) : null;
        if (can.Has("between_tools"))
            return new AnthropicThinking("between_tools", null, null, effort);
        report.Drop(ChatField.Reasoning);
        return new AnthropicThinking(null, null, null, effort);
    }

    private static AnthropicThinking On(ChatRequest request, ReasoningOptions wish, ThinkingControls can, int maxTokens, TranslationReport report)
    {
        if (wish.Summary is not (null or "auto"))
            report.Drop("reasoning.summary");
        var effort = EffortOf(wish, can, report);
        var display = wish.Show switch { true => "summarized", false => "omitted", null => wish.Summary is null ? null : "summarized" };
        // Anthropic's own callers who name an effort alone mean just that: some models then do not reason at all.
        if (wish is { Mode: null, BudgetTokens: null } && (wish.Effort is null || (request.Dialect == ChatDialect.Messages && can.Has("effort"))))
        {
            if (display is not null && wish.Summary is null)
                report.Drop(ChatField.Reasoning);
            return wish.Effort is null && wish.Summary is not null && can.Has("adaptive")
                ? new AnthropicThinking("adaptive", null, display, null)
                : new AnthropicThinking(null, null, null, effort);
        }

        if (can.Has("budget_tokens") && (wish.BudgetTokens is not null || !can.Has("adaptive")))
            return Fit(wish, maxTokens) is { } budget
                ? new AnthropicThinking("enabled", budget, display, effort)
                : Without(effort, report);
        return can.Has("adaptive") ? new AnthropicThinking("adaptive", null, display, effort) : Without(effort, report);
    }

    private static string? EffortOf(ReasoningOptions wish, ThinkingControls can, TranslationReport report)
    {
        if (!can.Has("effort"))
            return null;
        if (wish.Effort is { } word)
        {
            var nearest = can.Nearest(word, Efforts);
            if (nearest is null)
                report.Drop(ChatField.Reasoning);
            return nearest;
        }

        return wish.BudgetTokens is { } budget && !can.Has("budget_tokens") ? can.Nearest(OfBudget(budget), Efforts) : null;
    }

    // The answer comes out of the same limit, so that the reasoning must leave something of it.
    private static int? Fit(ReasoningOptions wish, int maxTokens)
    {
        var limit = wish.BudgetTokens is not null ? maxTokens - 1 : (int)(maxTokens * 0.8);
        var wanted = wish.BudgetTokens ?? Budgets[Math.Max(0, Array.IndexOf(Efforts, wish.Effort ?? "medium"))];
        return limit < LeastBudget ? null : Math.Clamp(wanted, LeastBudget, limit);
    }

    private static string OfBudget(int budget)
    {
        for (var i = 1; i < Budgets.Length; i++)
        {
            if (budget <= Budgets[i])
                return Efforts[i];
        }

        return Efforts[^1];
    }

    private static AnthropicThinking Without(string? effort, TranslationReport report)
    {
        report.Drop(ChatField.Reasoning);
        return new AnthropicThinking(null, null, null, effort);
    }
}
