using System.Globalization;
using HybridAi.Core.Budgets;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Budgets;

/// <summary>What callers are told whom a budget refuses.</summary>
internal static class BudgetErrors
{
    // What only other requests under way have reserved may be free again soon.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>Nothing is left.</summary>
    public static GatewayError UsedUp(in BudgetClaim claim, BudgetFigures figures, DateTimeOffset now)
    {
        var isSpent = figures.Spent >= claim.Line.Limit;
        var (left, reset) = (claim.Window.End - now, claim.Window.End is { } end ? $"It begins anew at {Text(end)}" : "It does not begin anew by itself");
        var message = string.Create(CultureInfo.InvariantCulture, $"{Describe(claim)} is used up: {new Cost(figures.Spent)} of {new Cost(claim.Line.Limit)} USD are spent{(
            figures.Reserved > 0 ? $" and {new Cost(figures.Reserved)} USD are reserved by requests under way" : "")}. {reset}; until then an administrator can raise or reset it.");
        return new GatewayError(GatewayErrorCode.BudgetExhausted, message) { RetryAfter = isSpent ? left : Soon };
    }

    /// <summary>The shared counters are away, and a budget wants to know.</summary>
    public static GatewayError Away(Budget budget) => new(
        GatewayErrorCode.BudgetUnavailable,
        $"The gateway cannot tell at the moment what was spent of the budget '{budget.Name}', which lets nothing pass then. Try again shortly.") { RetryAfter = TimeSpan.FromSeconds(1) };

    /// <summary>Nobody knows a price, and a budget wants one.</summary>
    public static GatewayError Unpriced(Budget budget, string model) => new(
        GatewayErrorCode.BudgetUnpriced,
        $"Nobody knows what the model '{model}' costs, and the budget '{budget.Name}' lets only requests with a known price pass. Name another model, or let an operator set its prices.", "model");

    /// <summary>A budget in words: <c>The monthly budget 'team-a' of the team 0190…</c>.</summary>
    public static string Describe(in BudgetClaim claim)
    {
        var (budget, period) = (claim.Line.Budget, claim.Line.Period.ToString().ToLowerInvariant());
        return $"The {period} budget '{budget.Name}'{(budget.Scope == BudgetScope.Global ? " of the installation" : $" of the {budget.Scope.ToString().ToLowerInvariant()} '{claim.Subject}'")}";
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
