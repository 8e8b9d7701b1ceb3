using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Events;

/// <summary>Opens streams of events, as many as may be.</summary>
internal sealed class EventStreams(
    EventHub hub, EventPast past, EventStreamLimits limits, ICallerAuthenticator authenticator, EventsOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const string RetryAfterSeconds = "5";

    /// <summary>Answers with events until the caller leaves, is too slow, may not see them any more, or the host stops.</summary>
    /// <param name="http">The request.</param>
    /// <param name="selection">What it asks for.</param>
    /// <param name="after">The number to go on behind; null: from now on.</param>
    /// <returns>Why there is no stream, or null.</returns>
    public Task<ApiError?> ServeAsync(HttpContext http, EventSelection selection, long? after) => AdmitAsync(http, async mayGoOn =>
    {
        var subscription = await hub.JoinAsync(selection, options.QueueLength, http.RequestAborted);
        try
        {
            var first = after is { } number ? await past.ReadAsync(number, http.RequestAborted) : default;
            await new EventWriter(http, subscription, past, mayGoOn, options, lifetime.ApplicationStopping, time).RunAsync(after, first.Events, first.Bounds);
        }
        finally
        {
            hub.Leave(subscription);
        }
    });

    /// <summary>Lets a stream of any kind be written, if there is a place for it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="write">Writes it to its end; is given what says whether the caller's key is still what it was.</param>
    /// <returns>Why there is no stream, or null.</returns>
    public async Task<ApiError?> AdmitAsync(HttpContext http, Func<Func<bool>, Task> write)
    {
        var caller = http.GetCaller();
        var refused = lifetime.ApplicationStopping.IsCancellationRequested
            ? new ApiError(StatusCodes.Status503ServiceUnavailable, "draining", "This instance is shutting down. Connect again; another one takes it.")
            : Refusal(limits.Enter(caller.KeyId));
        if (refused is not null)
        {
            http.Response.Headers.RetryAfter = refused.Code == "draining" ? "1" : RetryAfterSeconds;
            return refused;
        }

        try
        {
            await write(() => IsStill(http, caller));
            return null;
        }
        finally
        {
            limits.Leave(caller.KeyId);
        }
    }

    private ApiError? Refusal(EventStreamPlace place) => place switch
    {
        EventStreamPlace.NodeFull => new ApiError(
            StatusCodes.Status503ServiceUnavailable, "too_many_streams", $"This gateway has {options.MaxStreams} streams of events, the most it takes (Events:MaxStreams). Try again later."),
        EventStreamPlace.KeyFull => new ApiError(
            StatusCodes.Status429TooManyRequests, "too_many_streams",
            $"This key has {options.MaxStreamsPerKey} streams of events at this gateway, the most that one key may have (Events:MaxStreamsPerKey). Close one first."),
        _ => null,
    };

    // A stream lives longer than keys do: what its key may not see any more it must not get.
    private bool IsStill(HttpContext http, Caller caller) =>
        authenticator.Authenticate(RequestSecret.Find(http.Request.Headers), out _) is { } now
        && now.KeyId == caller.KeyId && now.OrganizationId == caller.OrganizationId && now.Role == caller.Role;
}
