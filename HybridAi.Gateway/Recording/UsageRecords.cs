using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Recording;

/// <summary>Makes usage records of requests.</summary>
internal static class UsageRecords
{
    private const int StatusClientClosed = 499;

    /// <summary>The record as it stands if the gateway dies in the middle of an attempt: the input is estimated, the output unknown.</summary>
    public static UsageRecord InFlight(Exchange exchange, Deployment deployment) => Of(exchange, Interrupted(exchange, deployment));

    /// <summary>The same while another attempt goes on beside it, of which no more is known.</summary>
    public static UsageRecord InFlight(Exchange exchange, Deployment deployment, Deployment beside)
    {
        var (marker, input) = (InFlight(exchange, deployment), EstimatedInput(exchange));
        var other = new AbandonedAttempt(
            beside.Provider, beside.Model, beside.Id, 0, Core.Resilience.FailureCause.HedgeLost.Name(), TimeSpan.Zero, input, CallCost.Of(exchange, beside, input, worked: true, default));
        var cost = marker.Cost is { } sum && other.Cost is { } more ? sum + more : (Cost?)null;
        return marker with
        {
            Usage = marker.Usage + input,
            Cost = cost,
            CostSource = cost is null ? CostSource.Unknown : marker.CostSource,
            Attempts = marker.Attempts + 1,
            AbandonedAttempts = [.. marker.AbandonedAttempts ?? [], other],
        };
    }

    /// <summary>The record of a request that an attempt decided.</summary>
    public static UsageRecord Final(Exchange exchange, AttemptResult result, TimeSpan duration)
    {
        var own = OwnOf(exchange, result);
        var (usage, cost) = WithAbandoned(exchange, own.Usage, own.Cost);
        return Of(exchange, new Ending
        {
            Source = AnswerSource.Of(exchange, result.Deployment),
            Status = StatusOf(exchange, result),
            Outcome = result.Failure is null ? UsageOutcome.Succeeded
                : result.Failure.Cause == FailureCause.ClientAborted ? UsageOutcome.Cancelled : UsageOutcome.Failed,
            FailureCause = result.Failure?.Cause.Name(),
            FinishReason = result.Facts.FinishReason,
            Usage = usage,
            Estimated = own.Estimated || exchange.AbandonedEstimated,
            Cost = cost,
            CostSource = cost is null ? CostSource.Unknown
                : result.Facts.CostUsd is not null ? CostSource.Provider
                : usage == default && result.Facts.SearchUnits is null && !(exchange.Api.IsMedia() && result.MayHaveUsedTokens) ? CostSource.Free
                : CostSource.Catalog,
            Duration = duration,
            TimeToFirstToken = result.TimeToFirstToken,
        });
    }

    /// <summary>What the attempt that decided came to by itself, which is what those save who are given its answer.</summary>
    public static SharedAnswer OwnOf(Exchange exchange, AttemptResult result)
    {
        var (usage, estimated) = TokensOf(exchange, result);
        return new SharedAnswer(usage, CallCost.Of(exchange, result.Deployment, usage, result.MayHaveUsedTokens, result.Facts), result.Duration)
        {
            Estimated = estimated, FinishReason = result.Facts.FinishReason,
        };
    }

    /// <summary>The record of a request that no attempt decided; what earlier attempts used is in it.</summary>
    public static UsageRecord Refused(Exchange exchange, GatewayError error, TimeSpan duration) => Of(exchange, Undecided(exchange) with
    {
        Status = exchange.Errors.StatusOf(error),
        FailureCause = error.Code.ToString(),
        Duration = duration,
    });

    /// <summary>The record of a request that is answered as one before it was, at no cost.</summary>
    public static UsageRecord Repeated(Exchange exchange, TimeSpan duration) => Of(exchange, Undecided(exchange) with
    {
        Status = StatusCodes.Status200OK,
        Outcome = UsageOutcome.Succeeded,
        Duration = duration,
    });

