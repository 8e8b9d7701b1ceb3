using HybridAi.ServiceDefaults.Health;
using Microsoft.AspNetCore.Http;

namespace HybridAi.ServiceDefaults.Draining;

/// <summary>Counts the requests in flight. Once the host drains, answers tell their caller to connect elsewhere, and what comes behind the notice gets 503.</summary>
internal sealed class DrainGate(RequestDelegate next, Drain drain)
{
    // The shape of an error that clients of each of the APIs understand.
    private const string Refusal =
        """{"type":"error","error":{"type":"overloaded_error","code":"draining","message":"This instance is shutting down. Send the request again; another one takes it.","param":null}}""";

    public Task InvokeAsync(HttpContext http)
    {
        if (drain.IsDraining && HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.Headers.Connection = "close";
        if (!drain.TryEnter())
            return HealthEndpoints.IsAsked(http) ? next(http) : RefuseAsync(http.Response);
        Task answering;
        try
        {
            answering = next(http);
        }
        catch (Exception)
        {
            drain.Leave();
            throw;
        }

        if (!answering.IsCompleted)
            return LeaveAfterAsync(answering);
        drain.Leave();
        return answering;
    }

    private async Task LeaveAfterAsync(Task answering)
    {
        try
        {
            await answering;
        }
        finally
        {
            drain.Leave();
        }
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
        response.ContentType = "application/json";
        return response.WriteAsync(Refusal, response.HttpContext.RequestAborted);
    }
}
