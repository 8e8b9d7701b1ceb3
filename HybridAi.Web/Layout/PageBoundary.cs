using HybridAi.Web.Pages.Problem;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Web.Layout;

/// <summary>Around every page: the headers that all have, and a page for what nobody expected to fail.</summary>
internal sealed partial class PageBoundary(ILogger<PageBoundary> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        PageHeaders.Write(http.Response.Headers);
        try
        {
            // The page is rendered here and not behind this filter, so that a failure of the rendering is caught too.
            if (await next(context) is IResult page)
                await page.ExecuteAsync(http);
            return TypedResults.Empty;
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            LogFailed(failure, http.Request.Method, http.Request.Path);
            http.Response.Clear();
            PageHeaders.Write(http.Response.Headers);
            return new RazorComponentResult<ProblemPage>(new Dictionary<string, object?>
            {
                [nameof(ProblemPage.Heading)] = "The site failed",
                [nameof(ProblemPage.Explanation)] = "This is a fault of the site, not of your key or of what you did. Its log has the cause.",
                [nameof(ProblemPage.RetryAddress)] = "/",
            }) { StatusCode = StatusCodes.Status500InternalServerError };
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} of the site failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
