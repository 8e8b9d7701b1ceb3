using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;

namespace HybridAi.Gateway.Resilience;

/// <summary>
/// What is left of the providers' own limits, by the headers of their last answers: <c>x-ratelimit-remaining-WHAT</c> of <c>x-ratelimit-limit-WHAT</c>
/// (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers), <c>anthropic-ratelimit-WHAT-remaining</c> of <c>…-limit</c>
/// (https://docs.anthropic.com/en/api/rate-limits#response-headers). Read only while a rule asks for it.
/// </summary>
internal sealed class LimitShares(TimeProvider time) : IDeploymentLimits
{
    private const int Most = 10_000;
    private const string Remaining = "remaining";

    // Limits are by the minute: what was left longer ago says nothing.
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (double Share, long At)> _byDeployment = new(StringComparer.Ordinal);

    public double? ShareLeft(Deployment deployment) =>
        _byDeployment.TryGetValue(deployment.Id, out var known) && time.GetElapsedTime(known.At) < Freshness ? known.Share : null;

    /// <summary>Takes note of an answer's headers.</summary>
    public void Learn(Deployment deployment, HttpResponseHeaders headers)
    {
        double? least = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            if (!name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase) || !name.Contains(Remaining, StringComparison.OrdinalIgnoreCase))
                continue;
            var limitName = name.Replace(Remaining, "limit", StringComparison.OrdinalIgnoreCase);
            if (headers.NonValidated.TryGetValues(limitName, out var limits) && NumberOf(values.ToString()) is { } left && NumberOf(limits.ToString()) is { } limit && limit > 0)
                least = Math.Min(least ?? 1, left / limit);
        }

        if (least is not { } share)
            return;
        if (_byDeployment.Count >= Most)
            _byDeployment.Clear();
        _byDeployment[deployment.Id] = (Math.Clamp(share, 0, 1), time.GetTimestamp());
    }

    private static double? NumberOf(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
