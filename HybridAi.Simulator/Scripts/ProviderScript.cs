using System.Text.Json.Serialization;

namespace HybridAi.Simulator.Scripts;

/// <summary>How a provider shall behave: the document of <c>PUT /_sim/{provider}</c>. Empty: fast and faultless.</summary>
internal sealed record ProviderScript
{
    public static readonly ProviderScript Empty = new();

    /// <summary>Waiting before anything else, errors included.</summary>
    [JsonConverter(typeof(LatencyConverter))]
    public Latency? Latency { get; init; }

    /// <summary>Waiting before the first output token, on top of the latency.</summary>
    [JsonConverter(typeof(LatencyConverter))]
    public Latency? TimeToFirstTokenMs { get; init; }

    public double? TokensPerSecond { get; init; }

    public IReadOnlyList<ScriptedError>? Errors { get; init; }

    /// <summary>Stops sending and keeps the connection open.</summary>
    public AnswerFault? Stall { get; init; }

    /// <summary>Breaks the connection.</summary>
    public AnswerFault? Cut { get; init; }

    /// <summary>A chunk (or the body) that is no JSON.</summary>
    public AnswerFault? Malformed { get; init; }

    /// <summary>An error object in the stream, which ends there.</summary>
    public AnswerFault? StreamError { get; init; }

    public bool? OmitUsage { get; init; }

    public bool? OmitDone { get; init; }

    /// <summary>The probability of a good answer, 0 to 1. Default 1.</summary>
    public double? Quality { get; init; }

    /// <summary>How batches and fine-tuning jobs go.</summary>
    public ScriptedJobs? Jobs { get; init; }

    public long? Seed { get; init; }

    public ScriptedRateLimit? RateLimit { get; init; }

    /// <summary>By model: properties that replace the provider's.</summary>
    public IReadOnlyDictionary<string, ProviderScript>? Models { get; init; }

    public ProviderScript OverriddenBy(ProviderScript other) => this with
    {
        Latency = other.Latency ?? Latency,
        TimeToFirstTokenMs = other.TimeToFirstTokenMs ?? TimeToFirstTokenMs,
        TokensPerSecond = other.TokensPerSecond ?? TokensPerSecond,
        Errors = other.Errors ?? Errors,
        Stall = other.Stall ?? Stall,
        Cut = other.Cut ?? Cut,
        Malformed = other.Malformed ?? Malformed,
        StreamError = other.StreamError ?? StreamError,
        OmitUsage = other.OmitUsage ?? OmitUsage,
        OmitDone = other.OmitDone ?? OmitDone,
        Quality = other.Quality ?? Quality,
        Jobs = other.Jobs ?? Jobs,
        Seed = other.Seed ?? Seed,
        RateLimit = other.RateLimit ?? RateLimit,
    };
}

internal sealed record ScriptedRateLimit
{
    public long? RequestsPerMinute { get; init; }

    public long? TokensPerMinute { get; init; }
}
