using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers.Testing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Providers.Testing;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Tests of providers, which the job <c>provider-tests</c> makes.</summary>
internal static class ProviderTestHandlers
{
    /// <summary>The name of the job.</summary>
    public const string Job = "provider-tests";

    private const string Previous = "previous";
    private const int MostLookedAt = 100;

    public static async Task<Results<Accepted<ProviderTestDocument>, ApiError>> StartAsync(
        string name, HttpContext http, SnapshotHolder snapshots, IProviderTestStore store, IJobStore jobs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Find(snapshots, name).Failed(out var error, out var models)
            || (await RequestDocument.ReadOptionalAsync<TestProviderRequest>(http, cancellationToken)).Failed(out error, out var request))
            return error;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var problems = new FieldProblems();
        var plan = ProviderTestDocuments.PlanOf(request, problems);
        ProviderTester.Choose(models, plan, now, out var problem);
        if (problem is { } unsuited)
            problems.Add(unsuited.Field, unsuited.Text);
        if (problems.ToError() is { } wrong)
            return wrong;
        if (await jobs.FindAsync(Job, cancellationToken) is not { } job)
            return ApiError.Conflict("no_worker", "No worker has announced itself, so that nothing would make the test. Start one.");
        if (job.Paused)
            return ApiError.Conflict("job_paused", $"The job '{Job}' is paused, so that nothing would make the test. Resume it first: POST /api/jobs/{Job}/resume.");
        var test = new ProviderTest { Id = Guid.CreateVersion7(now), At = now, Provider = models.Provider, Plan = plan };
        var entry = AuditEntries.Of<ProviderTestDocument>(http.GetCaller(), now, OrganizationId.Default, "provider.test", models.Provider, null, test.ToDocument());
        var open = await store.AddAsync(test, entry, cancellationToken);
        if (open?.Id != test.Id)
            return ApiError.Conflict("test_under_way", $"The provider '{models.Provider}' is being tested already: GET /api/providers/{models.Provider}/tests/{open?.Id}. Wait for its end.");
        // A worker looks for tests every minute anyway; so it need not be waited for, and should this fail, nothing is lost.
        await jobs.RequestAsync(Job, Guid.CreateVersion7(now), AuditEntries.Of<ProviderTestDocument>(http.GetCaller(), now, OrganizationId.Default, "job.run", Job, null, null), cancellationToken);
        return TypedResults.Accepted($"/api/providers/{models.Provider}/tests/{test.Id}", test.ToDocument());
    }

    public static async Task<Results<Ok<DocumentPage<ProviderTestDocument>>, ApiError>> ListAsync(
        string name, HttpContext http, SnapshotHolder snapshots, IProviderTestStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (cursor, limit) = (query.Cursor(), query.Limit());
        if (query.Problem is { } problem)
            return problem;
        if (Find(snapshots, name).Failed(out var error, out var models))
            return error;
        var page = await store.ListAsync(models.Provider, cursor, limit, cancellationToken);
        return TypedResults.Ok(new DocumentPage<ProviderTestDocument>([.. page.Items.Select(test => test.ToDocument())], page.Next?.ToString()));
    }

    public static async Task<Results<Ok<ProviderTestDocument>, ApiError>> GetAsync(
        string name, string id, HttpContext http, SnapshotHolder snapshots, IProviderTestStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var compare = query.Text("compare") ?? Previous;
        if (query.Problem is { } problem)
            return problem;
        if (Find(snapshots, name).Failed(out var error, out var models))
            return error;
        if (!Guid.TryParse(id, out var known) || await store.FindAsync(models.Provider, known, cancellationToken) is not { } test)
            return ApiError.NotFound($"test of '{models.Provider}'", id);
        if ((await OtherAsync(store, test, compare, cancellationToken)).Failed(out error, out var found))
            return error;
        var document = test.ToDocument();
        return TypedResults.Ok(found is { Other: { Report: { } before } other } && test.Report is { } after
            ? document with { Comparison = ProviderTestComparison.Of(before, after).ToDocument(other.Id) }
            : document);
    }

    // By default the last one before of the same model, if there is one among the latest.
    private static async Task<Outcome<Compared>> OtherAsync(IProviderTestStore store, ProviderTest test, string compare, CancellationToken cancellationToken)
    {
        if (compare != Previous)
        {
            return Guid.TryParse(compare, out var id) && await store.FindAsync(test.Provider, id, cancellationToken) is { } other ? new Compared(other)
                : ApiError.Invalid("compare", $"must be '{Previous}' or the id of another test of '{test.Provider}'");
        }

        if (test.Report is not { } report)
            return new Compared(null);
        var page = await store.ListAsync(test.Provider, new(test.At.ToUnixTimeMilliseconds(), test.Id), MostLookedAt, cancellationToken);
        return new Compared(page.Items.FirstOrDefault(before => before.Report?.Model == report.Model));
    }

    private static Outcome<Core.Routing.ProviderModels> Find(SnapshotHolder snapshots, string name) =>
        snapshots.Current.Models.Providers.FirstOrDefault(models => models.Provider.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : ApiError.NotFound("provider", name);

    private sealed record Compared(ProviderTest? Other);
}
