using HybridAi.Client.Documents;

namespace HybridAi.Client.Budgets;

/// <summary>Creates or replaces a budget. What is left out takes its default.</summary>
public sealed record SaveBudgetRequest : IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }

    /// <summary>Whose spending it bounds: see <see cref="BudgetDocument.Scope"/>. If it and the target are left out, the budget is that of the provider with its name.</summary>
    public string? Scope { get; init; }

    /// <summary>Which one: a provider's name, a model's id (<c>id</c> or <c>provider/id</c>), the id of a key, user, team or organization, a tag; or <c>each</c>.</summary>
    public string? Target { get; init; }

    /// <summary>The most for a day, in US dollars.</summary>
    public decimal? DailyLimit { get; init; }

    /// <summary>The most for a week, which begins on Monday.</summary>
    public decimal? WeeklyLimit { get; init; }

    /// <summary>The most for a month.</summary>
    public decimal? MonthlyLimit { get; init; }

    /// <summary>The most for good.</summary>
    public decimal? TotalLimit { get; init; }

    /// <summary>The IANA time zone whose days count. Default <c>UTC</c>.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The part of each amount at which an event warns. Default 0.8.</summary>
    public decimal? WarningThreshold { get; init; }

    /// <summary>The same for several.</summary>
    public IReadOnlyList<decimal>? WarningThresholds { get; init; }

    /// <summary>See <see cref="BudgetDocument.Action"/>. Default <c>block</c>.</summary>
    public string? Action { get; init; }

    /// <summary>See <see cref="BudgetDocument.DowngradeTo"/>.</summary>
    public string? DowngradeTo { get; init; }

    /// <summary>See <see cref="BudgetDocument.Unpriced"/>. Default <c>allow</c>.</summary>
    public string? Unpriced { get; init; }

    /// <summary>See <see cref="BudgetDocument.OnStoreLoss"/>. Default <c>open</c>.</summary>
    public string? OnStoreLoss { get; init; }

    /// <summary>See <see cref="BudgetDocument.StartsAt"/>.</summary>
    public DateTimeOffset? StartsAt { get; init; }
}
