using System.Globalization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Resilience;

namespace HybridAi.Core.Health;

/// <summary>Judges how deployments, providers and the system are.</summary>
/// <param name="options">From when on something is not healthy.</param>
public sealed class HealthJudge(HealthOptions options)
{
    // With fewer calls no share of failures is critical, or a warning.
    private const int LeastCritical = 5;

    /// <summary>How a deployment is.</summary>
    /// <param name="evidence">What is known of it.</param>
    public HealthVerdict Judge(HealthEvidence evidence)
    {
        var minute = evidence.Windows[^1];
        if (evidence.Breaker == BreakerState.Open)
            return new(HealthLevel.Critical, $"its circuit is open for another {DurationText.About(evidence.OpenFor)}");
        var failures = Text($"{minute.Failed} of {minute.Calls} calls of the last minute failed");
        if (minute.Calls >= LeastCritical && minute.ErrorRate >= Threshold(options.CriticalErrorRate, HealthLevel.Critical))
            return new(HealthLevel.Critical, failures);
        // A circuit stays half open until it is called again, which may be tomorrow.
        if (evidence.Breaker == BreakerState.HalfOpen)
            return minute.Calls > 0 ? new(HealthLevel.Warning, "its circuit is half open") : HealthVerdict.Unknown;
        if (minute.Calls >= Degradation.LeastCalls && minute.ErrorRate >= Threshold(options.WarningErrorRate, HealthLevel.Warning))
            return new(HealthLevel.Warning, failures);
        if (Worse(evidence, options) is { } worse)
            return worse;
        return minute.Succeeded > 0 ? HealthVerdict.Healthy : HealthVerdict.Unknown;

        // Once it is reached, half of it counts: it would come and go at the edge.
        double Threshold(double rate, HealthLevel level) => evidence.Before.Level >= level ? rate / 2 : rate;
    }

    /// <summary>How a provider is.</summary>
    /// <param name="deployments">How those of its deployments are that were called.</param>
    /// <param name="succeeded">Whether a call of the last minute succeeded.</param>
    /// <param name="probe">What the last questions showed; null if none was asked.</param>
    public static HealthVerdict Judge(IReadOnlyCollection<HealthVerdict> deployments, bool succeeded, ProbeStanding? probe)
    {
        var known = deployments.Where(one => one.Level != HealthLevel.Unknown).ToArray();
        var bad = known.Where(one => one.Level > HealthLevel.Healthy).ToArray();
        // What calls show is more than what a question about models does.
        if (!succeeded && probe is { Failures: > 0 })
            return new(probe.Failures > 1 || probe.Refused ? HealthLevel.Critical : HealthLevel.Warning, probe.Problem);
        if (bad.Length == 0)
            return known.Length > 0 || probe is not null ? HealthVerdict.Healthy : HealthVerdict.Unknown;
        var worst = bad.MaxBy(one => one.Level)!;
        var reason = bad.Length == known.Length && known.Length == 1 ? worst.Reason! : Text($"{bad.Length} of {known.Length} deployments in use are not healthy: {worst.Reason}");
        return new(known.All(one => one.Level == HealthLevel.Critical) ? HealthLevel.Critical : HealthLevel.Warning, reason, bad.Max(one => one.Slowdown));
    }

    /// <summary>How the system is.</summary>
    /// <param name="providers">How its providers are, by name.</param>
    /// <param name="own">How the gateway itself is, and what it depends on.</param>
    public static HealthVerdict Judge(IReadOnlyDictionary<string, HealthVerdict> providers, HealthVerdict own)
    {
        var bad = providers.Where(pair => pair.Value.Level > HealthLevel.Healthy).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToArray();
        var reasons = bad.Select(pair => $"{pair.Key}: {pair.Value.Reason}").ToList();
        if (own.Level > HealthLevel.Healthy)
            reasons.Insert(0, own.Reason!);
        if (reasons.Count == 0)
            return HealthVerdict.Healthy;
        var none = providers.Count > 0 && providers.Values.All(one => one.Level == HealthLevel.Critical);
        return new(none || own.Level == HealthLevel.Critical ? HealthLevel.Critical : HealthLevel.Warning, string.Join("; ", reasons));
    }

    /// <summary>Whether something is surely worse than usual.</summary>
    /// <param name="evidence">What is known of it.</param>
    /// <param name="options">How sure, and how much worse, it has to be.</param>
    /// <returns>How it is worse, and why; null if it is not, or too little is known.</returns>
    public static HealthVerdict? Worse(HealthEvidence evidence, HealthOptions options)
    {
        if (evidence.Baseline is not { } baseline)
            return null;
        var windows = evidence.Windows.Count;
        HealthVerdict? slowest = null;
        foreach (var window in evidence.Windows)
        {
            if (Degradation.FailsMoreThan(window.Calls, window.Failed, baseline, windows, options) is { } usual)
                return new(HealthLevel.Warning, Text($"{window.Failed} of the last {window.Calls} calls failed, {usual:0.##%} usually do"));
            foreach (var streams in new[] { true, false })
            {
                var (now, before) = streams ? (window.Streams, baseline.Streams) : (window.Answers, baseline.Answers);
                if (Degradation.Slowdown(now, before, windows, options) is { } ratio && !(ratio <= slowest?.Slowdown))
                    slowest = Slow(ratio, streams, Text($": {(streams ? "first content" : "answers")} in {now.GeometricMean:0} ms, usually {before.GeometricMean:0} ms"));
            }
        }

        return slowest ?? (evidence.Before.Slowdown is null ? null : IsStillSlow(evidence.Windows[^1], baseline, evidence.Before, options));
    }

    // Once it is slow it stays that until most of it is over.
    private static HealthVerdict? IsStillSlow(in HealthFigures minute, HealthBaseline baseline, HealthVerdict before, HealthOptions options)
    {
        var (now, usual) = before.SlowStreams ? (minute.Streams, baseline.Streams) : (minute.Answers, baseline.Answers);
        var ratio = Ratio(now, usual);
        return now.Count >= Degradation.LeastCalls && ratio >= 1 + (options.LeastSlowdown / 2) ? Slow(Math.Min(before.Slowdown!.Value, ratio), before.SlowStreams, "") : null;
    }

    private static HealthVerdict Slow(double ratio, bool streams, string detail) => new(HealthLevel.Warning, Text($"{ratio - 1:0%} slower than in the last 7 days") + detail, ratio, streams);

    private static double Ratio(in LatencyMoments now, in LatencyBaseline before) => now.Count == 0 || before.Count == 0 ? 0 : Math.Exp(now.Mean - before.Mean);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
