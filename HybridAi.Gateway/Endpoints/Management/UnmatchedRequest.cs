using Microsoft.AspNetCore.Routing.Template;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Answers what no management endpoint took, in the API's shape: an unknown path, a wrong method, a wrong content type.</summary>
internal sealed class UnmatchedRequest(EndpointDataSource endpoints)
{
    private readonly Lazy<Route[]> _routes = new(() => Read(endpoints));

    public ApiError Explain(HttpContext http)
    {
        var matching = _routes.Value.Where(route => route.Matcher.TryMatch(http.Request.Path, [])).ToList();
        if (matching.Count == 0)
        {
            return new ApiError(
                StatusCodes.Status404NotFound, "unknown_path", $"There is nothing at '{ApiError.Shorten(http.Request.Path)}'. /openapi/v1.json lists what there is.");
        }
        var methods = matching.SelectMany(route => route.Methods).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (methods.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase))
            return new ApiError(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "Send JSON with the header 'Content-Type: application/json'.");
        var allowed = string.Join(", ", methods);
        http.Response.Headers.Allow = allowed;
        return new ApiError(
            StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"{ApiError.Shorten(http.Request.Method)} is not possible here; {allowed} is.");
    }

    private static Route[] Read(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true)
            .Select(endpoint => (endpoint.RoutePattern, Methods: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods))
            .Where(endpoint => endpoint.Methods is { Count: > 0 })
            .Select(endpoint => new Route(new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!), []), endpoint.Methods!)),
    ];

    private sealed record Route(TemplateMatcher Matcher, IReadOnlyList<string> Methods);
}
