namespace HybridAi.Core.Budgets;

/// <summary>A budget as somebody wrote it, in a configuration file (section <c>Budgets:NAME</c>) or over the API, before it is checked. What is null takes its default.</summary>
public sealed class BudgetDraft
{
    /// <summary>How a budget of each one of its scope is written.</summary>
    public const string Each = "each";

    private const decimal MostUsd = 1_000_000_000m;
    private const decimal LeastUsd = 0.000000001m;
    private const int MostThresholds = 10;
    private const int LongestTarget = 256;

    /// <summary>A <see cref="BudgetScope"/> in lower case. Default: <c>provider</c>, the one of the budget's name.</summary>
    public string? Scope { get; set; }

    /// <summary>Which one, or <c>each</c>.</summary>
    public string? Target { get; set; }

    /// <summary>US dollars a day.</summary>
    public decimal? DailyLimit { get; set; }

    /// <summary>US dollars a week, which begins on Monday.</summary>
    public decimal? WeeklyLimit { get; set; }

    /// <summary>US dollars a month.</summary>
    public decimal? MonthlyLimit { get; set; }

    /// <summary>US dollars for good.</summary>
    public decimal? TotalLimit { get; set; }

    /// <summary>An IANA time zone. Default UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>A single threshold. Default 0.8.</summary>
    public decimal? WarningThreshold { get; set; }

    /// <summary>Several of them; instead of <see cref="WarningThreshold"/>.</summary>
    public List<decimal> WarningThresholds { get; set; } = [];

    /// <summary><c>block</c> (the default), <c>downgrade</c> or <c>alert</c>.</summary>
    public string? Action { get; set; }

    /// <summary>The model to go down to. Default: the cheapest that can take the request.</summary>
    public string? DowngradeTo { get; set; }

    /// <summary><c>allow</c> (the default) or <c>block</c>.</summary>
    public string? Unpriced { get; set; }

    /// <summary><c>open</c> (the default) or <c>closed</c>.</summary>
    public string? OnStoreLoss { get; set; }

    /// <summary>Checks everything and makes the budget.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="report">Told of each problem: the field as written in JSON, and what is wrong, to be read behind its name. If it is called, the result is not to be used.</param>
    public Budget Read(string name, Action<string, string> report)
    {
        var scope = Scope is null ? BudgetScope.Provider : Choice<BudgetScope>("scope", Scope, report);
        var action = Choice<BudgetAction>("action", Action, report);
        CheckLimits(report);
        if (DowngradeTo is not null && action != BudgetAction.Downgrade)
            report("downgradeTo", "has a meaning only with the action 'downgrade'");
        if (TimeZone is { } zone && (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) || !found.HasIanaId))
            report("timeZone", "must be the IANA name of a time zone, such as 'Europe/Berlin' or 'UTC'");
        return new Budget
        {
            Name = name,
            Scope = scope,
            Target = ReadTarget(name, scope, report),
            DailyLimit = DailyLimit,
            WeeklyLimit = WeeklyLimit,
            MonthlyLimit = MonthlyLimit,
            TotalLimit = TotalLimit,
            TimeZone = TimeZone,
            WarningThresholds = ReadThresholds(report),
            Action = action,
            DowngradeTo = Text("downgradeTo", DowngradeTo, report),
            Unpriced = Choice<UnpricedPolicy>("unpriced", Unpriced, report),
            OnStoreLoss = Choice<StoreLossPolicy>("onStoreLoss", OnStoreLoss, report),
        };
    }

    private static T Choice<T>(string field, string? text, Action<string, string> report)
        where T : struct, Enum
    {
        if (text is null)
            return default;
        foreach (var value in Enum.GetValues<T>())
        {
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
                return value;
        }

        report(field, $"must be one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
        return default;
    }

    private static string? Text(string field, string? text, Action<string, string> report)
    {
        if (text is not null && text.Trim() is not { Length: > 0 and <= LongestTarget })
            report(field, $"must have 1 to {LongestTarget} characters");
        return text?.Trim();
    }

    private string? ReadTarget(string name, BudgetScope scope, Action<string, string> report)
    {
        var target = Text("target", Target, report);
        if (Scope is null)
            return target is null or { Length: 0 } ? name : target == Each ? null : target;
        if (scope == BudgetScope.Global)
        {
            if (target is not null)
                report("target", "must be left out: a global budget counts everything");
            return null;
        }

        if (target is null)
            report("target", $"is required: which {scope.ToString().ToLowerInvariant()}, or '{Each}' for each one by itself");
        if (target is null or Each)
            return null;
        if (scope is BudgetScope.Key or BudgetScope.User or BudgetScope.Team or BudgetScope.Organization)
        {
            if (Guid.TryParse(target, out var id))
                return id.ToString("D");
            report("target", $"must be the id of a {scope.ToString().ToLowerInvariant()}, or '{Each}'");
        }

        return target;
    }

    private void CheckLimits(Action<string, string> report)
    {
        (string Field, decimal? Usd)[] limits = [("dailyLimit", DailyLimit), ("weeklyLimit", WeeklyLimit), ("monthlyLimit", MonthlyLimit), ("totalLimit", TotalLimit)];
        if (Array.TrueForAll(limits, limit => limit.Usd is null))
            report("dailyLimit", "or 'weeklyLimit', 'monthlyLimit' or 'totalLimit' is required, in US dollars");
        foreach (var (field, usd) in limits)
        {
            if (usd is < LeastUsd or > MostUsd)
                report(field, $"must be above 0 and at most {MostUsd:0} US dollars");
        }
    }

    private decimal[]? ReadThresholds(Action<string, string> report)
    {
        if (WarningThreshold is not null && WarningThresholds.Count > 0)
            report("warningThreshold", "and 'warningThresholds' exclude each other");
        var given = WarningThreshold is { } single ? [single] : WarningThresholds;
        if (given.Count > MostThresholds)
            report("warningThresholds", $"may have at most {MostThresholds} values");
        if (given.Exists(threshold => threshold is <= 0 or > 1))
            report(WarningThreshold is null ? "warningThresholds" : "warningThreshold", "must be a part of the amount, above 0 and at most 1, such as 0.8");
        return given.Count == 0 ? null : [.. given.Distinct().Order()];
    }
}
