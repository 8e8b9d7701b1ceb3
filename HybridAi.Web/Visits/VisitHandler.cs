using System.Globalization;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Formatting;
using HybridAi.Web.Gateway;
using HybridAi.Web.Layout;
using HybridAi.Web.Pages.Keys;
using HybridAi.Web.Pages.Problem;
using HybridAi.Web.Session;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Visits;

/// <summary>What all pages have in common: who reads, what is shown when the gateway does not give what is needed, and how forms are taken.</summary>
internal sealed class VisitHandler(IAntiforgery antiforgery, SessionCookie session, NoticeCookie notices, GatewayClients clients, IOptionsMonitor<WebOptions> options, TimeProvider time)
{
    /// <summary>The field of a form that says where it was.</summary>
    public const string BackField = "back";

    // Said by site.js.
    private const string RefreshHeader = "x-hybridai-refresh";

    private const string FormExpired = "The form was too old or did not come from this site. Nothing was done; please try again.";

    public async Task<IResult> ShowAsync<TPage, TModel>(HttpContext http, Func<Visit, Task<TModel>> load)
        where TPage : IComponent, IPage<TModel>
    {
        if (session.Read(http) is not { } key)
            return ToSignIn(http);
        Visit? visit = null;
        var began = time.GetTimestamp();
        // A page that refreshes itself does not take what is for the reader's next one.
        var notice = http.Request.Headers.ContainsKey(RefreshHeader) ? null : notices.Take(http);
        try
        {
            visit = await BeginAsync(http, key, notice);
            if (visit.Reader.Role == Roles.Inference)
                return CannotSee(http);
            var model = await load(visit);
            // For who wonders why a page takes long: the rest is the site's own.
            http.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture, $"read;dur={time.GetElapsedTime(began).TotalMilliseconds:0.0};desc=\"reading from the API\"");
            return Page<TPage, TModel>(visit, model, StatusCodes.Status200OK);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            // It is still to be told.
            if (notice is not null)
                notices.Write(http, notice);
            return Fail(http, visit, e);
        }
    }

    /// <summary>A page that shows what was read for it.</summary>
    public static RazorComponentResult<TPage> Page<TPage, TModel>(Visit visit, TModel model, int status)
        where TPage : IComponent, IPage<TModel> =>
        new(new Dictionary<string, object?> { [nameof(IPage<>.Visit)] = visit, [nameof(IPage<>.Model)] = model }) { StatusCode = status };

    /// <summary>Takes a form. What came of it is told on the page that it leads to.</summary>
    /// <param name="http">The request.</param>
    /// <param name="act">Does what the form asks for.</param>
    /// <param name="again">Shows the form's page with what was written, if that cannot be taken; null: the page is shown anew.</param>
    /// <param name="large">What is to be known of a form that may have more than usual; null: it may not.</param>
    public async Task<IResult> ActAsync(
        HttpContext http, Func<Visit, IFormCollection, Task<FormResult>> act, Func<Visit, int, Task<IResult>>? again = null, LargeForm? large = null)
    {
        if (session.Read(http) is not { } key)
            return ToSignIn(large?.Page ?? "/");
        var mostBytes = large?.MostBytes ?? FormToken.UsualBytes;
        if (http.Request.ContentLength is { } length && length > mostBytes)
        {
            return Problem(
                StatusCodes.Status413PayloadTooLarge, "This is too much at once",
                $"What was sent has {Text.Bytes(length)}, and may have {Text.Bytes(mostBytes)}. Nothing was done. Go back, and send less.", null, null);
        }

        Visit? visit = null;
        if (large is not null)
        {
            (visit, var refusal) = await AdmitAsync(http, key, large.Page);
            if (refusal is not null)
                return refusal;
        }

        if (await FormToken.ReadAsync(http, antiforgery, http.RequestAborted, mostBytes) is not { } form)
            return Problem(StatusCodes.Status400BadRequest, "This was not done", FormExpired, "/", null);
        var back = LocalAddress.OrStart(form[BackField]);
        try
        {
            visit ??= await BeginAsync(http, key, null);
            var result = await act(visit, form);
            if (result.Secret is { } secret)
                return await ShowSecretAsync(http, visit.Back(back, null, new Notice(result.Text)) with { Secret = secret }, result.IsReadersKey, again!);
            notices.Write(http, new Notice(result.Text));
            return TypedResults.LocalRedirect(LocalAddress.OrStart(result.Address ?? back));
        }
        catch (Exception e) when (e is FormProblem || GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            if (e is not FormProblem && GatewayFailures.Classify(e) == GatewayFailure.KeyRefused)
            {
                session.Delete(http);
                return ToSignIn(back);
            }

            var notice = new Notice(NotDone(e), Failed: true);
            if (again is not null && visit is not null)
                return await AgainAsync(http, visit.Back(back, form, notice), again, StatusCodes.Status422UnprocessableEntity);
            notices.Write(http, notice);
            return TypedResults.LocalRedirect(back);
        }
    }

    /// <summary>Takes a form and answers it with a page, which has what was written in it.</summary>
    public async Task<IResult> AnswerAsync<TPage, TModel>(HttpContext http, Func<HttpContext, Visit, IFormCollection, Task<TModel>> answer, long mostBytes)
        where TPage : IComponent, IPage<TModel>
    {
        if (session.Read(http) is not { } key)
            return ToSignIn(http.Request.Path);
        if (http.Request.ContentLength > mostBytes)
            return Problem(StatusCodes.Status413PayloadTooLarge, "This is too much at once", "Nothing was done. Go back, and begin anew or send less.", http.Request.Path, null);
        if (await FormToken.ReadAsync(http, antiforgery, http.RequestAborted, mostBytes) is not { } form)
            return Problem(StatusCodes.Status400BadRequest, "This was not done", FormExpired, http.Request.Path, null);
        Visit? visit = null;
        try
        {
            visit = await BeginAsync(http, key, null) with { Form = form };
            return Page<TPage, TModel>(visit, await answer(http, visit, form), StatusCodes.Status200OK);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            return Fail(http, visit, e);
        }
    }

    // What is large fills memory and disk before the gateway could refuse it, so it is not even read from who may not send it.
    private async Task<(Visit? Visit, IResult? Refusal)> AdmitAsync(HttpContext http, string key, string page)
    {
        try
        {
            var visit = await BeginAsync(http, key, null);
            return visit.MayAdministerInstallation
                ? (visit, null)
                : (null, Problem(
                    StatusCodes.Status403Forbidden, "Your key may not do this", "This needs a key with the role administrator in the default organization. Nothing was done.", null, visit));
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            var refusal = Fail(http, null, e, page);
            return (null, refusal is RedirectHttpResult ? refusal : Problem(
                StatusCodes.Status503ServiceUnavailable, "This was not done",
                "Whether you may do this could not be asked, because the gateway does not answer as it should. Nothing was done, and what you sent was not read: go back to it, and send it again.", page, null));
        }
    }

    // Nobody can read it again, so it is shown whatever becomes of the page that it belongs to.
    private async Task<IResult> ShowSecretAsync(HttpContext http, Visit visit, bool isReadersKey, Func<Visit, int, Task<IResult>> again)
    {
        if (isReadersKey)
        {
            session.Write(http, visit.Secret!);
            visit = visit with { Client = clients.For(visit.Secret!) };
        }

        try
        {
            return await again(visit, StatusCodes.Status200OK);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            return new RazorComponentResult<SecretPage>(new Dictionary<string, object?> { [nameof(SecretPage.Visit)] = visit });
        }
    }

    private async Task<IResult> AgainAsync(HttpContext http, Visit visit, Func<Visit, int, Task<IResult>> again, int status)
    {
        try
        {
            return await again(visit, status);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            // What became of the form is told on the next page that can be shown.
            notices.Write(http, visit.Notice!);
            return Fail(http, visit, e);
        }
    }

    private static string NotDone(Exception failure) =>
        failure is not FormProblem && GatewayFailures.Classify(failure) == GatewayFailure.Unreachable
            ? "The gateway did not answer, so it is not known whether this was done. Look before you try again."
            : failure.Message;

    private async Task<Visit> BeginAsync(HttpContext http, string key, Notice? notice)
    {
        var token = FormToken.Issue(http, antiforgery);
        var client = clients.For(key);
        var settings = options.CurrentValue;
        return new Visit
        {
            Reader = await client.MeAsync(http.RequestAborted),
            Client = client,
            Token = token,
            At = time.GetUtcNow(),
            Query = http.Request.Query,
            Route = http.Request.RouteValues,
            Path = http.Request.Path,
            Address = http.Request.GetEncodedPathAndQuery(),
            Gateway = settings.PublicAddress ?? new Uri(UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host)),
            ExampleModel = settings.ExampleModel,
            Notice = notice,
            Cancelled = http.RequestAborted,
        };
    }

    private IResult Fail(HttpContext http, Visit? visit, Exception failure, string? again = null)
    {
        // A form's page, not where the form was sent to: nothing can be read there.
        var here = again ?? visit?.Address ?? http.Request.GetEncodedPathAndQuery();
        switch (GatewayFailures.Classify(failure))
        {
            case GatewayFailure.KeyRefused:
                session.Delete(http);
                return ToSignIn(here);
            case GatewayFailure.NotAllowed:
                return Problem(StatusCodes.Status403Forbidden, "Your key may not see this page", failure.Message, null, visit);
            case GatewayFailure.NotFound:
                return Problem(StatusCodes.Status404NotFound, "There is nothing here", failure.Message, null, visit);
            case GatewayFailure.Unreachable:
                return Problem(
                    StatusCodes.Status503ServiceUnavailable, "The gateway does not answer",
                    "The site shows what the gateway's API tells it, and that does not answer right now. Requests may or may not be served.", here, visit);
            default:
                return Problem(StatusCodes.Status502BadGateway, "The gateway reports an error", failure.Message, here, visit);
        }
    }

    private RazorComponentResult<ProblemPage> CannotSee(HttpContext http)
    {
        session.Delete(http);
        return Problem(
            StatusCodes.Status403Forbidden, "This key cannot see the site", "It calls models: its role is inference. Ask an administrator for a key with the role viewer.", "/signin", null);
    }

    private static RedirectHttpResult ToSignIn(HttpContext http) => ToSignIn(http.Request.GetEncodedPathAndQuery());

    private static RedirectHttpResult ToSignIn(string address) =>
        TypedResults.LocalRedirect("/signin?returnUrl=" + Uri.EscapeDataString(LocalAddress.OrStart(address)));

    private static RazorComponentResult<ProblemPage> Problem(int status, string heading, string explanation, string? retryAddress, Visit? visit) =>
        new(new Dictionary<string, object?>
        {
            [nameof(ProblemPage.Heading)] = heading,
            [nameof(ProblemPage.Explanation)] = explanation,
            [nameof(ProblemPage.RetryAddress)] = retryAddress,
            [nameof(ProblemPage.Visit)] = visit,
        }) { StatusCode = status };
}
