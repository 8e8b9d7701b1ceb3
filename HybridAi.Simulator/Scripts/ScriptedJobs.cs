namespace HybridAi.Simulator.Scripts;

/// <summary>How batches and fine-tuning jobs go. A job keeps to what the script said when it was made.</summary>
internal sealed record ScriptedJobs
{
    /// <summary>The longest that a job may be scripted to take: a week.</summary>
    public const double MaxMs = 7 * 24 * 3_600_000.0;

    private const double UsualQueueMs = 100;
    private const double UsualDurationMs = 400;

    public static readonly ScriptedJobs Usual = new();

    /// <summary>Milliseconds before the work begins: the files are looked at in the first half. Default 100.</summary>
    public double? QueueMs { get; init; }

    /// <summary>Milliseconds of work. Default 400.</summary>
    public double? DurationMs { get; init; }

    /// <summary>Jobs fail in the midst of the work, for this reason.</summary>
    public string? Fail { get; init; }

    /// <summary>The probability of a good answer from the models that are tuned, 0 to 1. Default: as scripted for their base.</summary>
    public double? Quality { get; init; }

    public TimeSpan Queue => TimeSpan.FromMilliseconds(QueueMs ?? UsualQueueMs);

    public TimeSpan Duration => TimeSpan.FromMilliseconds(DurationMs ?? UsualDurationMs);

    public IEnumerable<string> Problems(string at)
    {
        if (QueueMs is { } queue && !(queue >= 0 && queue <= MaxMs))
            yield return $"{at}.queueMs must be from 0 to {MaxMs}";
        if (DurationMs is { } duration && !(duration >= 0 && duration <= MaxMs))
            yield return $"{at}.durationMs must be from 0 to {MaxMs}";
        if (Quality is { } quality && !(quality >= 0 && quality <= 1))
            yield return $"{at}.quality must be from 0 to 1";
    }
}
