using System.Globalization;

namespace HybridAi.Core.Budgets;

/// <summary>One period of a line of a budget: the days of its own spending.</summary>
/// <param name="line">The line's id.</param>
/// <param name="start">Its first moment.</param>
/// <param name="end">The first moment behind it, at which spending begins anew; null: never.</param>
public sealed class BudgetWindow(string line, DateTimeOffset start, DateTimeOffset? end)
{
    /// <summary>What its counters are kept under: the same in all processes.</summary>
    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"{line}/{start.ToUnixTimeMilliseconds()}");

    /// <summary>The line's id.</summary>
    public string Line { get; } = line;

    /// <summary>Its first moment.</summary>
    public DateTimeOffset Start { get; } = start;

    /// <summary>The first moment behind it; null: it never ends.</summary>
    public DateTimeOffset? End { get; } = end;

    /// <summary>Whether a moment is in it.</summary>
    public bool Contains(DateTimeOffset at) => at >= Start && (End is not { } end || at < end);
}
