using System.Globalization;
using HybridAi.Core.Configuration;
using HybridAi.Core.RateLimiting;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>The words for requests that limits have no room for.</summary>
internal static class LimitRefusals
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>There is no room until a while has passed.</summary>
    public static GatewayError Full(Exchange exchange, in LimitCharge charge, string more = "")
    {
        // Who stood in line behind others never learnt when.
        var wait = charge.Wait > 0 ? TimeSpan.FromMicroseconds(charge.Wait) : Soon;
        var when = charge.Limit.Measure == LimitMeasure.Concurrent
            ? "Try again when one of them has ended"
            : $"Try again in {LimitHeaders.Duration((long)wait.TotalMicroseconds)}";
        return new GatewayError(GatewayErrorCode.RateLimited, $"{Describe(exchange, charge)} has no room{more}. {when}.") { RetryAfter = wait };
    }

    /// <summary>The request is larger than the limit ever allows.</summary>
    public static GatewayError TooLarge(Exchange exchange, in LimitCharge charge, long tokens) => new(
        GatewayErrorCode.RateLimited,
        string.Create(CultureInfo.InvariantCulture, $"{Describe(exchange, charge)} never has room for this request, whose input alone is about {tokens} tokens. Send less at a time."));

    /// <summary>A limit with what it counts and for whom.</summary>
    public static string Describe(Exchange exchange, in LimitCharge charge)
    {
        var definition = charge.Limit.Definition;
        var amount = definition.Amount.ToString(CultureInfo.InvariantCulture);
        var what = definition.Measure switch
        {
            LimitMeasure.Concurrent => $"{amount} requests at a time",
            LimitMeasure.Tokens => $"{amount} tokens in {DurationText.Format(definition.Window!.Value)}",
            _ => $"{amount} requests in {DurationText.Format(definition.Window!.Value)}",
        };
        return $"The rate limit '{definition.Name}' ({what}, {WhoOf(exchange, charge)})";
    }

    // What a caller may know: itself, and what it asked for.
    private static string WhoOf(Exchange exchange, in LimitCharge charge) => charge.Limit.Definition.Scope switch
    {
        LimitScope.Global => "all callers together",
        LimitScope.Organization => $"organization {charge.Key.Scope}",
        LimitScope.Team => $"team {charge.Key.Scope}",
        LimitScope.User when exchange.Caller.UserId is not null => $"user {charge.Key.Scope}",
        LimitScope.User => exchange.Options.User is { } user ? $"end user '{user}' of the key '{exchange.Caller.KeyName}'" : $"requests of the key '{exchange.Caller.KeyName}' that name no end user",
        LimitScope.Key => $"key '{exchange.Caller.KeyName}'",
        LimitScope.Ip => charge.Limit.Definition.Target is { } network ? $"addresses in {network}" : "your IP address",
        LimitScope.Model => $"model {charge.Key.Text}",
        _ => $"provider {charge.Key.Text}",
    };
}
