using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;

namespace HybridAi.Simulator.Limits;

/// <summary>Counts a call against its key's limits and says so in the headers.</summary>
internal static class LimitGate
{
    public static ApiError? Pass(Exchange exchange, long tokens)
    {
        if (exchange.InBatch)
            return null;
        var window = exchange.Provider.Limits.Count(exchange.Key, tokens, exchange.Provider.Script.Script.RateLimit);
        LimitHeaders.Write(exchange.Http.Response.Headers, exchange.Profile.LimitHeaders, window, exchange.Simulation.Time.GetUtcNow());
        if (!window.RequestsExceeded && !window.TokensExceeded)
            return null;
        var (what, limit) = window.RequestsExceeded ? ("requests", window.RequestLimit) : ("tokens", window.TokenLimit);
        var wait = Math.Ceiling(window.UntilReset.TotalSeconds);
        return new ApiError(ErrorKind.RateLimit, $"Rate limit reached on {what} per min: Limit {limit}. Please try again in {wait}s.")
        {
            RetryAfterSeconds = wait,
        };
    }
}
