using HybridAi.Client;
using HybridAi.Client.Usage;
using HybridAi.Web.Gateway;
using HybridAi.Web.Layout;
using HybridAi.Web.Pages.Problem;
using HybridAi.Web.Session;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Pages.Overview;

internal static class OverviewEndpoint
{
    private const int LatestRequests = 10;

    public static async Task<IResult> ShowAsync(
        HttpContext http, IAntiforgery antiforgery, SessionCookie session, GatewayClients clients, IOptionsMonitor<WebOptions> options, TimeProvider time,
        string? period = null, CancellationToken cancellationToken = default)
    {
        if (session.Read(http) is not { } key)
            return ToSignIn(http);
        var token = FormToken.Issue(http, antiforgery);
        try
        {
            var model = await LoadAsync(http, clients.For(key), options.CurrentValue, Period.Parse(period), time.GetUtcNow(), cancellationToken);
            return new RazorComponentResult<OverviewPage>(new Dictionary<string, object?>
            {
                [nameof(OverviewPage.Model)] = model,
                [nameof(OverviewPage.Token)] = token,
            });
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, cancellationToken))
        {
            return Fail(http, session, e);
        }
    }

    private static async Task<OverviewModel> LoadAsync(
        HttpContext http, HybridAiClient client, WebOptions options, Period period, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var me = client.MeAsync(cancellationToken);
        var summary = client.UsageSummaryAsync(new UsageFilter { From = period.Name }, period.Slices, cancellationToken);
        var providers = client.ProvidersAsync(cancellationToken);
        var latest = client.UsageAsync(new UsageFilter { From = period.Name, Limit = LatestRequests }, cancellationToken);
        await Task.WhenAll(me, summary, providers, latest);
        var address = options.PublicAddress ?? new Uri(UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host));
        return new OverviewModel(
            await me, period, now, await summary, (await providers).Data, (await latest).Data, address, options.ExampleModel);
    }

    private static IResult Fail(HttpContext http, SessionCookie session, Exception failure)
    {
        switch (GatewayFailures.Classify(failure))
        {
            case GatewayFailure.KeyRefused:
                session.Delete(http);
                return ToSignIn(http);
            case GatewayFailure.NotAllowed:
                session.Delete(http);
                return Problem(StatusCodes.Status403Forbidden, "This key cannot see the site", failure.Message, "/signin");
            case GatewayFailure.Unreachable:
                return Problem(
                    StatusCodes.Status503ServiceUnavailable, "The gateway does not answer",
                    "The site shows what the gateway's API tells it, and that does not answer right now. Requests may or may not be served.", http.Request.GetEncodedPathAndQuery());
            default:
                return Problem(StatusCodes.Status502BadGateway, "The gateway reports an error", failure.Message, http.Request.GetEncodedPathAndQuery());
        }
    }

    private static RedirectHttpResult ToSignIn(HttpContext http) =>
        TypedResults.LocalRedirect("/signin?returnUrl=" + Uri.EscapeDataString(LocalAddress.OrStart(http.Request.GetEncodedPathAndQuery())));

    private static RazorComponentResult<ProblemPage> Problem(int status, string heading, string explanation, string retryAddress) =>
        new(new Dictionary<string, object?>
        {
            [nameof(ProblemPage.Heading)] = heading,
            [nameof(ProblemPage.Explanation)] = explanation,
            [nameof(ProblemPage.RetryAddress)] = retryAddress,
        }) { StatusCode = status };
}
