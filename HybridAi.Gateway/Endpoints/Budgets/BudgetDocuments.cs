using HybridAi.Client.Budgets;
using HybridAi.Core.Budgets;
using HybridAi.Core.Costs;

namespace HybridAi.Gateway.Endpoints.Budgets;

/// <summary>Budgets as the API shows and takes them.</summary>
internal static class BudgetDocuments
{
    public static BudgetDocument ToDocument(this Budget budget) => new()
    {
        Name = budget.Name,
        Revision = budget.Revision,
        UpdatedAt = budget.Revision == 0 ? null : budget.UpdatedAt,
        Source = budget.Revision == 0 ? "configuration" : "api",
        Scope = Name(budget.Scope),
        Target = budget.Target ?? (budget.Scope == BudgetScope.Global ? null : BudgetDraft.Each),
        DailyLimit = budget.DailyLimit,
        WeeklyLimit = budget.WeeklyLimit,
        MonthlyLimit = budget.MonthlyLimit,
        TotalLimit = budget.TotalLimit,
        TimeZone = budget.TimeZone ?? "UTC",
        WarningThresholds = budget.WarningThresholds ?? Budget.DefaultWarningThresholds,
        Action = Name(budget.Action),
        DowngradeTo = budget.DowngradeTo,
        Unpriced = Name(budget.Unpriced),
        OnStoreLoss = Name(budget.OnStoreLoss),
        StartsAt = budget.StartsAt,
    };

    public static BudgetDraft ToDraft(this SaveBudgetRequest request) => new()
    {
        Scope = request.Scope,
        Target = request.Target,
        DailyLimit = request.DailyLimit,
        WeeklyLimit = request.WeeklyLimit,
        MonthlyLimit = request.MonthlyLimit,
        TotalLimit = request.TotalLimit,
        TimeZone = request.TimeZone,
        WarningThreshold = request.WarningThreshold,
        WarningThresholds = [.. request.WarningThresholds ?? []],
        Action = request.Action,
        DowngradeTo = request.DowngradeTo,
        Unpriced = request.Unpriced,
        OnStoreLoss = request.OnStoreLoss,
    };

    public static BudgetStatusDocument ToStatus(BudgetLine line, BudgetWindow window, string subject, BudgetFigures figures, bool isCounted) => new()
    {
        Budget = line.Budget.Name,
        Scope = Name(line.Budget.Scope),
        Target = subject.Length == 0 ? null : subject,
        Period = Name(line.Period),
        Limit = new Cost(line.Limit).Usd,
        Spent = new Cost(figures.Spent).Usd,
        Reserved = new Cost(figures.Reserved).Usd,
        Remaining = new Cost(Math.Max(0, line.Limit - figures.Spent - figures.Reserved)).Usd,
        UsedUp = figures.HaveUsedUp(line.Limit),
        Action = Name(line.Budget.Action),
        PeriodStart = window.Start,
        ResetsAt = window.End,
        Source = isCounted ? "counters" : "records",
    };

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
