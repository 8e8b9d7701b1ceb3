using HybridAi.ServiceDefaults.Feed;
using Microsoft.Extensions.DependencyInjection;

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
}
