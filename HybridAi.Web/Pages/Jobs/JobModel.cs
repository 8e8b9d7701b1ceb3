using HybridAi.Client.Jobs;
using HybridAi.Client.Paging;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Jobs;

/// <summary>One job and its runs.</summary>
/// <param name="Job">The job.</param>
/// <param name="Runs">Its runs, those scheduled last first.</param>
public sealed record JobModel(JobDocument Job, DocumentPage<JobRunDocument> Runs)
{
    private const int PageLength = 50;

    /// <summary>Reads it.</summary>
    public static async Task<JobModel> LoadAsync(Visit visit)
    {
        var name = visit.Named("name");
        var job = visit.Client.JobAsync(name, visit.Cancelled);
        var runs = visit.Client.JobRunsAsync(name, new JobRunFilter { Status = visit.Asked("status"), Cursor = visit.Asked("cursor"), Limit = PageLength }, visit.Cancelled);
        await Task.WhenAll(job, runs);
        return new JobModel(await job, await runs);
    }
}
