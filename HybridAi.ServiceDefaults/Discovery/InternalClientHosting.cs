using HybridAi.ServiceDefaults.Feed;
using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace HybridAi.ServiceDefaults.Discovery;

/// <summary>Gives a client of the product's own services what it needs to find them.</summary>
public static class InternalClientHosting
{
    /// <summary>
    /// Lets a client call a service by its name, such as <c>https+http://gateway</c>, where <c>services:gateway:http:0</c> and on list its instances, and try
    /// the next one when a reading call fails. An address that no service has is called as it stands.
    /// </summary>
    /// <param name="client">The client.</param>
    public static IHttpClientBuilder AddInternalCalls(this IHttpClientBuilder client)
    {
        FeedServices.AddInternalCalls(client);
        return client;
    }

    /// <summary>
    /// Lets a client call a service by its name as <see cref="AddInternalCalls"/> does, but ends nothing by itself: for calls that take as long as they take, such as those of models.
    /// </summary>
    /// <param name="client">The client.</param>
    public static IHttpClientBuilder AddInternalWaits(this IHttpClientBuilder client)
    {
        FeedServices.AddInternalWaits(client);
        return client;
    }

    /// <summary>Whether a call was ended or kept back on this side: a try took too long, or too many before it had failed. To its caller the service did not answer.</summary>
    /// <param name="exception">What the call threw.</param>
    public static bool IsRejection(Exception exception) => exception is ExecutionRejectedException;
}
