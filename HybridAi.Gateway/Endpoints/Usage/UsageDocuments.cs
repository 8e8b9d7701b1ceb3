using HybridAi.Client.Usage;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Endpoints.Usage;

/// <summary>Usage as the API shows it.</summary>
internal static class UsageDocuments
{
    public static UsageRecordDocument ToDocument(this UsageRecord record) => new()
    {
        Id = record.Id,
        At = record.At,
        OrganizationId = record.OrganizationId.Value,
        TeamId = record.TeamId?.Value,
        UserId = record.UserId?.Value,
        KeyId = record.KeyId.Value,
        Api = record.Api,
        RequestedModel = record.RequestedModel,
        Provider = record.Provider,
        Model = record.Model,
        Deployment = record.Deployment,
        Region = record.Region,
        Streamed = record.Streamed,
        Simulated = record.Simulated,
        Status = record.Status,
        Outcome = Name(record.Outcome),
        FailureCause = record.FailureCause,
        FinishReason = record.FinishReason,
        Usage = ToDocument(record.Usage),
        Estimated = record.Estimated,
        CostUsd = record.Cost?.Usd,
        CostSource = Name(record.CostSource),
        DurationMs = Milliseconds(record.Duration),
        TimeToFirstTokenMs = Milliseconds(record.TimeToFirstToken),
        Attempts = record.Attempts,
        AbandonedAttempts = [.. (record.AbandonedAttempts ?? []).Select(ToDocument)],
        Cache = record.Cache,
        SavedUsd = record.Saved?.Usd,
        SavedMs = Milliseconds(record.SavedTime),
        Session = record.Session,
        Task = record.Task,
        Tags = record.Tags ?? [],
        EndUser = record.EndUser,
        ClientAddress = record.ClientAddress,
    };

    public static RequestExplanationDocument ToExplanation(this UsageRecord record) => new()
    {
        Id = record.Id,
        At = record.At,
        RequestedModel = record.RequestedModel,
        Route = record.Route,
        Decisions = [.. (record.Decisions ?? []).Select(decision => new DecisionDocument(decision.Step, decision.Text))],
        Attempts = [.. Attempts(record)],
        Cache = record.Cache,
        Outcome = Name(record.Outcome),
        Status = record.Status,
        FailureCause = record.FailureCause,
    };

    private static IEnumerable<ExplainedAttemptDocument> Attempts(UsageRecord record)
    {
        foreach (var attempt in record.AbandonedAttempts ?? [])
            yield return new ExplainedAttemptDocument(attempt.Deployment, attempt.FailureCause, attempt.Status == 0 ? null : attempt.Status, Milliseconds(attempt.Duration));
        if (record is { Deployment: { } last, Attempts: > 0 })
            yield return new ExplainedAttemptDocument(last, record.FailureCause, null, null);
    }

    public static UsageSummaryDocument ToDocument(this UsageSummary summary, UsageQuery query, bool withSeries) => new()
    {
        From = query.From,
        To = query.To,
        Total = ToDocument(summary.Total),
        Providers =
        [
            .. summary.Providers.Select(provider => new ProviderUsageDocument
            {
                Provider = provider.Provider,
                Simulated = provider.Simulated,
                Totals = ToDocument(provider.Totals),
            }),
        ],
        Series = withSeries ? [.. summary.Series.Select(ToDocument)] : [],
    };

    public static string Name(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Succeeded => "succeeded",
        UsageOutcome.Failed => "failed",
        UsageOutcome.Cancelled => "cancelled",
        _ => "interrupted",
    };

    private static string Name(CostSource source) => source switch
    {
        CostSource.Catalog => "catalog",
        CostSource.Provider => "provider",
        CostSource.Free => "free",
        _ => "unknown",
    };

    private static TokenUsageDocument ToDocument(TokenUsage usage) => new()
    {
        Input = usage.Input,
        CachedInput = usage.CachedInput,
        CacheWrite = usage.CacheWrite,
        CacheWrite1h = usage.CacheWrite1h,
        AudioInput = usage.AudioInput,
        ImageInput = usage.ImageInput,
        Output = usage.Output,
        Reasoning = usage.Reasoning,
        AudioOutput = usage.AudioOutput,
        ImageOutput = usage.ImageOutput,
        TotalInput = usage.TotalInput,
        TotalOutput = usage.TotalOutput,
    };

    private static AbandonedAttemptDocument ToDocument(AbandonedAttempt attempt) => new()
    {
        Provider = attempt.Provider,
        Model = attempt.Model,
        Deployment = attempt.Deployment,
        Status = attempt.Status,
        FailureCause = attempt.FailureCause,
        DurationMs = Milliseconds(attempt.Duration),
        Usage = ToDocument(attempt.Usage),
        CostUsd = attempt.Cost?.Usd,
    };

    private static UsageTotalsDocument ToDocument(UsageTotals totals) => new()
    {
        Requests = totals.Requests,
        Succeeded = totals.Requests - totals.Failed - totals.Cancelled - totals.Interrupted,
        Failed = totals.Failed,
        Cancelled = totals.Cancelled,
        Interrupted = totals.Interrupted,
        InputTokens = totals.InputTokens,
        OutputTokens = totals.OutputTokens,
        CostUsd = totals.Cost.Usd,
        UnknownCosts = totals.UnknownCosts,
        LatencyP50Ms = Milliseconds(totals.LatencyP50),
        LatencyP95Ms = Milliseconds(totals.LatencyP95),
    };

    private static UsageSliceDocument ToDocument(UsageSlice slice) => new()
    {
        From = slice.From,
        Requests = slice.Requests,
        Failed = slice.Failed,
        CostUsd = slice.Cost.Usd,
    };

    /// <summary>To the microsecond.</summary>
    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);

    private static double? Milliseconds(TimeSpan? duration) => duration is { } known ? Milliseconds(known) : null;
}
