using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Jobs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Gateway.Endpoints.Jobs;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Health;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Health;

/// <summary>Health as the API shows it.</summary>
internal static class HealthDocuments
{
    private const decimal Nanos = 1_000_000_000m;
    private const int Digits = 3;

    public static AiHealthDocument Of(HealthReport? report, GatewaySnapshot snapshot, string gateway, DateTimeOffset now, Func<string, double?> reliability, (MetricsAnswer Answer, double Seconds)? day) => new()
    {
        Status = NameOf(report?.System.Level ?? HealthLevel.Unknown),
        Reason = report?.System.Reason,
        At = report?.At ?? now,
        Gateway = gateway,
        Own = new HealthVerdictDocument(NameOf(report?.Own.Level ?? HealthLevel.Unknown), report?.Own.Reason),
        Resources = [.. (report?.Resources ?? []).Select(Show)],
        Providers =
        [
            .. from provider in report?.Providers ?? []
               where snapshot.Providers.ContainsKey(provider.Name)
               let figures = day?.Answer.Groups.FirstOrDefault(one => !one.IsOther && one.Values[0] == provider.Name)
               select Show(provider, snapshot.Providers[provider.Name].IsSimulated, reliability(provider.Name), figures is null ? null : MetricsDocuments.Figures(figures.Total, day!.Value.Seconds)),
            .. from off in snapshot.SwitchedOffProviders
               select new ProviderHealthDocument
               {
                   Name = off.Name,
                   Status = NameOf(HealthLevel.Unknown),
                   Reason = "an administrator switched it off",
                   Since = snapshot.Configuration.SwitchedOff.FirstOrDefault(one => one.Name.Equals(off.Name, StringComparison.OrdinalIgnoreCase))?.UpdatedAt ?? now,
                   Simulated = off.Simulated,
                   Enabled = false,
                   Deployments = [],
               },
        ],
        History = [],
        Tasks = [],
        Changes = [],
        Findings = [],
        Optimization = [],
    };

    public static MetricFiguresDocument Figures(MetricsAnswer answer, IReadOnlyList<long> bounds, DateTimeOffset now) =>
        MetricsDocuments.Figures(MetricsDocuments.Union(answer.Groups.Select(group => group.Total)), MetricsDocuments.Seconds(bounds[0], bounds[^1], now));

    public static IReadOnlyList<HealthHourDocument> ByHour(MetricsAnswer answer, long[] hours) =>
    [
        .. Enumerable.Range(0, hours.Length - 1).Select(i =>
        {
            var sums = MetricsDocuments.Union(answer.Groups.Select(group => group.Points[i]).OfType<MetricSums>());
            return new HealthHourDocument(
                MetricsDocuments.At(hours[i]), sums[MetricNumber.Requests], sums.Errors, sums[MetricNumber.CostNanos] / Nanos, MetricDefinitions.Quantile(sums.Durations, 0.95));
        }),
    ];

    public static IReadOnlyList<TaskShareDocument> Tasks(MetricsAnswer answer, IReadOnlyList<long> bounds, DateTimeOffset now)
    {
        var (all, seconds) = (MetricsDocuments.Union(answer.Groups.Select(group => group.Total)), MetricsDocuments.Seconds(bounds[0], bounds[^1], now));
        return
        [
            .. answer.Groups.Select(group => new TaskShareDocument(
                group.IsOther ? null : group.Values[0], group.IsOther, MetricsDocuments.ShareOf(group.Total, all), MetricsDocuments.Figures(group.Total, seconds))),
        ];
    }

    public static FindingDocument Show(Finding finding) => new(finding.Source, finding.Subject, NameOf(finding.Level), finding.Reason, finding.Since);

    public static OptimizationDocument Show(Job job)
    {
        var shown = job.ToDocument();
        return new OptimizationDocument(shown.Name, shown.Enabled, shown.Paused, shown.LastRun?.Status, shown.LastRun?.FinishedAt ?? shown.LastRun?.ScheduledAt, shown.NextRunAt);
    }

    public static HealthStretchDocument Show(HealthStretch stretch) => new()
    {
        Id = stretch.Id,
        From = stretch.From,
        To = stretch.At,
        Gateway = stretch.Gateway,
        Provider = stretch.Provider,
        Deployment = stretch.Deployment,
        Status = NameOf(stretch.Level),
        Reason = stretch.Reason,
        Next = stretch.Next is { } next ? NameOf(next) : null,
        NextReason = stretch.NextReason,
        Calls = stretch.Figures.Calls,
        Failed = stretch.Figures.Failed,
        FirstContentMs = Rounded(stretch.Figures.Streams.GeometricMean),
        AnswerMs = Rounded(stretch.Figures.Answers.GeometricMean),
    };

    private static string NameOf(HealthLevel level) => level.ToString().ToLowerInvariant();

    private static ResourceHealthDocument Show(ResourceState state) => new(
        state.Use.Name, NameOf(state.Verdict.Level), state.Verdict.Reason, state.Use.Used, state.Use.Limit, state.Use.Unit is { Length: > 0 } unit ? unit : null);

    private static ProviderHealthDocument Show(ProviderHealth provider, bool simulated, double? reliability, MetricFiguresDocument? day) => new()
    {
        Name = provider.Name,
        Status = NameOf(provider.Verdict.Level),
        Reason = provider.Verdict.Reason,
        Since = provider.Since,
        Simulated = simulated,
        Reliability = reliability,
        Probe = provider.Probe is { } probe
            ? new HealthProbeDocument(probe.At, probe.Failures == 0, probe.Failures, probe.Problem, Math.Round(probe.Duration.TotalMilliseconds, Digits)) : null,
        Day = day,
        Deployments = [.. provider.Deployments.Select(Show)],
    };

    private static DeploymentHealthDocument Show(DeploymentHealth one) => new()
    {
        Id = one.Deployment.Id,
        Status = NameOf(one.Verdict.Level),
        Reason = one.Verdict.Reason,
        Since = one.Since,
        Slowdown = Rounded(one.Verdict.Slowdown),
        Calls = one.Minute.Calls,
        Failed = one.Minute.Failed,
        UsualErrorRate = one.Baseline is { Calls: > 0 } baseline ? Math.Round((double)baseline.Failed / baseline.Calls, 6) : null,
        FirstContentMs = Rounded(one.Minute.Streams.GeometricMean),
        UsualFirstContentMs = Rounded(one.Baseline?.Streams.GeometricMean),
        AnswerMs = Rounded(one.Minute.Answers.GeometricMean),
        UsualAnswerMs = Rounded(one.Baseline?.Answers.GeometricMean),
    };

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, Digits) : null;
}
