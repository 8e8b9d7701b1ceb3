using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>
/// Writes <c>thinkingConfig</c>. Gemini 3 takes a level, Gemini 2.5 a budget, never both; which, the catalog says. What the caller said in
/// the other words is put into these.
/// </summary>
internal static class GeminiThinking
{
    /// <summary>As much as the model likes (ThinkingConfig of the SDK: -1 is automatic, 0 is off).</summary>
    private const int AutomaticBudget = -1;

    /// <summary>The least that a model takes whose thinking cannot be switched off (Gemini 2.5 Pro).</summary>
    private const int LeastBudget = 128;

    // From the least effort to the most; Gemini has words for those from minimal to high.
    private static readonly string[] Efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    // What each effort is worth in tokens: Google's own mapping of 'reasoning_effort' (ai.google.dev/gemini-api/docs/openai).
    private static readonly int[] Budgets = [0, 1024, 1024, 8192, 24576, 24576, 24576];

    public static void Write(GeminiDraft draft)
    {
        if (draft.Request.Reasoning is not { } reasoning)
            return;
        var model = draft.Target.Catalog;
        var off = reasoning.Mode == "disabled" || reasoning.Effort == "none" || reasoning.BudgetTokens == 0;
        if (model?.Supports.Reasoning == false)
        {
            if (!off)
                draft.Report.Drop(ChatField.Reasoning);
            return;
        }

        if (reasoning.Mode == "between_tools")
            draft.Report.Drop(ChatField.Reasoning);
        if (reasoning.Summary is not (null or "auto"))
            draft.Report.Drop("reasoning.summary");
        var effort = EffortOf(draft, reasoning);
        var controls = model?.ReasoningControls ?? [];
        var (level, budget) = controls.Contains("effort") ? (LevelOf(draft, model!.ReasoningEfforts, effort, reasoning.BudgetTokens, off), (int?)null)
            : controls.Contains("budget_tokens") ? (null, BudgetOf(draft, reasoning, effort, off, controls.Contains("toggle")))
            : controls.Contains("toggle") ? (null, ToggleOf(draft, reasoning, effort, off))
            : AsSaid(reasoning, effort, off);
        // What may not think by itself cannot be told to without saying how much.
        if (controls.Count == 0 && reasoning.Mode == "enabled" && level is null && budget is null)
            draft.Report.Drop(ChatField.Reasoning);
        Write(draft, IsShown(draft.Request, reasoning) && !off, level, budget);
    }

    private static void Write(GeminiDraft draft, bool shown, string? level, int? budget)
    {
        if (!shown && level is null && budget is null)
            return;
        draft.Json.WriteStartObject("thinkingConfig");
        if (shown)
            draft.Json.WriteBoolean("includeThoughts", true);
        if (budget is { } tokens)
            draft.Json.WriteNumber("thinkingBudget", tokens);
        if (level is not null)
            draft.Json.WriteString("thinkingLevel", level.ToUpperInvariant());
        draft.Json.WriteEndObject();
    }

    // Who switches thinking on in Anthropic's dialect is shown it without asking.
    private static bool IsShown(ChatRequest request, ReasoningOptions reasoning) =>
        reasoning.Show ?? (reasoning.Summary is not null || (request.Dialect == ChatDialect.Messages && reasoning.Mode is "enabled" or "adaptive"));

    private static int? EffortOf(GeminiDraft draft, ReasoningOptions reasoning)
    {
        if (reasoning.Effort is not { } word)
            return null;
        var effort = Array.IndexOf(Efforts, word);
        if (effort < 0)
            draft.Report.Drop(ChatField.Reasoning);
        return effort < 0 ? null : effort;
    }

    private static string? LevelOf(GeminiDraft draft, IReadOnlyList<string> levels, int? effort, int? budget, bool off)
    {
        if (off)
            effort = 0;
        else if (effort is null && budget > 0)
            effort = EffortOfBudget(budget.Value);
        if (effort is not { } wanted)
            return null;
        var nearest = NearestOf(levels, wanted);
        // Less is not to be had: the model thinks all the same.
        if (off && nearest != "minimal")
            draft.Report.Drop(ChatField.Reasoning);
        return nearest;
    }

    private static int EffortOfBudget(int tokens)
    {
        for (var effort = 2; effort < Budgets.Length; effort++)
        {
            if (tokens <= Budgets[effort])
                return effort;
        }

        return Efforts.Length - 1;
    }

    // Of two that are equally near, the greater.
    private static string NearestOf(IReadOnlyList<string> levels, int wanted)
    {
        var (nearest, least) = ("high", int.MaxValue);
        for (var effort = Efforts.Length - 1; effort > 0; effort--)
        {
            if (levels.Contains(Efforts[effort]) && Math.Abs(effort - wanted) < least)
                (nearest, least) = (Efforts[effort], Math.Abs(effort - wanted));
        }

        return nearest;
    }

    private static int? BudgetOf(GeminiDraft draft, ReasoningOptions reasoning, int? effort, bool off, bool canBeOff)
    {
        if (off && !canBeOff)
            draft.Report.Drop(ChatField.Reasoning);
        return off ? (canBeOff ? 0 : LeastBudget)
            : reasoning.BudgetTokens ?? (effort is { } words ? Budgets[words] : reasoning.Mode is null ? null : AutomaticBudget);
    }

    private static int? ToggleOf(GeminiDraft draft, ReasoningOptions reasoning, int? effort, bool off)
    {
        if (off)
            return 0;
        if (effort is not null || reasoning.BudgetTokens is not null)
            draft.Report.Drop(ChatField.Reasoning);
        return effort is not null || reasoning.BudgetTokens is not null || reasoning.Mode is not null ? AutomaticBudget : null;
    }

    // A model that the catalog does not know gets the caller's own words.
    private static (string? Level, int? Budget) AsSaid(ReasoningOptions reasoning, int? effort, bool off) =>
        off ? (null, 0)
        : effort is { } words ? (Efforts[Math.Clamp(words, 1, 4)], null)
        : (null, reasoning.BudgetTokens);
}
