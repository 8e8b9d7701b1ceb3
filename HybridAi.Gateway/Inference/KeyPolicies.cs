using System.Globalization;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>Holds requests to the policy of their key.</summary>
internal static class KeyPolicies
{
    /// <summary>The options of a request as its key's policy has them.</summary>
    public static RequestOptions Apply(Exchange exchange, RequestOptions options)
    {
        if (exchange.Key.Policy is not { } policy)
            return options;
        var after = options with
        {
            Strategy = policy.Strategy ?? options.Strategy,
            Provider = policy.Provider ?? options.Provider,
            Region = policy.Region ?? options.Region,
            Hedge = policy.Hedge ?? options.Hedge,
            Cache = policy.Cache is { } cache ? CacheModes.Find(cache) : options.Cache,
            MaxCost = policy.MaxCost is { } most && !(options.MaxCost < most) ? most : options.MaxCost,
        };
        Tell(exchange, "strategy", options.Strategy, after.Strategy);
        Tell(exchange, "provider", options.Provider, after.Provider);
        Tell(exchange, "region", options.Region, after.Region);
        Tell(exchange, "hedge", Text(options.Hedge), Text(after.Hedge));
        Tell(exchange, "cache", Text(options.Cache), Text(after.Cache));
        Tell(exchange, "max-cost", Text(options.MaxCost), Text(after.MaxCost));
        return after;
    }

    /// <summary>Refuses what asks for more output than its key may have, and bounds what names no bound.</summary>
    public static GatewayError? BoundOutput(Exchange exchange)
    {
        if (exchange.Key.Policy?.MaxOutputTokens is not { } most || !exchange.Api.IsChat() || exchange.Api == InferenceApi.CountTokens)
            return null;
        if (OutputBound.FindUnreadable(exchange.Body.Scan) is { } unreadable)
            return GatewayError.Invalid($"The field '{unreadable}' must be a whole number: this key may ask for {most} output tokens at the most.", unreadable);
        if (OutputBound.Largest(exchange.Body.Scan) is { } asked)
        {
            return asked.Tokens <= most ? null : GatewayError.Invalid(
                $"This key may ask for {most} output tokens at the most, not for {asked.Tokens}: ask for fewer, or let an administrator change the key's policy.", asked.Name);
        }

        // As if the caller had said so, in its own dialect: all that follows reads it there.
        return exchange.Body.Set(OutputBound.NameFor(exchange.Api), most.ToString(CultureInfo.InvariantCulture)) is { } error ? GatewayError.Invalid(error) : null;
    }

    private static void Tell(Exchange exchange, string option, string? asked, string? given)
    {
        if (asked is not null && asked != given)
            exchange.Decide("policy", $"The request asked for the {option} '{asked}'; the policy of its key wants '{given}'.");
    }

    private static string? Text(bool? value) => value is { } known ? known ? "true" : "false" : null;

    private static string? Text(CacheMode? mode) => mode is { } known ? CacheModes.NameOf(known) : null;

    private static string? Text(decimal? usd) => usd?.ToString(CultureInfo.InvariantCulture);
}
