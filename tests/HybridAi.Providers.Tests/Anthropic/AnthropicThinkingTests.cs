using HybridAi.Core.Chat;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Reasoning in each model's words.</summary>
public sealed class AnthropicThinkingTests
{
    private const string Adaptive = "\"thinking\":{\"type\":\"adaptive\"}";

    [Theory]
    // An effort where the model decides itself how much to think.
    [InlineData("claude-opus-5-5", "high", null, null, 4000, Adaptive + ",\"output_config\":{\"effort\":\"high\"}", false)]
    [InlineData("claude-opus-5-5", "minimal", null, null, 4000, Adaptive + ",\"output_config\":{\"effort\":\"low\"}", false)]
    [InlineData("claude-opus-4-6", "xhigh", null, null, 4000, Adaptive + ",\"output_config\":{\"effort\":\"high\"}", false)]
    [InlineData("claude-opus-4-6", "max", null, null, 4000, Adaptive + ",\"output_config\":{\"effort\":\"max\"}", false)]
    // An effort where there are only budgets; of a small limit something is left for the answer.
    [InlineData(Wire.Sonnet45, "low", null, null, 20000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}", false)]
    [InlineData(Wire.Sonnet45, "high", null, null, 10000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8000}", false)]
    [InlineData(Wire.Sonnet45, "high", null, null, 1000, "", true)]
    // Both at once.
    [InlineData("claude-opus-4-5-20251101", "medium", null, null, 20000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8192},\"output_config\":{\"effort\":\"medium\"}", false)]
    // A budget.
    [InlineData(Wire.Sonnet45, null, null, 3000, 20000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":3000}", false)]
    [InlineData(Wire.Sonnet45, null, null, 10, 20000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}", false)]
    [InlineData(Wire.Sonnet45, null, null, 30000, 20000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":19999}", false)]
    [InlineData("claude-opus-4-8", null, null, 3000, 20000, Adaptive + ",\"output_config\":{\"effort\":\"medium\"}", false)]
    [InlineData("claude-opus-4-8", null, null, 500000, 20000, Adaptive + ",\"output_config\":{\"effort\":\"max\"}", false)]
    // Switched on and off.
    [InlineData("claude-opus-4-8", null, "enabled", null, 4000, Adaptive, false)]
    [InlineData(Wire.Sonnet45, null, "enabled", null, 20000, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8192}", false)]
    [InlineData("claude-opus-5", "none", null, null, 4000, "\"thinking\":{\"type\":\"disabled\"}", false)]
    [InlineData("claude-sonnet-5-5", null, "disabled", null, 4000, "\"thinking\":{\"type\":\"between_tools\"}", false)]
    [InlineData("claude-sonnet-5-5", null, "between_tools", null, 4000, "\"thinking\":{\"type\":\"between_tools\"}", false)]
    [InlineData("claude-opus-5-5", "none", null, null, 4000, "\"output_config\":{\"effort\":\"low\"}", true)]
    [InlineData("claude-opus-5", null, "between_tools", null, 4000, "", true)]
    [InlineData(Wire.Sonnet45, null, null, 0, 4000, "\"thinking\":{\"type\":\"disabled\"}", false)]
    // A word that nobody knows.
    [InlineData("claude-opus-5", "extreme", null, null, 4000, Adaptive, true)]
    public void A_wish_is_put_into_the_models_words(string model, string? effort, string? mode, int? budget, int limit, string expected, bool dropped)
    {
        var request = Wire.Request() with { MaxOutputTokens = limit, Reasoning = new ReasoningOptions { Effort = effort, Mode = mode, BudgetTokens = budget } };
        var (_, report) = Wire.Write(request, model);

        Assert.Equal(
            $"{{\"model\":\"{model}\",\"max_tokens\":{limit},\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}]{(expected.Length > 0 ? "," : "")}{expected}}}", Wire.Json(request, model));
        Assert.Equal(dropped ? ["reasoning_effort"] : null, report.Dropped);
    }

    [Theory]
    // Another model began the turn, or one that did not think.
    [InlineData(Wire.Sonnet45, "high", false, true, false, "", "reasoning_effort")]
    [InlineData(Wire.Sonnet45, "high", true, true, false, "", "messages[].reasoning,reasoning_effort")]
    // Claude did, so that it goes on thinking, whoever made the second step.
    [InlineData(Wire.Sonnet45, "high", true, false, true, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":16000},", null)]
    // Thinking that is off must not have begun the turn either.
    [InlineData(Wire.Sonnet45, null, true, false, false, "", "messages[].reasoning")]
    // Where the model decides itself when to think, all of that is allowed.
    [InlineData("claude-opus-4-6", "high", false, true, false, Adaptive + ",\"output_config\":{\"effort\":\"high\"},", null)]
    [InlineData("claude-opus-4-6", null, true, false, true, "", null)]
    public void A_turn_of_tools_thinks_as_it_began(string model, string? effort, bool thought, bool isForeign, bool kept, string expected, string? dropped)
    {
        ChatPart reasoning = new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]) { Seal = new Seal(isForeign ? "gemini" : "anthropic", Verbatim.Of("sig")) };
        var request = Wire.Request(
            Wire.User("Hi"), Wire.Assistant([.. thought ? new[] { reasoning } : [], Wire.Call("c", "f", "{}")]), Wire.Results(new ChatPart.ToolResult("c", [])),
            Wire.Assistant(Wire.Call("d", "f", "{}")), Wire.Results(new ChatPart.ToolResult("d", []))) with
        {
            MaxOutputTokens = 20000, Reasoning = effort is null ? null : new ReasoningOptions { Effort = effort },
        };
        var (_, report) = Wire.Write(request, model);
        var json = Wire.Json(request, model);
        Assert.Equal(kept, json.Contains("\"signature\":\"sig\"", StringComparison.Ordinal));
        Assert.Equal(expected.TrimEnd(','), json[(json.LastIndexOf(']') + 1)..^1].TrimStart(','));
        Assert.Equal(dropped?.Split(','), report.Dropped);
    }

    [Fact]
    public void Thinking_goes_on_once_the_user_asks_again()
    {
        var request = Wire.Request(
            Wire.User("Hi"), Wire.Assistant(Wire.Call("c", "f", "{}")), Wire.Results(new ChatPart.ToolResult("c", [])), Wire.Assistant(new ChatPart.Text("So.")), Wire.User("And?")) with
        {
            MaxOutputTokens = 20000, Reasoning = new ReasoningOptions { Effort = "low" },
        };
        Assert.Contains("\"thinking\":{\"type\":\"enabled\"", Wire.Json(request, Wire.Sonnet45), StringComparison.Ordinal);
        Assert.Null(Wire.Write(request, Wire.Sonnet45).Report.Dropped);
    }

    [Fact]
    public void Anthropics_own_callers_mean_an_effort_as_they_say_it()
    {
        var request = Wire.Request() with { Dialect = ChatDialect.Messages, Reasoning = new ReasoningOptions { Effort = "low" } };
        Assert.EndsWith("\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"output_config\":{\"effort\":\"low\"}}", Wire.Json(request), StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_the_text_is_shown_is_said_with_the_thinking()
    {
        var request = Wire.Request() with { Reasoning = new ReasoningOptions { Effort = "low", Show = false } };
        Assert.Contains("\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}", Wire.Json(request), StringComparison.Ordinal);
        request = request with { Reasoning = new ReasoningOptions { Summary = "auto" } };
        Assert.Contains("\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}", Wire.Json(request), StringComparison.Ordinal);
        Assert.Equal(["reasoning_effort"], Wire.Write(request with { Reasoning = new ReasoningOptions { Show = true } }).Report.Dropped!);
    }

    [Fact]
    public void While_it_reasons_other_temperatures_are_refused_and_tools_that_must_be_called_win()
    {
        var request = Wire.Request() with { MaxOutputTokens = 4000, Reasoning = new ReasoningOptions { Effort = "low" } };
        Assert.Equal("temperature", Wire.Refusal(request with { Sampling = new SamplingOptions { Temperature = 0 } }).Param);

        var forced = request with { Tools = [new ToolDefinition.Function("f")], ToolChoice = new ToolChoice(ToolChoiceMode.Required) };
        Assert.DoesNotContain("thinking", Wire.Json(forced));
        Assert.Contains("\"output_config\":{\"effort\":\"low\"}", Wire.Json(forced), StringComparison.Ordinal);
        Assert.Equal(["reasoning_effort"], Wire.Write(forced).Report.Dropped!);
    }
}
