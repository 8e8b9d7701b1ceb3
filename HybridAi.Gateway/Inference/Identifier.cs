using System.Net;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Node.Settings;
using HybridAi.Storage.Secrets;

namespace HybridAi.Gateway.Inference;

/// <summary>Finds out who makes a request, and by what names that is recorded.</summary>
internal sealed class Identifier(PrivacyOptions privacy, GatewayOptions options, Pseudonymizer pseudonymizer)
{
    private readonly ProxyTrust _proxies = new(options.TrustedProxies);

    public GatewayError? Identify(Exchange exchange)
    {
        var http = exchange.Http;
        if (SnapshotAuthenticator.Find(exchange.Snapshot, http, exchange.At, out var failure) is not { } key)
            return Refuse(failure);
        if (!key.MayInfer)
            return new GatewayError(GatewayErrorCode.RoleNotAllowed, "A key with the role viewer may not call models; use one with the role inference.");
        exchange.Key = key;
        exchange.Client = ClientOf(http);
        return null;
    }

    /// <summary>The caller's own user id as it is recorded.</summary>
    public string? Pseudonym(string? user) => user is null || !privacy.HashUsers ? user : pseudonymizer.OfUser(user);

    public static GatewayError Refuse(AuthenticationFailure failure) => failure switch
    {
        AuthenticationFailure.Missing => new(GatewayErrorCode.MissingKey, "Send an API key as 'Authorization: Bearer hai-…'."),
        AuthenticationFailure.Revoked => new(GatewayErrorCode.RevokedKey, "This API key was revoked. Ask an administrator for another."),
        AuthenticationFailure.Expired => new(GatewayErrorCode.ExpiredKey, "This API key has expired. Ask an administrator for another."),
        _ => new(GatewayErrorCode.InvalidKey, "Nobody has this API key. Check that it was copied whole."),
    };

    // A connection's address never changes, nor, for most proxies, does what it says of the client: the keyed hash is computed once for all of its requests.
    private ClientAddress? ClientOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } peer)
            return null;
        var forwardedFor = _proxies.IsTrusted(ClientNetwork.Plain(peer)) ? http.Request.Headers["X-Forwarded-For"].ToString() : "";
        var memory = ConnectionMemory.Of(http);
        if (memory?.ClientOf(peer, forwardedFor) is { } known)
            return known;
        var client = Describe(_proxies.ClientOf(peer, forwardedFor));
        memory?.Remember(peer, forwardedFor, client);
        return client;
    }

    private ClientAddress Describe(IPAddress address)
    {
        var recorded = TextOf(address);
        var counted = ClientNetwork.CountedBy(address);
        return new ClientAddress(address, recorded, counted.Equals(address) ? recorded : TextOf(counted));
    }

    private string TextOf(IPAddress address) => privacy.HashAddresses ? pseudonymizer.OfAddress(address) : address.ToString();
}
