using HybridAi.Core.Budgets;

namespace HybridAi.Core.Tests.Budgets;

public sealed class BudgetDraftTests
{
    [Fact]
    public void A_providers_form_needs_nothing_but_amounts()
    {
        var budget = Read("openai", new BudgetDraft { DailyLimit = 50, MonthlyLimit = 500, WarningThreshold = 0.9m });
        Assert.Equal((BudgetScope.Provider, "openai", 50m, 500m), (budget.Scope, budget.Target, budget.DailyLimit, budget.MonthlyLimit));
        Assert.Equal((BudgetAction.Block, UnpricedPolicy.Allow, StoreLossPolicy.Open), (budget.Action, budget.Unpriced, budget.OnStoreLoss));
        Assert.Equal([0.9m], budget.WarningThresholds!);
    }

    [Fact]
    public void What_is_left_out_takes_its_default()
    {
        var budget = Read("all", new BudgetDraft { Scope = "GLOBAL", TotalLimit = 1 });
        Assert.Null(budget.Target);
        var line = new BudgetLine(budget, BudgetPeriod.Total);
        Assert.Equal((1_000_000_000, 800_000_000), (line.Limit, line.FirstThreshold));
        Assert.Equal(DateTimeOffset.UnixEpoch, line.WindowAt(DateTimeOffset.UnixEpoch.AddYears(50))!.Start);
    }

    [Fact]
    public void Ids_are_written_one_way_and_each_means_everyone()
    {
        var id = Guid.Parse("01900000-0000-7000-8000-00000000ABCD");
        Assert.Equal(id.ToString("D"), Read("k", new BudgetDraft { Scope = "key", Target = id.ToString("B").ToUpperInvariant(), DailyLimit = 1 }).Target);
        Assert.Null(Read("k", new BudgetDraft { Scope = "key", Target = "each", DailyLimit = 1 }).Target);
        Assert.Null(Read("providers", new BudgetDraft { Target = "each", DailyLimit = 1 }).Target);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var draft = new BudgetDraft
        {
            Scope = "team", Target = "platform", DailyLimit = 0, MonthlyLimit = -1, WeeklyLimit = 2_000_000_000, TimeZone = "Mars/Olympus", WarningThreshold = 80,
            Action = "explode", DowngradeTo = "m", Unpriced = "maybe", OnStoreLoss = "ajar",
        };
        Assert.Equal(
            ["action", "dailyLimit", "downgradeTo", "monthlyLimit", "onStoreLoss", "target", "timeZone", "unpriced", "warningThreshold", "weeklyLimit"],
            Problems("b", draft));
        Assert.Equal(["dailyLimit", "target"], Problems("b", new BudgetDraft { Scope = "key" }));
        Assert.Equal(["target"], Problems("b", new BudgetDraft { Scope = "global", Target = "each", DailyLimit = 1 }));
        Assert.Equal(["warningThreshold"], Problems("b", new BudgetDraft { Scope = "global", DailyLimit = 1, WarningThreshold = 0.5m, WarningThresholds = [0.5m] }));
        Assert.Equal(["scope"], Problems("b", new BudgetDraft { Scope = "2", DailyLimit = 1 }));
    }

    private static Budget Read(string name, BudgetDraft draft) => draft.Read(name, (field, problem) => Assert.Fail($"{field} {problem}"));

    private static IEnumerable<string> Problems(string name, BudgetDraft draft)
    {
        var problems = new List<string>();
        draft.Read(name, (field, _) => problems.Add(field));
        return problems.Order(StringComparer.Ordinal);
    }
}
