using System.Text.Json;
using HybridAi.Web.Layout;
using HybridAi.Web.Session;
using HybridAi.Web.Visits;
using Microsoft.AspNetCore.Antiforgery;

namespace HybridAi.Web.Pages.Playground;

/// <summary>
/// Passes an answer on to the reader's browser as it comes, a line of JSON at a time: a script has no key. It takes the playground's own form, from this site only. When the browser stops
/// reading, so does the gateway.
/// </summary>
internal sealed class PlaygroundRelay(PlaygroundCalls calls, SessionCookie session, IAntiforgery antiforgery, IHostApplicationLifetime lifetime)
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task ServeAsync(HttpContext http)
    {
        if (session.Read(http) is not { } key)
            await RefuseAsync(http, StatusCodes.Status401Unauthorized, "You are not signed in any more. Sign in again; what you wrote is still here.");
        else if (!IsFromThisSite(http.Request))
            await RefuseAsync(http, StatusCodes.Status403Forbidden, "This did not come from this site.");
        else if (http.Request.ContentLength > PlaygroundForm.MostBytes)
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, "This is too much at once. Begin anew or send less.");
        else if (await FormToken.ReadAsync(http, antiforgery, http.RequestAborted, PlaygroundForm.MostBytes) is not { } form)
            await RefuseAsync(http, StatusCodes.Status400BadRequest, "The page is too old. Load it again.");
        else if (QuestionOf(form, out var problem) is { } question)
            await AnswerAsync(http, key, question);
        else
            await RefuseAsync(http, StatusCodes.Status422UnprocessableEntity, problem!);
    }

    private async Task AnswerAsync(HttpContext http, string key, Question question)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            Begin(http.Response, StatusCodes.Status200OK);
            // The browser is told at once that it is connected: a model may think for long before its first word.
            await http.Response.StartAsync(end.Token);
            await http.Response.Body.FlushAsync(end.Token);
            var answer = await calls.AskAsync(key, question, line => WriteAsync(http.Response, line, end.Token), end.Token);
            await WriteAsync(http.Response, new RelayLine(End: new RelayEnd(answer.Problem, answer.Request, answer.Facts)), end.Token);
        }
        catch (Exception e) when (end.IsCancellationRequested && e is OperationCanceledException or IOException or HttpRequestException)
        {
            // The browser stopped, or the site does.
        }
    }

    // A page elsewhere cannot read the token; a browser that says where the form comes from is believed besides.
    private static bool IsFromThisSite(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site == "same-origin";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }

    private static Question? QuestionOf(IFormCollection form, out string? problem)
    {
        problem = null;
        try
        {
            return PlaygroundForm.QuestionOf(form, form["side"] == "2" ? 2 : 1);
        }
        catch (FormProblem wrong)
        {
            problem = wrong.Message;
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string problem)
    {
        Begin(http.Response, status);
        return WriteAsync(http.Response, new RelayLine(End: new RelayEnd(problem)), http.RequestAborted).AsTask();
    }

    private static void Begin(HttpResponse response, int status)
    {
        response.StatusCode = status;
        response.ContentType = "application/x-ndjson";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        // Proxies before the site would otherwise keep words back.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static async ValueTask WriteAsync(HttpResponse response, RelayLine line, CancellationToken cancelled)
    {
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, PlaygroundJson.Short.RelayLine), cancelled);
        await response.Body.WriteAsync(LineEnd, cancelled);
        await response.Body.FlushAsync(cancelled);
    }
}
