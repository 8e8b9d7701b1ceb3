using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic.Requests;

internal enum ThinkingMode
{
    Off,
    Enabled,
    Adaptive,
    BetweenTools,
}

/// <summary>Reads <c>thinking</c> and the effort, by what the model can do.</summary>
internal sealed class ThinkingReader(CatalogModel model)
{
    private static readonly string[] Types = ["adaptive", "between_tools", "disabled", "enabled"];

    private readonly ModelTraits _traits = ModelTraits.Of(model);

    public ThinkingMode Mode { get; private set; }

    public int? Budget { get; private set; }

    /// <summary>Thinking is shown as text, rather than only by its signature.</summary>
    public bool Show { get; private set; }

    public string? Effort { get; private set; }

    public ApiError? Read(JsonElement body)
    {
        Mode = _traits.AlwaysThinks ? ThinkingMode.Adaptive : ThinkingMode.Off;
        Show = !_traits.AlwaysThinks;
        if (body.GetPropertyOrNull("thinking") is { } thinking && ReadThinking(thinking, body) is { } wrong)
            return wrong;
        if (body.GetPropertyOrNull("output_config")?.TextOrNull("effort") is not { } effort)
            return null;
        Effort = effort;
        if (model.Efforts.Count == 0)
            return ApiError.Invalid("This model does not support the effort parameter.", "output_config.effort");
        return model.Efforts.Contains(effort)
            ? null
            : ApiError.Invalid($"output_config.effort: '{effort}' is not supported by this model. Supported values: {string.Join(", ", model.Efforts)}", "output_config.effort");
    }

    private ApiError? ReadThinking(JsonElement thinking, JsonElement body)
    {
        var kind = thinking.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
        if (!Types.Contains(kind))
            return Field.WrongTag("thinking", kind, Types);
        var shape = kind switch
        {
            "enabled" => RequestShape.ThinkingEnabled,
            "adaptive" => RequestShape.ThinkingAdaptive,
            _ => RequestShape.OnlyType,
        };
        if (Field.CheckAll(thinking, $"thinking.{kind}", shape) is { } wrong)
            return wrong;
        if (thinking.TextOrNull("display") is { } display)
            Show = display == "summarized";
        switch (kind)
        {
            case "enabled":
                return ReadEnabled(thinking, body);
            case "disabled":
                Mode = ThinkingMode.Off;
                return _traits.AlwaysThinks ? NotSupported("disabled", "Thinking cannot be disabled.") : null;
            default:
                Mode = kind == "adaptive" ? ThinkingMode.Adaptive : ThinkingMode.BetweenTools;
                return _traits.Adaptive ? null : ApiError.Invalid($"{kind} thinking is not supported on this model", "thinking.type");
        }
    }

    private ApiError? ReadEnabled(JsonElement thinking, JsonElement body)
    {
        Mode = ThinkingMode.Enabled;
        if (!_traits.Budget)
            return NotSupported("enabled", "Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.");
        var budget = thinking.GetProperty("budget_tokens").GetInt64();
        if (body.TryGetProperty("max_tokens", out var most) && budget >= most.GetInt64())
            return ApiError.Invalid("`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size", "max_tokens");
        Budget = (int)Math.Min(budget, int.MaxValue);
        return null;
    }

    private static ApiError NotSupported(string kind, string advice) =>
        ApiError.Invalid($"\"thinking.type.{kind}\" is not supported for this model. {advice}", "thinking.type");
}
