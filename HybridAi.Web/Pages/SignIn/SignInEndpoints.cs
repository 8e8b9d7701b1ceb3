using System.Globalization;
using HybridAi.Client.Errors;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Gateway;
using HybridAi.Web.Layout;
using HybridAi.Web.Session;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Web.Pages.SignIn;

internal static class SignInEndpoints
{
    private const int MaxKeyLength = 512;
    private const string FormExpired = "The form was too old or did not come from this site. Please try again.";

    public static IResult Show(HttpContext http, IAntiforgery antiforgery, SessionCookie session, string? returnUrl = null)
    {
        var address = LocalAddress.OrStart(returnUrl);
        return session.Read(http) is null ? Page(http, antiforgery, StatusCodes.Status200OK, address, null) : TypedResults.LocalRedirect(address);
    }

    public static async Task<IResult> SignInAsync(
        HttpContext http, IAntiforgery antiforgery, SessionCookie session, SignInLimiter limiter, GatewayClients clients, CancellationToken cancellationToken)
    {
        if (await FormToken.ReadAsync(http, antiforgery, cancellationToken) is not { } form)
            return Page(http, antiforgery, StatusCodes.Status400BadRequest, "/", FormExpired);
        var returnUrl = LocalAddress.OrStart(form["returnUrl"]);
        var key = form["key"].ToString().Trim();
        if (key.Length is 0 or > MaxKeyLength || key.Any(character => character is <= ' ' or > '~'))
            return Page(http, antiforgery, StatusCodes.Status400BadRequest, returnUrl, "Enter an API key. It has no spaces and no special letters.");
        if (limiter.Take(http.Connection.RemoteIpAddress) is { } wait)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Page(http, antiforgery, StatusCodes.Status429TooManyRequests, returnUrl, "Too many attempts from your address. Wait a little, then try again.");
        }
        try
        {
            var me = await clients.For(key).MeAsync(cancellationToken);
            limiter.GiveBack(http.Connection.RemoteIpAddress);
            if (me.Role == Roles.Inference)
                return Page(http, antiforgery, StatusCodes.Status403Forbidden, returnUrl, "This key calls models and cannot see the site: its role is inference. Ask an administrator for a key with the role viewer.");
            session.Write(http, key);
            return TypedResults.LocalRedirect(returnUrl);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, cancellationToken))
        {
            return Refuse(http, antiforgery, returnUrl, e);
        }
    }

    public static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SessionCookie session, CancellationToken cancellationToken)
    {
        if (await FormToken.ReadAsync(http, antiforgery, cancellationToken) is null)
            return Page(http, antiforgery, StatusCodes.Status400BadRequest, "/", FormExpired);
        session.Delete(http);
        return TypedResults.LocalRedirect("/signin");
    }

    private static RazorComponentResult<SignInPage> Refuse(HttpContext http, IAntiforgery antiforgery, string returnUrl, Exception failure) =>
        GatewayFailures.Classify(failure) switch
        {
            // The API says why: unknown, revoked or expired.
            GatewayFailure.KeyRefused => Page(http, antiforgery, StatusCodes.Status401Unauthorized, returnUrl, failure.Message),
            GatewayFailure.Unreachable => Page(
                http, antiforgery, StatusCodes.Status503ServiceUnavailable, returnUrl, "The gateway does not answer, so the key cannot be checked. Try again shortly."),
            _ => Page(
                http, antiforgery, StatusCodes.Status503ServiceUnavailable, returnUrl,
                $"The gateway could not check the key ({(failure as HybridAiApiException)?.Message}). Try again shortly."),
        };

    private static RazorComponentResult<SignInPage> Page(HttpContext http, IAntiforgery antiforgery, int status, string returnUrl, string? problem)
    {
        var token = FormToken.Issue(http, antiforgery);
        return new RazorComponentResult<SignInPage>(new Dictionary<string, object?>
        {
            [nameof(SignInPage.Token)] = token,
            [nameof(SignInPage.ReturnUrl)] = returnUrl,
            [nameof(SignInPage.Problem)] = problem,
        }) { StatusCode = status };
    }
}
