using System.Text.Json.Serialization;

namespace HybridAi.Simulator.Scripts;

[JsonConverter(typeof(JsonStringEnumConverter<LatencyKind>))]
internal enum LatencyKind
{
    [JsonStringEnumMemberName("constant")] Constant,
    [JsonStringEnumMemberName("uniform")] Uniform,
    [JsonStringEnumMemberName("normal")] Normal,
    [JsonStringEnumMemberName("lognormal")] Lognormal,
    [JsonStringEnumMemberName("exponential")] Exponential,
}

/// <summary>A distribution of waiting times in milliseconds.</summary>
internal sealed record Latency
{
    public LatencyKind Kind { get; init; }

    /// <summary>The constant value, the mean (normal, exponential) or the median (lognormal).</summary>
    public double? Ms { get; init; }

    public double? MinMs { get; init; }

    public double? MaxMs { get; init; }

    public double? StandardDeviationMs { get; init; }

    /// <summary>The standard deviation of the logarithm (lognormal).</summary>
    public double? Sigma { get; init; }

    public double Draw(ref Randomness random)
    {
        var ms = Ms ?? 0;
        var drawn = Kind switch
        {
            LatencyKind.Uniform => MinMs!.Value + ((MaxMs!.Value - MinMs.Value) * random.NextUnit()),
            LatencyKind.Normal => ms + (StandardDeviationMs!.Value * random.NextNormal()),
            LatencyKind.Lognormal => ms * Math.Exp(Sigma!.Value * random.NextNormal()),
            LatencyKind.Exponential => -ms * Math.Log(1 - random.NextUnit()),
            _ => ms,
        };
        return Math.Clamp(drawn, MinMs ?? 0, MaxMs ?? ScriptReader.MaxMs);
    }

    public IEnumerable<string> Problems(string name)
    {
        foreach (var (field, value) in new[] { ("ms", Ms), ("minMs", MinMs), ("maxMs", MaxMs), ("standardDeviationMs", StandardDeviationMs) })
        {
            if (value is { } ms && !(ms >= 0 && ms <= ScriptReader.MaxMs))
                yield return $"{name}.{field} must be from 0 to {ScriptReader.MaxMs}";
        }

        if (Sigma is { } sigma && !(sigma >= 0 && sigma <= 10))
            yield return $"{name}.sigma must be from 0 to 10";
        if (MinMs > MaxMs)
            yield return $"{name}.minMs must not exceed {name}.maxMs";
        if (Kind != LatencyKind.Uniform && Ms is null)
            yield return $"{name}.ms is required";
        if (Kind == LatencyKind.Uniform && (MinMs is null || MaxMs is null))
            yield return $"{name}.minMs and {name}.maxMs are required for uniform";
        if (Kind == LatencyKind.Normal && StandardDeviationMs is null)
            yield return $"{name}.standardDeviationMs is required for normal";
        if (Kind == LatencyKind.Lognormal && Sigma is null)
            yield return $"{name}.sigma is required for lognormal";
    }
}
