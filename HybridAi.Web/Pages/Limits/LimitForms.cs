using HybridAi.Client.RateLimits;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Limits;

/// <summary>What the forms about rate limits do. The API says who may.</summary>
internal static class LimitForms
{
    public static async Task<FormResult> SaveAsync(Visit visit, IFormCollection form)
    {
        var request = new SaveRateLimitRequest
        {
            Name = form.Needed("name", "The name"),
            Revision = form.RevisionOf(),
            Scope = form.TextOf("scope"),
            Target = form.TextOf("target"),
            Measure = form.TextOf("measure"),
            Limit = form.NumberOf("limit", "The most"),
            Window = form.TextOf("window"),
            Algorithm = form.TextOf("algorithm"),
            Burst = form.NumberOf("burst", "The most at once"),
            MaxWait = form.TextOf("maxWait"),
            MaxWaiting = form.NumberOf("maxWaiting", "How many may wait"),
            Enabled = form["enabled"] != "false",
        };
        // One that is only in the configuration is laid over by a new one.
        if (request.Revision is null || form["source"] == "configuration")
        {
            await visit.Client.CreateAsync(request with { Revision = null }, visit.Cancelled);
            return new FormResult($"The limit {request.Name} is set.", Visit.Left(form));
        }

        await visit.Client.ReplaceRateLimitAsync(request.Name!, request, visit.Cancelled);
        return new FormResult($"The limit {request.Name} is changed.", Visit.Left(form));
    }

    public static async Task<FormResult> DeleteAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteRateLimitAsync(visit.Named("name"), form.RevisionOf(), visit.Cancelled);
        return new FormResult($"The limit {visit.Named("name")} is deleted.", Visit.Left(form));
    }

    public static async Task<FormResult> ResetAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.ResetRateLimitAsync(visit.Named("name"), form.TextOf("target"), visit.Cancelled);
        return new FormResult($"The limit {visit.Named("name")} counts anew.");
    }
}
