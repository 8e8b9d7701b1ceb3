using HybridAi.Client.Jobs;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists the background jobs, by name.</summary>
    public Task<DocumentPage<JobDocument>> JobsAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/jobs", Json.DocumentPageJobDocument, cancellationToken);

    /// <summary>Reads a background job.</summary>
    public Task<JobDocument> JobAsync(string name, CancellationToken cancellationToken = default) => GetAsync(JobPath(name), Json.JobDocument, cancellationToken);

    /// <summary>Lists a job's runs, those scheduled last first.</summary>
    public Task<DocumentPage<JobRunDocument>> JobRunsAsync(string name, JobRunFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText($"{JobPath(name)}/runs").Add("status", filter?.Status).Add("cursor", filter?.Cursor).Add("limit", filter?.Limit).ToString(),
            Json.DocumentPageJobRunDocument, cancellationToken);

    /// <summary>Reads one run of a job.</summary>
    public Task<JobRunDocument> JobRunAsync(string name, Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"{JobPath(name)}/runs/{id}", Json.JobRunDocument, cancellationToken);

    /// <summary>Asks for a run of a job now. It waits until a worker takes it; asking again meanwhile gives the same run.</summary>
    public Task<JobRunDocument> RunJobAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{JobPath(name)}/run", null, Json.JobRunDocument, cancellationToken);

    /// <summary>Pauses a job: none of its runs is begun until it is resumed. One that goes on ends as usual.</summary>
    public Task<JobDocument> PauseJobAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{JobPath(name)}/pause", null, Json.JobDocument, cancellationToken);

    /// <summary>Resumes a paused job.</summary>
    public Task<JobDocument> ResumeJobAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{JobPath(name)}/resume", null, Json.JobDocument, cancellationToken);

    private static string JobPath(string name) => $"api/jobs/{Uri.EscapeDataString(name)}";
}
