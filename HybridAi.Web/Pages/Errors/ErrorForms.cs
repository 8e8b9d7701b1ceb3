using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Errors;

/// <summary>What the buttons of groups of failures do. The API says who may.</summary>
internal static class ErrorForms
{
    public static async Task<FormResult> ResolveAsync(Visit visit, IFormCollection form)
    {
        var group = await visit.Client.ResolveErrorGroupAsync(Guid.Parse(visit.Named("id")), visit.Cancelled);
        return new FormResult($"{group.Cause} is resolved. It opens again by itself if it fails again.");
    }

    public static async Task<FormResult> ReopenAsync(Visit visit, IFormCollection form)
    {
        var group = await visit.Client.ReopenErrorGroupAsync(Guid.Parse(visit.Named("id")), visit.Cancelled);
        return new FormResult($"{group.Cause} is open again.");
    }
}
