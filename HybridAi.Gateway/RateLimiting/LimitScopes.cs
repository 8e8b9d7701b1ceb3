using HybridAi.Core.RateLimiting;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>Finds the scope of each limit that a request falls into.</summary>
internal static class LimitScopes
{
    /// <summary>The scope of a limit that depends on who asks.</summary>
    /// <returns>False if the limit does not hold for the request.</returns>
    public static bool TryFind(Limit limit, Exchange exchange, out LimitKey key)
    {
        var caller = exchange.Caller;
        switch (limit.Definition.Scope)
        {
            case LimitScope.Global:
                key = new LimitKey(limit.Counters, Guid.Empty, null);
                return true;
            case LimitScope.Organization:
                return TryFind(limit, caller.OrganizationId.Value, out key);
            case LimitScope.Team:
                return TryFind(limit, caller.TeamId?.Value, out key);
            case LimitScope.Key:
                return TryFind(limit, exchange.Key.CountedAs.Value, out key) || (limit.TargetId == caller.KeyId.Value && TryFind(limit, caller.KeyId.Value, out key));
            case LimitScope.User when caller.UserId is { } user:
                return TryFind(limit, user.Value, out key);
            case LimitScope.User:
                // Within the key, so that nobody counts to others by the name it gives, nor escapes them.
                key = new LimitKey(limit.Counters, exchange.Key.CountedAs.Value, exchange.EndUser ?? "");
                return limit.Definition.Target is not { } name || name == exchange.Options.User;
            case LimitScope.Ip:
                return TryFindAddress(limit, exchange, out key);
            default:
                key = default;
                return false;
        }
    }

    /// <summary>The scope of a limit that depends on where a request goes.</summary>
    /// <returns>False if the limit does not hold for the deployment.</returns>
    public static bool TryFind(Limit limit, string requestedModel, Deployment deployment, out LimitKey key)
    {
        var each = limit.Definition.Scope == LimitScope.Provider ? deployment.Provider : deployment.CatalogModel?.Id ?? deployment.Model;
        key = new LimitKey(limit.Counters, Guid.Empty, limit.Definition.Target ?? each);
        return limit.Definition.Target is not { } target || target == each
            || (limit.Definition.Scope == LimitScope.Model && (target == deployment.Id || target == deployment.Model || target == requestedModel));
    }

    private static bool TryFind(Limit limit, Guid? id, out LimitKey key)
    {
        key = new LimitKey(limit.Counters, id ?? Guid.Empty, null);
        return id is not null && (limit.Definition.Target is null || limit.TargetId == id);
    }

    private static bool TryFindAddress(Limit limit, Exchange exchange, out LimitKey key)
    {
        key = default;
        if (exchange.Client is not { } client || (limit.TargetNetwork is { } network && !network.Contains(client.Address)))
            return false;
        key = new LimitKey(limit.Counters, Guid.Empty, limit.Definition.Target ?? client.CountedAs);
        return true;
    }
}
