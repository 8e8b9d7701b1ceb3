using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>How much a model is to think: by level or by budget, whichever it takes.</summary>
internal static class ThinkingRules
{
    public static ApiError? Read(JsonElement? config, ServedModel served, out Thinking thinking)
    {
        var model = served.Catalog;
        thinking = new Thinking(GeminiFamily.RarelyThinks(model) ? "none" : null, null, Show: false);
        if (config is not { } given)
            return null;
        var level = ProtoReader.Text(given, "thinkingLevel") is { } word and not "THINKING_LEVEL_UNSPECIFIED" ? word : null;
        var budget = ProtoReader.Integer(given, "thinkingBudget");
        var show = ProtoReader.Flag(given, "includeThoughts") == true;
        if (level is not null && budget is not null)
            return Invalid.Argument("You can only set only one of thinking budget and thinking level.", "generation_config.thinking_config");
        if (!model.Reasoning)
            return Invalid.Argument("Thinking is not supported for this model.", "generation_config.thinking_config");
        if (level is not null)
        {
            thinking = new Thinking(level.ToLowerInvariant(), null, show);
            return CheckLevel(level, served);
        }

        if (budget is null)
        {
            thinking = thinking with { Show = show };
            return show && thinking.Effort == "none"
                ? Invalid.Argument("Include thoughts is only enabled when thinking is enabled.", "generation_config.thinking_config.include_thoughts")
                : null;
        }

        thinking = new Thinking(budget == 0 ? "none" : "high", budget > 0 ? (int)Math.Min(budget.Value, int.MaxValue) : null, show && budget != 0);
        return CheckBudget(budget.Value, served);
    }

    private static ApiError? CheckLevel(string level, ServedModel served)
    {
        if (served.Catalog.Efforts.Count == 0)
            return Invalid.Argument("Thinking level is not supported for this model.", "generation_config.thinking_config.thinking_level");
        return served.Catalog.Efforts.Contains(level.ToLowerInvariant())
            ? null
            : Invalid.Argument($"Thinking level {level} is not supported for this model. Please retry with other thinking level.", "generation_config.thinking_config.thinking_level");
    }

    private static ApiError? CheckBudget(long budget, ServedModel served)
    {
        if (served.Catalog.ReasoningControls.Contains("toggle") && budget is 0 or -1)
            return null;
        if (GeminiFamily.Budget(served.Catalog) is not var (least, most, mayBeOff))
            return Invalid.Argument("Thinking budget is not supported for this model.", "generation_config.thinking_config.thinking_budget");
        if (budget == 0 && !mayBeOff)
            return Invalid.Argument("Budget 0 is invalid. This model only works in thinking mode.", "generation_config.thinking_config.thinking_budget");
        return budget is -1 || budget == 0 || (budget >= least && budget <= most)
            ? null
            : Invalid.Argument($"The thinking budget {budget} is invalid. Please choose a value between {least} and {most}.", "generation_config.thinking_config.thinking_budget");
    }
}

/// <param name="Effort">The effort in the words that all wires share; null for the model's usual one.</param>
/// <param name="Budget">The most tokens.</param>
/// <param name="Show">Thoughts are part of the answer.</param>
internal sealed record Thinking(string? Effort, int? Budget, bool Show);
