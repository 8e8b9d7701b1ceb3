using HybridAi.Client.AiPerformance;
using HybridAi.Core.Catalog;
using HybridAi.Core.Configuration;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Reads calls that were made outside of the gateway. Everything that is wrong with any of them is told at once.</summary>
internal sealed class RecordReading(ModelCatalog catalog, Identifier identifier, MonitoringOptions monitoring)
{
    private const int LongestLabel = 64, LongestId = 128, LongestModel = 256, MostTags = 16;
    private const long MostTokens = 1_000_000_000;
    private const double LongestMilliseconds = 86_400_000;
    private const decimal LargestCost = 1_000;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Makes the record of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="at">Where in the document it stands: empty, or <c>records[3].</c>.</param>
    /// <param name="problems">Gets what is wrong; the record is then of no use.</param>
    /// <param name="caller">Who records it.</param>
    /// <param name="snapshot">What names and prices are taken from.</param>
    /// <param name="now">The time.</param>
    public UsageRecord Read(RecordedCall call, string at, FieldProblems problems, Caller caller, GatewaySnapshot snapshot, DateTimeOffset now)
    {
        var provider = Provider(call.Provider, at, problems, snapshot);
        var model = Text(call.Model, at + "model", LongestModel, problems, isNeeded: true) ?? "";
        var usage = Tokens(call.Tokens, at + "tokens.", problems);
        var time = Time(call, at, problems, now);
        var status = Status(call.Status, at, problems);
        var (latency, first) = (Duration(call.LatencyMs, at + "latencyMs", problems), Duration(call.TtftMs, at + "ttftMs", problems));
        if (call.LatencyMs is null)
            problems.Add(at + "latencyMs", "is needed: how long the call took, in milliseconds");
        else if (first > latency)
            problems.Add(at + "ttftMs", "must not be above latencyMs: the first content comes before the end");
        if (call.CostUsd is < 0 or > LargestCost)
            problems.Add(at + "costUsd", $"must be 0 to {LargestCost} US dollars");
        var (outcome, cause) = Judge(status);
        var listed = snapshot.Models.FindModel(provider, model);
        // The catalog's price is the one of a provider that is not used here, too.
        var (cost, source) = problems.Any ? (null, CostSource.Unknown) : CostOf(call, usage, outcome, listed?.Prices, catalog.Find(provider, model)?.Prices, time);
        if (call.CostUsd is null && cost?.Usd > LargestCost)
            problems.Add(at + "tokens", $"cost {cost.Value.Usd:0.##} US dollars by the catalog; a call may cost {LargestCost} at the most");
        return new UsageRecord
        {
            Id = call.Id is { } id ? ExternalIds.RecordOf(caller.OrganizationId, id) : RequestIds.Next(time),
            At = time,
            OrganizationId = caller.OrganizationId,
            TeamId = caller.TeamId,
            UserId = caller.UserId,
            KeyId = caller.KeyId,
            Api = ExternalRecorder.Mark,
            RequestedModel = model,
            Provider = provider,
            Model = listed?.Model ?? model,
            Deployment = ExternalRecorder.Mark,
            Streamed = call.Streamed ?? false,
            Status = status,
            Outcome = outcome,
            FailureCause = cause?.Name(),
            Usage = usage,
            Cost = cost,
            CostSource = source,
            Duration = latency ?? TimeSpan.Zero,
            TimeToFirstToken = first,
            Attempts = 1,
            Session = Text(call.Session, at + "session", LongestId, problems),
            Task = Text(call.Task, at + "task", LongestLabel, problems),
            Tags = Tags(call.Tags, at, problems),
            EndUser = identifier.Pseudonym(Text(call.User, at + "user", LongestId, problems)),
        };
    }

    private static string Provider(string? text, string at, FieldProblems problems, GatewaySnapshot snapshot)
    {
        if (Text(text, at + "provider", LongestLabel, problems, isNeeded: true) is not { } name)
            return "";
        name = ProviderAliases.Resolve(name, snapshot.Providers.ContainsKey);
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            problems.Add(at + "provider", "must be a provider's name such as openai: letters, digits, '-', '_' and '.'");
        return name;
    }

    private DateTimeOffset Time(RecordedCall call, string at, FieldProblems problems, DateTimeOffset now)
    {
        var carried = call.Id is { } id ? ExternalIds.TimeOf(id) : null;
        if (call.Id is not null && carried is null)
            problems.Add(at + "id", "must be a UUID of version 7, which carries the time of the call, or be left out");
        var given = call.Time is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds()) : (DateTimeOffset?)null;
        if (given is not null && carried is not null && given != carried)
            problems.Add(at + "time", "must be the time that 'id' carries, or be left out");
        var moment = carried ?? given ?? DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        // Where they would be removed at once, records are not taken any more.
        var oldest = now - (monitoring.Retention * 0.99);
        var field = at + (carried is not null ? "id" : "time");
        if (moment > now + Skew)
            problems.Add(field, $"must not be in the future: it is {now.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} here, and the call's time {moment.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        else if (moment < oldest)
            problems.Add(field, $"must not be before {oldest.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: usage is kept for {DurationText.Format(monitoring.Retention)} (Monitoring:Retention)");
        return moment;
    }

