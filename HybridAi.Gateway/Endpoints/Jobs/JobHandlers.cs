using HybridAi.Client.Jobs;
using HybridAi.Client.Paging;
using HybridAi.Core.Audit;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Jobs;

internal static class JobHandlers
{
    public static async Task<Results<Ok<DocumentPage<JobDocument>>, ApiError>> ListAsync(IJobStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new DocumentPage<JobDocument>([.. (await store.ListAsync(cancellationToken)).Select(JobDocuments.ToDocument)], Next: null));

    public static async Task<Results<Ok<JobDocument>, ApiError>> GetAsync(string name, IJobStore store, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } job ? TypedResults.Ok(job.ToDocument()) : ApiError.NotFound("job", name);

    public static async Task<Results<Ok<DocumentPage<JobRunDocument>>, ApiError>> RunsAsync(
        string name, HttpContext http, IJobStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (status, cursor, limit) = (query.Text("status"), query.Cursor(), query.Limit());
        var state = status is null ? null : JobDocuments.StateOf(status);
        if (status is not null && state is null)
            query.Fail("status", $"must be one of {string.Join(", ", JobDocuments.Statuses)}");
        if (query.Problem is { } problem)
            return problem;
        if (await store.FindAsync(name, cancellationToken) is null)
            return ApiError.NotFound("job", name);
        var page = await store.RunsAsync(name, state, cursor, limit, cancellationToken);
        return TypedResults.Ok(new DocumentPage<JobRunDocument>([.. page.Items.Select(JobDocuments.ToDocument)], page.Next?.ToString()));
    }

    public static async Task<Results<Ok<JobRunDocument>, ApiError>> GetRunAsync(string name, string id, IJobStore store, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var known) && await store.FindRunAsync(name, known, cancellationToken) is { } run
            ? TypedResults.Ok(run.ToDocument())
            : ApiError.NotFound("run of this job", id);

    public static async Task<Results<Accepted<JobRunDocument>, ApiError>> RunAsync(
        string name, HttpContext http, IJobStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = Now(time);
        var run = new JobRun { Id = Guid.CreateVersion7(now), Job = name, ScheduledAt = now, IsManual = true };
        var request = await store.RequestAsync(name, run.Id, Entry<JobRunDocument>(http, now, "job.run", name, null, run.ToDocument()), cancellationToken);
        if (request.IsPaused)
            return ApiError.Conflict("job_paused", $"The job '{name}' is paused, so that nothing would take the run up. Resume it first: POST /api/jobs/{name}/resume.");
        return request.Run is { } waiting
            ? TypedResults.Accepted($"/api/jobs/{waiting.Job}/runs/{waiting.Id}", waiting.ToDocument())
            : ApiError.NotFound("job", name);
    }

    public static Task<Results<Ok<JobDocument>, ApiError>> PauseAsync(
        string name, HttpContext http, IJobStore store, TimeProvider time, CancellationToken cancellationToken) =>
        SetPausedAsync(name, paused: true, "job.pause", http, store, time, cancellationToken);

    public static Task<Results<Ok<JobDocument>, ApiError>> ResumeAsync(
        string name, HttpContext http, IJobStore store, TimeProvider time, CancellationToken cancellationToken) =>
        SetPausedAsync(name, paused: false, "job.resume", http, store, time, cancellationToken);

    // What is so already is as good as done, and nothing to keep a record of.
    private static async Task<Results<Ok<JobDocument>, ApiError>> SetPausedAsync(
        string name, bool paused, string action, HttpContext http, IJobStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(name, cancellationToken) is not { } before)
            return ApiError.NotFound("job", name);
        var entry = Entry(http, Now(time), action, name, (before with { Paused = !paused }).ToDocument(), (before with { Paused = paused }).ToDocument());
        return await store.SetPausedAsync(name, paused, entry, cancellationToken) == WriteResult.NotFound || await store.FindAsync(name, cancellationToken) is not { } after
            ? ApiError.NotFound("job", name)
            : TypedResults.Ok(after.ToDocument());
    }

    // The time as the database keeps it: whole milliseconds.
    private static DateTimeOffset Now(TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static AuditEntry Entry<T>(HttpContext http, DateTimeOffset now, string action, string name, T? before, T after)
        where T : class => AuditEntries.Of(http.GetCaller(), now, OrganizationId.Default, action, name, before, after);
}
