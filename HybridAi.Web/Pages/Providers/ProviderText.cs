using HybridAi.Client.Providers;

namespace HybridAi.Web.Pages.Providers;

/// <summary>Words about providers.</summary>
internal static class ProviderText
{
    public static string Key(ProviderDocument provider) => provider.KeySource switch
    {
        "api" => "set over the API",
        "environment" => "from the environment",
        _ => provider.Simulated ? "not needed" : "none",
    };

    /// <summary>A test's kinds.</summary>
    public static string Kinds(IReadOnlyList<string> kinds) => string.Join(", ", kinds);

    /// <summary>What came of a test, in a line.</summary>
    public static string Outcome(ProviderTestDocument test)
    {
        if (test.Error is { } error)
            return error;
        if (test.Report is not { } report)
            return test.Message ?? Formatting.Text.None;
        var parts = new List<string>();
        if (report.Checks.Count > 0)
            parts.Add($"{report.Checks.Count(check => check.Outcome == "passed")} of {report.Checks.Count(check => check.Outcome != "skipped")} checks passed");
        if (report.Latency?.FirstContentMs is { } first)
            parts.Add($"first content after {Formatting.Text.Milliseconds(first.P50)}");
        if (report.Load.Count > 0)
            parts.Add($"{report.Load.Max(step => step.PerSecond).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture)} answers/s");
        return string.Join(", ", parts);
    }
}