    private static int Status(long? status, string at, FieldProblems problems)
    {
        if (status is null or 0 or (>= 200 and < 300) or (>= 400 and < 600))
            return (int)(status ?? 200);
        problems.Add(at + "status", "must be an HTTP status of an answer, 200 to 299 or 400 to 599 (499: the caller hung up), or 0 if none came");
        return 0;
    }

    // What a status says by itself; providers' own codes are not known here.
    private static (UsageOutcome Outcome, FailureCause? Cause) Judge(int status) => status switch
    {
        >= 200 and < 300 => (UsageOutcome.Succeeded, null),
        0 => (UsageOutcome.Failed, FailureCause.Connection),
        401 => (UsageOutcome.Failed, FailureCause.Authentication),
        402 => (UsageOutcome.Failed, FailureCause.Quota),
        403 => (UsageOutcome.Failed, FailureCause.Permission),
        404 => (UsageOutcome.Failed, FailureCause.NotFound),
        408 or 504 => (UsageOutcome.Failed, FailureCause.ProviderTimeout),
        429 => (UsageOutcome.Failed, FailureCause.RateLimit),
        499 => (UsageOutcome.Cancelled, FailureCause.ClientAborted),
        503 or 529 => (UsageOutcome.Failed, FailureCause.Overload),
        >= 500 => (UsageOutcome.Failed, FailureCause.ServerError),
        _ => (UsageOutcome.Failed, FailureCause.BadRequest),
    };

    private static (Cost? Cost, CostSource Source) CostOf(RecordedCall call, in TokenUsage usage, UsageOutcome outcome, PriceSchedule? listed, PriceSchedule? known, DateTimeOffset at)
    {
        if (call.CostUsd is { } usd)
            return (Cost.FromUsd(usd), CostSource.Provider);
        if (usage == default)
            return outcome == UsageOutcome.Failed ? (Cost.Zero, CostSource.Free) : (null, CostSource.Unknown);
        return (listed?.CostOf(usage, at) ?? known?.CostOf(usage, at)) is { } cost ? (cost, CostSource.Catalog) : (null, CostSource.Unknown);
    }

    private static TokenUsage Tokens(RecordedTokens? tokens, string at, FieldProblems problems)
    {
        long Class(long? count, string name)
        {
            if (count is < 0 or > MostTokens)
                problems.Add(at + name, $"must be 0 to {MostTokens}");
            return count ?? 0;
        }

        return tokens is null ? default : new TokenUsage
        {
            Input = Class(tokens.Input, "input"),
            CachedInput = Class(tokens.CachedInput, "cachedInput"),
            CacheWrite = Class(tokens.CacheWrite, "cacheWrite"),
            CacheWrite1h = Class(tokens.CacheWrite1h, "cacheWrite1h"),
            AudioInput = Class(tokens.AudioInput, "audioInput"),
            ImageInput = Class(tokens.ImageInput, "imageInput"),
            Output = Class(tokens.Output, "output"),
            Reasoning = Class(tokens.Reasoning, "reasoning"),
            AudioOutput = Class(tokens.AudioOutput, "audioOutput"),
            ImageOutput = Class(tokens.ImageOutput, "imageOutput"),
        };
    }

    // To the microsecond, as it is kept.
    private static TimeSpan? Duration(double? milliseconds, string field, FieldProblems problems)
    {
        if (milliseconds is null or (>= 0 and <= LongestMilliseconds))
            return milliseconds is { } known ? TimeSpan.FromMicroseconds((long)Math.Round(known * 1000)) : null;
        problems.Add(field, $"must be 0 to {LongestMilliseconds} milliseconds");
        return null;
    }

    private static string? Text(string? text, string field, int longest, FieldProblems problems, bool isNeeded = false)
    {
        if (text?.Trim() is not { Length: > 0 } trimmed)
        {
            if (isNeeded)
                problems.Add(field, $"is needed, with 1 to {longest} characters");
            return null;
        }

        if (trimmed.Length > longest || trimmed.Any(char.IsControl))
            problems.Add(field, $"must have at most {longest} characters and no control characters");
        return trimmed;
    }

    private static IReadOnlyList<string>? Tags(IReadOnlyList<string>? tags, string at, FieldProblems problems)
    {
        if (tags is null or { Count: 0 })
            return null;
        if (tags.Count > MostTags || tags.Any(tag => tag is null || tag.Trim().Length is 0 or > LongestLabel || tag.Any(char.IsControl) || tag.Contains(',')))
            problems.Add(at + "tags", $"must be at most {MostTags} tags of 1 to {LongestLabel} characters, without commas and control characters");
        return [.. tags.Select(tag => tag?.Trim() ?? "")];
    }
}
