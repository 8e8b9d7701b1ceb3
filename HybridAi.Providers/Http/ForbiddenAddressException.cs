using System.Net;

namespace HybridAi.Providers.Http;

/// <summary>A provider's host name has an address that the gateway must not connect to.</summary>
/// <param name="host">The host.</param>
/// <param name="address">Its address.</param>
public sealed class ForbiddenAddressException(string host, IPAddress address) : IOException(
    $"'{host}' is at the private address {address}. If that is meant, set 'allowPrivateNetwork' for this provider.");
