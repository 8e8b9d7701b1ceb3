using HybridAi.Web.Layout;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Web.Pages.Requests;

/// <summary>Leads from an id that somebody typed to the page of its request.</summary>
internal static class RequestSearch
{
    public static RedirectHttpResult Find(string? id = null) =>
        TypedResults.LocalRedirect(Guid.TryParse(id?.Trim(), out var known) ? Links.Request(known) : "/requests?id=" + Uri.EscapeDataString(id?.Trim() ?? ""));
}