    /// <summary>The record of a caller that hung up before any attempt.</summary>
    public static UsageRecord Gone(Exchange exchange, TimeSpan duration) => Of(exchange, Undecided(exchange) with
    {
        Status = StatusClientClosed,
        Outcome = UsageOutcome.Cancelled,
        FailureCause = Core.Resilience.FailureCause.ClientAborted.Name(),
        Duration = duration,
    });

    /// <summary>The record of a request that the gateway itself failed on: as it stood at the last attempt.</summary>
    public static UsageRecord Broken(Exchange exchange, GatewayError error, TimeSpan duration) =>
        Of(exchange, (exchange.Attempted is { } deployment ? Interrupted(exchange, deployment) : Undecided(exchange)) with
        {
            Status = exchange.Errors.StatusOf(error),
            Outcome = UsageOutcome.Failed,
            FailureCause = error.Code.ToString(),
            Duration = duration,
        });

    /// <summary>Keeps what is known of an attempt that did not become the answer.</summary>
    public static void Abandon(Exchange exchange, AttemptResult result)
    {
        var (usage, estimated) = TokensOf(exchange, result);
        exchange.AbandonedEstimated |= estimated;
        (exchange.Abandoned ??= []).Add(new AbandonedAttempt(
            result.Deployment.Provider, result.Deployment.Model, result.Deployment.Id, result.Failure!.Status, result.Failure.Cause.Name(),
            result.Duration, usage, CallCost.Of(exchange, result.Deployment, usage, result.MayHaveUsedTokens, result.Facts)));
    }

    /// <summary>The record of a request that is given somebody else's answer, at no cost.</summary>
    public static UsageRecord Shared(Exchange exchange, in AnswerSource source, in SharedAnswer answer, TimeSpan duration) => Of(exchange, new Ending
    {
        Source = source,
        Status = StatusCodes.Status200OK,
        Outcome = answer.Leader?.Outcome ?? UsageOutcome.Succeeded,
        FailureCause = answer.Leader?.FailureCause,
        FinishReason = answer.FinishReason,
        Usage = answer.Usage,
        Estimated = answer.Estimated,
        Cost = Cost.Zero,
        CostSource = CostSource.Free,
        Saved = answer.Cost,
        SavedTime = answer.Time > duration ? answer.Time - duration : TimeSpan.Zero,
        Duration = duration,
        TimeToFirstToken = answer.FirstContent ?? duration,
    });

    private static Ending Interrupted(Exchange exchange, Deployment deployment)
    {
        var own = EstimatedInput(exchange);
        var (usage, cost) = WithAbandoned(exchange, own, CallCost.Of(exchange, deployment, own, worked: true, default));
        return new Ending
        {
            Source = AnswerSource.Of(exchange, deployment),
            Outcome = UsageOutcome.Interrupted,
            Usage = usage,
            Estimated = true,
            Cost = cost,
            CostSource = cost is null ? CostSource.Unknown : CostSource.Catalog,
        };
    }

    private static Ending Undecided(Exchange exchange)
    {
        var (usage, cost) = WithAbandoned(exchange, default, Cost.Zero);
        return new Ending
        {
            Outcome = UsageOutcome.Failed,
            Usage = usage,
            Estimated = exchange.AbandonedEstimated,
            Cost = cost,
            CostSource = cost is null ? CostSource.Unknown : usage == default ? CostSource.Free : CostSource.Catalog,
        };
    }

