using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Jobs;

internal static class JobsApi
{
    private static readonly QueryParameters Runs = QueryParameters.Paged(("status", "Only runs that are `pending`, `running`, `succeeded` or `failed`."));

    public static void MapJobsApi(this IEndpointRouteBuilder api)
    {
        // Jobs are the installation's: what they do concerns every organization.
        var jobs = api.MapGroup("/jobs").WithTags("Jobs").RequireInstallationRole(Role.Viewer);
        jobs.MapGet("", JobHandlers.ListAsync).Describe("listJobs", "List the background jobs");
        jobs.MapGet("{name}", JobHandlers.GetAsync).Describe("getJob", "Read a background job");
        jobs.MapGet("{name}/runs", JobHandlers.RunsAsync).Describe("listJobRuns", "List a job's runs, those scheduled last first", Runs);
        jobs.MapGet("{name}/runs/{id}", JobHandlers.GetRunAsync).Describe("getJobRun", "Read a run of a job");
        jobs.MapPost("{name}/run", JobHandlers.RunAsync).RequireInstallationRole(Role.Operator)
            .Describe("runJob", "Ask for a run now; a worker takes it up. Asking again before it has begun gives the same run");
        jobs.MapPost("{name}/pause", JobHandlers.PauseAsync).RequireInstallationRole(Role.Administrator)
            .Describe("pauseJob", "Begin none of a job's runs until it is resumed; one that goes on ends as usual");
        jobs.MapPost("{name}/resume", JobHandlers.ResumeAsync).RequireInstallationRole(Role.Administrator).Describe("resumeJob", "Resume a paused job");
    }
}
