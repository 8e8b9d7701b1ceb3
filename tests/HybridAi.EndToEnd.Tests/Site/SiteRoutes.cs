using HybridAi.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What the site serves, as the site itself maps it: what a walk has to have been to.</summary>
internal static class SiteRoutes
{
    // No pages.
    private static readonly string[] Machinery = ["/assets/{name}", "/live", "/settings/backup"];

    /// <summary>Methods and patterns, such as <c>POST /limits/{name}/delete</c>.</summary>
    public static IReadOnlyList<(string Method, string Pattern)> All { get; } = Read();

    public static IEnumerable<string> Pages => All.Where(route => route.Method == "GET").Select(route => route.Pattern).Except(Machinery);

    public static IEnumerable<string> Forms => All.Where(route => route.Method == "POST").Select(route => route.Pattern);

    /// <summary>The pattern that an address is served by; null: the site does not serve it.</summary>
    public static string? PatternOf(string method, string address)
    {
        var path = address.Split('?', '#')[0];
        return All.Where(route => route.Method == method).Select(route => route.Pattern).OrderBy(pattern => pattern.Count(one => one == '{'))
            .FirstOrDefault(pattern => new TemplateMatcher(TemplateParser.Parse(pattern.TrimStart('/')), new RouteValueDictionary()).TryMatch(path, new RouteValueDictionary()));
    }

    private static IReadOnlyList<(string Method, string Pattern)> Read()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddWeb();
        var app = builder.Build();
        app.MapWeb();
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (method, endpoint.RoutePattern.RawText!))),
        ];
    }
}
