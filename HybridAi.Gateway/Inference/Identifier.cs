using System.Net;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Settings;
using HybridAi.Storage.Secrets;
using Microsoft.AspNetCore.Connections.Features;

namespace HybridAi.Gateway.Inference;

/// <summary>Finds out who makes a request, and by what names that is recorded.</summary>
internal sealed class Identifier(PrivacyOptions privacy, Pseudonymizer pseudonymizer)
{
    private static readonly object AddressItem = new();

    public GatewayError? Identify(Exchange exchange)
    {
        var http = exchange.Http;
        if (SnapshotAuthenticator.Find(exchange.Snapshot, RequestSecret.Find(http.Request.Headers), exchange.At, out var failure) is not { } key)
            return Refuse(failure);
        if (!key.MayInfer)
            return new GatewayError(GatewayErrorCode.RoleNotAllowed, "A key with the role viewer may not call models; use one with the role inference.");
        exchange.Key = key;
        exchange.ClientAddress = AddressOf(http);
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

    // A connection's address never changes, so its keyed hash is computed once for all of its requests.
    private string? AddressOf(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return null;
        var items = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is null)
            return TextOf(address);
        // The requests of an HTTP/2 connection run at the same time, and its items are a plain dictionary.
        lock (items)
        {
            if (items.TryGetValue(AddressItem, out var known) && known is ConnectionAddress same && same.Address.Equals(address))
                return same.Text;
            var text = TextOf(address);
            items[AddressItem] = new ConnectionAddress(address, text);
            return text;
        }
    }

    private string TextOf(IPAddress address) => privacy.HashAddresses ? pseudonymizer.OfAddress(address) : address.ToString();

    private sealed record ConnectionAddress(IPAddress Address, string Text);
}
