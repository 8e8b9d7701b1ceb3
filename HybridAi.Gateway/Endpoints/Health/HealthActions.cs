using HybridAi.Client.Health;
using HybridAi.Core.Audit;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Core.Jobs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Budgets;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Caching;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Health;

/// <summary>Does something about what is not as it should be: the same as the endpoints of each thing do, in one place.</summary>
internal sealed class HealthActions(
    Breakers breakers, DefinitionHandlers definitions, ProviderSwitches switches, IProviderDirectory providers, IDocumentStore<Budget> budgets, BudgetKeeper keeper, SnapshotHolder snapshots, IJobStore jobs,
    CachePurger purger, IAuditStore audit, TimeProvider time)
{
    private static readonly string[] Names = ["reset-breaker", "enable-provider", "disable-provider", "set-budget", "run-optimization", "clear-cache"];

    // The time as the database keeps it: whole milliseconds.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public static async Task<Results<Ok<HealthActionDocument>, ApiError>> ActAsync(HttpContext http, HealthActions actions, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<ActOnHealthRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || Check(request) is { } wrong && (error = wrong) is not null
            || (await actions.ActAsync(request, http, cancellationToken)).Failed(out error, out var done))
            return error;
        return TypedResults.Ok(new HealthActionDocument(request.Action!, done));
    }

    private Task<Outcome<IReadOnlyList<string>>> ActAsync(ActOnHealthRequest request, HttpContext http, CancellationToken cancellationToken) => request.Action switch
    {
        "reset-breaker" => ResetAsync(request.Deployment, http, cancellationToken),
        "enable-provider" => SwitchAsync(request.Provider!, enabled: true, http, cancellationToken),
        "disable-provider" => SwitchAsync(request.Provider!, enabled: false, http, cancellationToken),
        "set-budget" => BudgetAsync(request, http, cancellationToken),
        "run-optimization" => RunAsync(request.Job, http, cancellationToken),
        _ => ClearAsync(http, cancellationToken),
    };

    // What an action does not take would be left out without a word.
    private static ApiError? Check(ActOnHealthRequest request)
    {
        if (!Names.Contains(request.Action))
            return ApiError.Invalid("action", $"must be one of {string.Join(", ", Names)}");
        var problems = new FieldProblems();
        void Only(string field, bool given, bool needed, params string[] actions)
        {
            if (given && !actions.Contains(request.Action))
                problems.Add(field, $"must be left out with the action '{request.Action}'");
            else if (needed && !given && actions.Contains(request.Action))
                problems.Add(field, $"is required with the action '{request.Action}'");
        }

        Only("deployment", request.Deployment is not null, needed: false, "reset-breaker");
        Only("provider", request.Provider is not null, needed: true, "enable-provider", "disable-provider", "set-budget");
        Only("dailyLimit", request.DailyLimit is not null, needed: request.MonthlyLimit is null, "set-budget");
        Only("monthlyLimit", request.MonthlyLimit is not null, needed: false, "set-budget");
        Only("job", request.Job is not null, needed: false, "run-optimization");
        return problems.ToError();
    }

    private async Task<Outcome<IReadOnlyList<string>>> ResetAsync(string? deployment, HttpContext http, CancellationToken cancellationToken)
    {
        var open = breakers.NotClosed().Select(one => one.Deployment).ToArray();
        if (deployment is not null && !open.Contains(deployment))
            return ApiError.NotFound("circuit that is not closed of the deployment", deployment);
        string[] wanted = deployment is null ? open : [deployment];
        foreach (var one in wanted)
        {
            // What was done is in the log before it is done: nothing else keeps it.
            await audit.AddAsync(AuditEntries.Of<HealthActionDocument>(http.GetCaller(), Now, OrganizationId.Default, "breaker.reset", one, null, new("reset-breaker", [one])), cancellationToken);
            breakers.Reset(one, "an administrator reset it");
        }

        return wanted;
    }

    // One that was defined over the API has a switch of its own; others are switched beside the configuration.
    private async Task<Outcome<IReadOnlyList<string>>> SwitchAsync(string name, bool enabled, HttpContext http, CancellationToken cancellationToken)
    {
        if (!(await definitions.SetEnabledAsync(http, name, enabled, cancellationToken)).Failed(out var error, out var definition))
            return new[] { definition.Name };
        if (error.Status != StatusCodes.Status404NotFound || (await switches.SetEnabledAsync(http, name, enabled, cancellationToken)).Failed(out error, out var configured))
            return error;
        return new[] { configured };
    }

    private async Task<Outcome<IReadOnlyList<string>>> BudgetAsync(ActOnHealthRequest request, HttpContext http, CancellationToken cancellationToken)
    {
        if (providers.List().FirstOrDefault(one => one.Name.Equals(request.Provider, StringComparison.OrdinalIgnoreCase)) is not { } provider)
            return ApiError.NotFound("provider", request.Provider!);
        // A budget without scope and target is that of the provider with its name.
        var before = (await budgets.AllAsync(cancellationToken)).FirstOrDefault(budget => budget.Name.Equals(provider.Name, StringComparison.OrdinalIgnoreCase));
        if (before is not null && before.Scope != BudgetScope.Provider)
            return ApiError.Conflict("other_budget", $"The budget '{before.Name}' is not the provider's. Set one over POST /api/budgets.", "provider");
        var problems = new FieldProblems();
        var draft = new BudgetDraft { DailyLimit = request.DailyLimit, MonthlyLimit = request.MonthlyLimit }.Read(provider.Name, problems.Add);
        if (problems.ToError() is { } wrong)
            return wrong;
        var after = before is null
            ? draft with { Revision = 1, UpdatedAt = Now }
            : before with { DailyLimit = draft.DailyLimit ?? before.DailyLimit, MonthlyLimit = draft.MonthlyLimit ?? before.MonthlyLimit, Revision = before.Revision + 1, UpdatedAt = Now };
        var entry = AuditEntries.Of(http.GetCaller(), Now, OrganizationId.Default, before is null ? "budget.create" : "budget.update", after.Name, before?.ToDocument(), after.ToDocument());
        if (await budgets.SaveAsync(after, entry, cancellationToken) != WriteResult.Done)
            return ApiError.Stale("budget");
        await snapshots.RefreshAsync(CancellationToken.None);
        await keeper.RecountAsync(snapshots.Current.Budgets, after);
        return new[] { after.Name };
    }

    private async Task<Outcome<IReadOnlyList<string>>> RunAsync(string? job, HttpContext http, CancellationToken cancellationToken)
    {
        if (job is not null && !AiHealthHandler.Optimizations.Contains(job))
            return ApiError.Invalid("job", $"must be one of {string.Join(", ", AiHealthHandler.Optimizations)}; POST /api/jobs/{{name}}/run runs any other");
        var done = new List<string>();
        foreach (var name in job is null ? AiHealthHandler.Optimizations : [job])
        {
            var id = Guid.CreateVersion7(Now);
            var entry = AuditEntries.Of<HealthActionDocument>(http.GetCaller(), Now, OrganizationId.Default, "job.run", name, null, new("run-optimization", [name]));
            if ((await jobs.RequestAsync(name, id, entry, cancellationToken)).Run is not null)
                done.Add(name);
        }

        return job is not null && done.Count == 0 ? ApiError.Conflict("job_not_run", $"The job '{job}' is paused, or no worker knows it.", "job") : done;
    }

    private async Task<Outcome<IReadOnlyList<string>>> ClearAsync(HttpContext http, CancellationToken cancellationToken)
    {
        await purger.PurgeAsync(
            organization: null, CachePurgeKind.All, "",
            purge => AuditEntries.Of<HealthActionDocument>(http.GetCaller(), purge.At, OrganizationId.Default, "cache.purge", "all", null, new("clear-cache", ["all"])), cancellationToken);
        return new[] { "all" };
    }
}
