using HybridAi.Core.Health;
using HybridAi.Core.Paging;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Health;

/// <summary>A stretch as its row holds it.</summary>
internal sealed class HealthRow
{
    public const string Insert = """
        INSERT INTO provider_health_status (id, at, from_at, gateway, provider, deployment, level, reason, next_level, next_reason, calls, failed,
            streams, stream_mean, stream_squares, answers, answer_mean, answer_squares)
        VALUES (@Id, @At, @FromAt, @Gateway, @Provider, @Deployment, @Level, @Reason, @NextLevel, @NextReason, @Calls, @Failed,
            @Streams, @StreamMean, @StreamSquares, @Answers, @AnswerMean, @AnswerSquares)
        ON CONFLICT (id) DO NOTHING
        """;

    public const string Select = """
        SELECT id AS Id, at AS At, from_at AS FromAt, gateway AS Gateway, provider AS Provider, deployment AS Deployment, level AS Level, reason AS Reason, next_level AS NextLevel,
               next_reason AS NextReason, calls AS Calls, failed AS Failed, streams AS Streams, stream_mean AS StreamMean, stream_squares AS StreamSquares, answers AS Answers,
               answer_mean AS AnswerMean, answer_squares AS AnswerSquares
        FROM provider_health_status
        """;

    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset FromAt { get; init; }

    public required string Gateway { get; init; }

    public required string Provider { get; init; }

    public string? Deployment { get; init; }

    public required string Level { get; init; }

    public string? Reason { get; init; }

    public string? NextLevel { get; init; }

    public string? NextReason { get; init; }

    public long Calls { get; init; }

    public long Failed { get; init; }

    public long Streams { get; init; }

    public double StreamMean { get; init; }

    public double StreamSquares { get; init; }

    public long Answers { get; init; }

    public double AnswerMean { get; init; }

    public double AnswerSquares { get; init; }

    public PageCursor Place => new(At.ToUnixTimeMilliseconds(), Id);

    public static HealthRow Of(HealthStretch stretch) => new()
    {
        Id = stretch.Id,
        At = stretch.At,
        FromAt = stretch.From,
        Gateway = StorableText.Of(stretch.Gateway),
        Provider = StorableText.Of(stretch.Provider),
        Deployment = Storable(stretch.Deployment),
        Level = stretch.Level.ToString(),
        Reason = Storable(stretch.Reason),
        NextLevel = stretch.Next?.ToString(),
        NextReason = Storable(stretch.NextReason),
        Calls = stretch.Figures.Calls,
        Failed = stretch.Figures.Failed,
        Streams = stretch.Figures.Streams.Count,
        StreamMean = stretch.Figures.Streams.Mean,
        StreamSquares = stretch.Figures.Streams.Squares,
        Answers = stretch.Figures.Answers.Count,
        AnswerMean = stretch.Figures.Answers.Mean,
        AnswerSquares = stretch.Figures.Answers.Squares,
    };

    public HealthStretch ToStretch() => new()
    {
        Id = Id,
        At = At,
        From = FromAt,
        Gateway = Gateway,
        Provider = Provider,
        Deployment = Deployment,
        Level = Enum.Parse<HealthLevel>(Level),
        Reason = Reason,
        Next = NextLevel is null ? null : Enum.Parse<HealthLevel>(NextLevel),
        NextReason = NextReason,
        Figures = new HealthFigures(Calls, Failed, new LatencyMoments(Streams, StreamMean, StreamSquares), new LatencyMoments(Answers, AnswerMean, AnswerSquares)),
    };

    private static string? Storable(string? text) => text is null ? null : StorableText.Of(text);
}
