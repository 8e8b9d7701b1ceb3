using Microsoft.AspNetCore.Components;

namespace HybridAi.Web.Visits;

/// <summary>How pages and their forms are mapped.</summary>
internal static class PageRoutes
{
    /// <summary>Maps a page: what <paramref name="load"/> reads is what the component shows.</summary>
    public static void MapPage<TPage, TModel>(this IEndpointRouteBuilder pages, string pattern, Func<Visit, Task<TModel>> load)
        where TPage : IComponent, IPage<TModel> =>
        pages.MapGet(pattern, (HttpContext http, VisitHandler visits) => visits.ShowAsync<TPage, TModel>(http, load));

    /// <summary>Maps what a form asks for. What came of it is told on the page that follows.</summary>
    public static void MapForm(this IEndpointRouteBuilder pages, string pattern, Func<Visit, IFormCollection, Task<FormResult>> act) =>
        pages.MapPost(pattern, (HttpContext http, VisitHandler visits) => visits.ActAsync(http, act));

    /// <summary>The same for a form that may have more than usual.</summary>
    public static void MapForm(this IEndpointRouteBuilder pages, string pattern, Func<HttpContext, Visit, IFormCollection, Task<FormResult>> act, LargeForm large) =>
        pages.MapPost(pattern, (HttpContext http, VisitHandler visits) => visits.ActAsync(http, (visit, form) => act(http, visit, form), large: large));

    /// <summary>Maps a form that is shown again, with what was written into it, if that cannot be taken; or with the secret that it made.</summary>
    public static void MapForm<TPage, TModel>(
        this IEndpointRouteBuilder pages, string pattern, Func<Visit, IFormCollection, Task<FormResult>> act, Func<Visit, Task<TModel>> load, LargeForm? large = null)
        where TPage : IComponent, IPage<TModel> =>
        pages.MapPost(pattern, (HttpContext http, VisitHandler visits) => visits.ActAsync(
            http, act, async (visit, status) => VisitHandler.Page<TPage, TModel>(visit, await load(visit), status), large));

    /// <summary>Maps a form whose answer is a page.</summary>
    public static void MapAnswer<TPage, TModel>(
        this IEndpointRouteBuilder pages, string pattern, Func<HttpContext, Visit, IFormCollection, Task<TModel>> answer, long mostBytes)
        where TPage : IComponent, IPage<TModel> =>
        pages.MapPost(pattern, (HttpContext http, VisitHandler visits) => visits.AnswerAsync<TPage, TModel>(http, answer, mostBytes));
}