    private static UsageRecord Of(Exchange exchange, in Ending ending)
    {
        var (caller, options) = (exchange.Caller, exchange.Options);
        return new UsageRecord
        {
            Id = exchange.Id,
            At = exchange.At,
            OrganizationId = caller.OrganizationId,
            TeamId = caller.TeamId,
            UserId = caller.UserId,
            KeyId = caller.KeyId,
            Api = exchange.Api.NameOf(),
            RequestedModel = exchange.RequestedModel,
            Provider = ending.Source?.Provider,
            Model = ending.Source?.Model,
            Deployment = ending.Source?.Deployment,
            Region = ending.Source?.Region,
            Simulated = ending.Source is { Simulated: true },
            Streamed = exchange.Streamed,
            Status = ending.Status,
            Outcome = ending.Outcome,
            FailureCause = ending.FailureCause,
            FinishReason = ending.FinishReason,
            Usage = ending.Usage,
            Estimated = ending.Estimated,
            Cost = ending.Cost,
            CostSource = ending.CostSource,
            Saved = ending.Saved,
            SavedTime = ending.SavedTime,
            Duration = ending.Duration,
            TimeToFirstToken = ending.TimeToFirstToken,
            Attempts = exchange.Attempts,
            AbandonedAttempts = exchange.Abandoned,
            Cache = exchange.CacheStatus,
            Session = options.Session,
            Task = exchange.Task,
            Tags = options.Tags,
            EndUser = exchange.EndUser,
            ClientAddress = exchange.Client?.Recorded,
            Route = exchange.Candidates.Length > 1 && exchange.Route.Length > 0 ? exchange.Route : null,
            Decisions = exchange.Decisions,
        };
    }

    private static int StatusOf(Exchange exchange, AttemptResult result) => result.Failure is null || result.Committed ? 200
        : exchange.Errors.StatusOf(result.ToError());

    // The provider's own count, else what is known to have gone in and come out, else nothing. What speech used by its characters is known
    // if it was all spoken.
    private static (TokenUsage Usage, bool Estimated) TokensOf(Exchange exchange, AttemptResult result) =>
        result.Facts.Usage is { } counted ? (result.Failure is null || result.Facts.FinishReason is not null ? (counted, false) : (SoFar(counted, result), true))
        : !result.MayHaveUsedTokens ? (default, false)
        : exchange.Api.IsMedia() ? (default, result.Failure is not null || CallCost.ByPiece(exchange, result.Deployment, result.Facts) is null)
        : (EstimatedInput(exchange) with { Output = result.EstimatedOutputTokens }, true);

    // Some count at the beginning of a stream (Anthropic), some with each event (Gemini); more has come out since, and more may be on its way.
    private static TokenUsage SoFar(in TokenUsage counted, AttemptResult result) =>
        counted with { Output = Math.Max(counted.Output, result.EstimatedOutputTokens - counted.Reasoning) };

    // Counting tokens uses none; those of images and sound are not to be guessed.
    private static TokenUsage EstimatedInput(Exchange exchange) => exchange.Api == InferenceApi.CountTokens || exchange.Api.IsMedia()
        ? default
        : new() { Input = Math.Max(1, exchange.Body.Scan.EstimatedInputTokens) };

    private static (TokenUsage Usage, Cost? Cost) WithAbandoned(Exchange exchange, TokenUsage usage, Cost? cost)
    {
        foreach (var abandoned in exchange.Abandoned ?? [])
        {
            usage += abandoned.Usage;
            cost = cost is { } sum && abandoned.Cost is { } more ? sum + more : null;
        }

        return (usage, cost);
    }

    /// <summary>How a request ended, or stands. What is the same however it ends, the exchange knows.</summary>
    private readonly struct Ending
    {
        public AnswerSource? Source { get; init; }

        public int Status { get; init; }

        public required UsageOutcome Outcome { get; init; }

        public string? FailureCause { get; init; }

        public string? FinishReason { get; init; }

        public TokenUsage Usage { get; init; }

        public bool Estimated { get; init; }

        public Cost? Cost { get; init; }

        public CostSource CostSource { get; init; }

        public Cost? Saved { get; init; }

        public TimeSpan? SavedTime { get; init; }

        public TimeSpan Duration { get; init; }

        public TimeSpan? TimeToFirstToken { get; init; }
    }
}
