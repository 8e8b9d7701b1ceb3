using HybridAi.ServiceDefaults.Health;
using Microsoft.AspNetCore.Http;

namespace HybridAi.ServiceDefaults.Draining;

/// <summary>Counts the requests in flight. Once the host drains, answers tell their caller to connect elsewhere, and what comes behind the notice gets 503.</summary>
internal sealed class DrainGate(RequestDelegate next, Drain drain)
{
    // The shape of an error that clients of each of the APIs understand.
    private const string Refusal =
        """{"type":"error","error":{"type":"overloaded_error","code":"draining","message":"This instance is shutting down. Send the request again; another one takes it.","param":null}}""";

    private static readonly Func<object, Task> Leave = LeaveAsync;

    public Task InvokeAsync(HttpContext http)
    {
        if (drain.IsDraining && HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.Headers.Connection = "close";
        if (!drain.TryEnter())
            return HealthEndpoints.IsAsked(http) ? next(http) : RefuseAsync(http.Response);
        // Not by awaiting the answer: that would cost every request a state machine of its own.
        http.Response.OnCompleted(Leave, drain);
        return next(http);
    }

    private static Task LeaveAsync(object drain)
    {
        ((Drain)drain).Leave();
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
        response.ContentType = "application/json";
        return response.WriteAsync(Refusal, response.HttpContext.RequestAborted);
    }
}
