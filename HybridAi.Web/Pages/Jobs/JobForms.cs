using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Jobs;

/// <summary>What the buttons of jobs do. The API says who may.</summary>
internal static class JobForms
{
    public static async Task<FormResult> RunAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.RunJobAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"A run of {visit.Named("name")} is asked for; a worker takes it up.");
    }

    public static async Task<FormResult> PauseAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.PauseJobAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"{visit.Named("name")} is paused.");
    }

    public static async Task<FormResult> ResumeAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.ResumeJobAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"{visit.Named("name")} goes on.");
    }
}
