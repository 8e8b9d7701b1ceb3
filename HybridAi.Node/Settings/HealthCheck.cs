using HybridAi.Core.Health;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>What of <c>Health</c> does not fit together.</summary>
internal static class HealthCheck
{
    // Nothing runs in less, so that it would never take a request.
    private const long LeastMemory = 64 * 1024 * 1024;

    public static void Run(OptionsReader reader, HealthOptions health)
    {
        if (health.FastProbeInterval > health.ProbeInterval)
            reader.Report("Health:FastProbeInterval", "must not be longer than Health:ProbeInterval.");
        if (health.WarningErrorRate > health.CriticalErrorRate)
            reader.Report("Health:WarningErrorRate", "must not be greater than Health:CriticalErrorRate.");
        if (health.Memory.Limit.Bytes is > 0 and < LeastMemory)
            reader.Report("Health:Memory:Limit", "must be 0 (as much as there is) or at least 64MB.");
        if (health.Memory.ResumeAt >= health.Memory.ActAt)
            reader.Report("Health:Memory:ResumeAt", "must be less than Health:Memory:ActAt, so that requests are not sent away and taken by turns.");
        if (health.Memory.CriticalAt < health.Memory.ActAt)
            reader.Report("Health:Memory:CriticalAt", "must not be less than Health:Memory:ActAt.");
        if (health.Resources.Warning > health.Resources.Critical)
            reader.Report("Health:Resources:Warning", "must not be greater than Health:Resources:Critical.");
    }
}
