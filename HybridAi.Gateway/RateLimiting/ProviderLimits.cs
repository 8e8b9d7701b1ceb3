using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;
using HybridAi.Providers.Limits;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>
/// Learns from the headers of answers which deployments take no more for now: nothing is left until a reset that they name, or they said 429 and when to come
/// again. What share of its limits is left is noted while a fallback rule asks for it.
/// </summary>
internal sealed class ProviderLimits(Translator translator, RoutingOptions options, TimeProvider time) : IProviderLimits, IDeploymentLimits
{
    private const int MostKnown = 10_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // Limits are by the minute: what was left longer ago says nothing.
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (double Share, long At)> _shares = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public DateTimeOffset? ExhaustedUntil(Deployment deployment)
    {
        if (_until.IsEmpty || !_until.TryGetValue(deployment.Id, out var until))
            return null;
        if (until > time.GetUtcNow())
            return until;
        _until.TryRemove(KeyValuePair.Create(deployment.Id, until));
        return null;
    }

    /// <inheritdoc/>
    public double? ShareLeft(Deployment deployment) =>
        _shares.TryGetValue(deployment.Id, out var known) && time.GetElapsedTime(known.At) < Freshness ? known.Share : null;

    /// <summary>Reads what an answer says of its provider's limits.</summary>
    /// <param name="deployment">Whose they are.</param>
    /// <param name="response">The answer.</param>
    /// <param name="withShare">Whether anyone asks for <see cref="ShareLeft"/>.</param>
    public void Learn(Deployment deployment, HttpResponseMessage response, bool withShare)
    {
        if (withShare && ReportedLimits.ShareLeft(response.Headers) is { } share)
        {
            if (_shares.Count >= MostKnown)
                _shares.Clear();
            _shares[deployment.Id] = (Math.Clamp(share, 0, 1), time.GetTimestamp());
        }

        if (!options.ProviderLimits || ReportedLimits.ExhaustedFor(response.Headers, response.StatusCode == HttpStatusCode.TooManyRequests, time.GetUtcNow()) is not { } wait || wait <= TimeSpan.Zero)
            return;
        if (_until.Count >= MostKnown)
            _until.Clear();
        _until[deployment.Id] = time.GetUtcNow() + (wait < Longest ? wait : Longest);
    }

    /// <summary>Leaves deployments that take no more out of a plan, if there are others.</summary>
    public void LeaveOutExhausted(Exchange exchange)
    {
        if (_until.IsEmpty || exchange.Plan.Length < 2 || !Array.Exists(exchange.Plan, deployment => ExhaustedUntil(deployment) is not null))
            return;
        var left = Array.FindAll(exchange.Plan, deployment => ExhaustedUntil(deployment) is null);
        // A plan begins with one that can take the request.
        while (left.Length > 0 && !translator.CanTake(exchange, left[0], out _))
            left = left[1..];
        if (left.Length == 0)
            return;
        foreach (var deployment in exchange.Plan)
        {
            if (ExhaustedUntil(deployment) is { } until)
                exchange.Decide("limit", string.Create(CultureInfo.InvariantCulture, $"Left out {deployment.Id}: its provider said that it takes no more until {until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}."));
        }

        exchange.Plan = left;
    }
}
