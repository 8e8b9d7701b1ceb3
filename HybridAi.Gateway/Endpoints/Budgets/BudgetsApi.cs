using HybridAi.Client.Budgets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Budgets;

internal static class BudgetsApi
{
    private static readonly QueryParameters Status = new(("name", "Only this budget."));
    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    public static void MapBudgetsApi(this IEndpointRouteBuilder api)
    {
        // Budgets are the installation's: they may concern every organization.
        var budgets = api.MapGroup("/budgets").WithTags("Budgets").RequireInstallationRole(Role.Viewer);
        budgets.MapGet("", (BudgetHandlers handlers, CancellationToken cancellationToken) => handlers.ListAsync(cancellationToken))
            .Describe("listBudgets", "List the budgets, those of the configuration among them");
        budgets.MapGet("status", (HttpContext http, BudgetStatusHandler handler, CancellationToken cancellationToken) => handler.GetAsync(http, cancellationToken))
            .Describe("getBudgetStatus", "Read what is spent, reserved and left of each amount, for each one that has spent something, and when it begins anew", Status);
        budgets.MapGet("{name}", (string name, HttpContext http, BudgetHandlers handlers, CancellationToken cancellationToken) => handlers.GetAsync(name, http, cancellationToken))
            .Describe("getBudget", "Read a budget");
        var writes = budgets.MapGroup("").RequireInstallationAdministrator();
        writes.MapPost("", (HttpContext http, BudgetHandlers handlers, CancellationToken cancellationToken) => handlers.CreateAsync(http, cancellationToken))
            .AcceptsJson<SaveBudgetRequest>().Describe("createBudget", "Create a budget; what was spent in its periods before counts");
        writes.MapPut("{name}", (string name, HttpContext http, BudgetHandlers handlers, CancellationToken cancellationToken) => handlers.ReplaceAsync(name, http, cancellationToken))
            .AcceptsJson<SaveBudgetRequest>().Describe("replaceBudget", "Replace a budget; what is left out takes its default, what was spent stays", Revision);
        writes.MapDelete("{name}", (string name, HttpContext http, BudgetHandlers handlers, CancellationToken cancellationToken) => handlers.DeleteAsync(name, http, cancellationToken))
            .Describe("deleteBudget", "Delete a budget; one of that name in the configuration counts again", Revision);
        writes.MapPost("{name}/reset", (string name, HttpContext http, BudgetHandlers handlers, CancellationToken cancellationToken) => handlers.ResetAsync(name, http, cancellationToken))
            .Describe("resetBudget", "Let a budget begin anew now: nothing that was spent before counts any more", Revision);
    }
}
