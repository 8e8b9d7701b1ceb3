using System.Globalization;

namespace HybridAi.Core.Health.Resources;

/// <summary>Judges how much of something is used.</summary>
public static class ResourceJudge
{
    /// <summary>Judges it by the share of its limit.</summary>
    /// <param name="use">What is used.</param>
    /// <param name="warning">From this share on it is a warning.</param>
    /// <param name="critical">From this share on it is critical.</param>
    public static ResourceState Judge(in ResourceUse use, double warning, double critical)
    {
        if (use.Used is null)
            return new(use, HealthVerdict.Unknown);
        var level = use.Share >= critical ? HealthLevel.Critical : use.Share >= warning ? HealthLevel.Warning : HealthLevel.Healthy;
        return new(use, level == HealthLevel.Healthy ? HealthVerdict.Healthy : new HealthVerdict(level, Describe(use)));
    }

    /// <summary>Says how much is used: <c>threads: 900 of 1000 threads (90%)</c>.</summary>
    /// <param name="use">What is used; both numbers are known.</param>
    public static string Describe(in ResourceUse use) => use.Unit == "bytes"
        ? string.Create(CultureInfo.InvariantCulture, $"{use.Name}: {Mebi(use.Used)} of {Mebi(use.Limit)} MiB ({use.Share:0%})")
        : string.Create(CultureInfo.InvariantCulture, $"{use.Name}: {use.Used} of {use.Limit} {use.Unit} ({use.Share:0%})");

    private static double Mebi(long? bytes) => Math.Round((bytes ?? 0) / (1024.0 * 1024), 1);
}
