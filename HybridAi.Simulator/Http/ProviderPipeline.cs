using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Profiles;
using Microsoft.AspNetCore.Connections;

namespace HybridAi.Simulator.Http;

/// <summary>The way of a request to a simulated provider, whatever its wire: log, read, check the key, handle, and note how it went.</summary>
internal static class ProviderPipeline
{
    /// <param name="http">The request.</param>
    /// <param name="simulation">What the Simulator knows.</param>
    /// <param name="provider">Who is asked.</param>
    /// <param name="handle">Answers.</param>
    /// <param name="profile">The wire that the path belongs to, where it is not the provider's first.</param>
    public static async Task RunAsync(
        HttpContext http, Simulation simulation, SimulatedProvider provider, Func<Exchange, Task> handle, ProviderProfile? profile = null)
    {
        profile ??= provider.Profile;
        var exchange = new Exchange(http, simulation, provider, MakeEntry(http, simulation, provider), profile);
        try
        {
            var problem = await ReadAsync(exchange);
            simulation.Log.Add(exchange.Entry);
            problem ??= KeyCheck.Check(http.Request, profile, out var key) ?? Accept(exchange, key);
            if (problem is null)
                await handle(exchange);
            else
                await exchange.SendErrorAsync(problem);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            exchange.Settle(http.RequestAborted.IsCancellationRequested ? Outcome.Cancelled : Outcome.Error, null);
            http.Abort();
        }
    }

    private static ApiError? Accept(Exchange exchange, string key)
    {
        exchange.Key = key;
        return null;
    }

    private static async Task<ApiError?> ReadAsync(Exchange exchange)
    {
        try
        {
            (exchange.Entry.Body, var problem) = await BodyReader.ReadAsync(exchange.Http.Request, exchange.Aborted);
            return problem;
        }
        catch (BadHttpRequestException exception)
        {
            // The upload broke off, or does not keep to HTTP.
            exchange.Http.Response.Headers.Connection = "close";
            return new ApiError(ErrorKind.InvalidJson, "The request body could not be read.") { Status = exception.StatusCode };
        }
    }

    private static RequestEntry MakeEntry(HttpContext http, Simulation simulation, SimulatedProvider provider)
    {
        var given = http.Request.Headers["x-request-id"].ToString();
        return new RequestEntry
        {
            Provider = provider.Profile.Name,
            Method = http.Request.Method,
            Path = http.Request.Path.Value + SecretMask.MaskQuery(http.Request.QueryString.Value),
            At = simulation.Time.GetUtcNow(),
            RequestId = given.Length is > 0 and <= 128 && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
                ? given
                : simulation.NextId("req_", 24),
            Headers = SecretMask.MaskHeaders(http.Request.Headers),
        };
    }
}
