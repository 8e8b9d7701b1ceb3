using HybridAi.Client.Budgets;
using HybridAi.Core.Budgets;
using HybridAi.Core.Configuration;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Budgets;

/// <summary>Budgets as documents.</summary>
internal sealed class BudgetHandlers(IDocumentStore<Budget> store, BudgetKeeper keeper, SnapshotHolder snapshots, TimeProvider time)
    : DocumentHandlers<Budget, BudgetDocument, SaveBudgetRequest>(store, snapshots, time)
{
    // Where how budgets stand is read.
    private const string Reserved = "status";

    protected override string Kind => "budget";

    protected override string AuditName => "budget";

    protected override string Path => "/api/budgets";

    /// <summary>Lets a budget begin anew. One of the configuration becomes one of the database by it.</summary>
    public async Task<Results<Ok<BudgetDocument>, ApiError>> ResetAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await FindAsync(name, cancellationToken)).Failed(out var error, out var before))
            return error;
        if (Revisions.CheckIfNamed(http, null, before.Revision, Kind) is { } stale)
            return stale;
        var after = before with { StartsAt = Now, UpdatedAt = Now, Revision = before.Revision + 1 };
        if ((await SaveAsync(http, before, after, "reset", cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Ok(saved);
    }

    protected override Budget Read(string name, long revision, DateTimeOffset now, SaveBudgetRequest request, FieldProblems problems, IReadOnlyList<Budget> others)
    {
        if (name == Reserved)
            problems.Add("name", $"cannot be '{Reserved}': GET {Path}/{Reserved} is something else");
        var budget = request.ToDraft().Read(name, problems.Add);
        CheckNames(request, budget, problems);
        return budget with
        {
            Revision = revision, UpdatedAt = now, StartsAt = request.StartsAt is { } start ? DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds()) : null,
        };
    }

    // It may count from now on what it did not before.
    protected override Task SavedAsync(Budget document) => keeper.RecountAsync(snapshots.Current.Budgets, document);

    protected override BudgetDocument Show(Budget document) => document.ToDocument();

    // A misspelt name would bound nothing, without a word.
    private void CheckNames(SaveBudgetRequest request, Budget budget, FieldProblems problems)
    {
        var snapshot = snapshots.Current;
        var isProvider = budget.Scope == BudgetScope.Provider && budget.Target is { } target
            && !snapshot.Providers.ContainsKey(target) && !snapshot.IdleProviders.Any(provider => provider.Name == target);
        if (isProvider && request is { Scope: null, Target: null })
            problems.Add("scope", $"is required, and mostly 'target': a budget without them is a provider's, and there is no provider '{budget.Name}'");
        else if (isProvider)
            problems.Add("target", $"is no provider; there are {string.Join(", ", snapshot.Providers.Keys.Order(StringComparer.Ordinal))}");
        if (budget.DowngradeTo is { } model && snapshot.Models.Find(model) is null)
            problems.Add("downgradeTo", "is no model; GET /v1/models lists what there is");
    }
}
