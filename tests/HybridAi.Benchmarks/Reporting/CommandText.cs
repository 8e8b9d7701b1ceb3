namespace HybridAi.Benchmarks.Reporting;

/// <summary>The command that this run was started with, for others to repeat.</summary>
internal static class CommandText
{
    /// <param name="command">What bench.sh calls it, or nothing for the suite.</param>
    public static string Of(params string[] command) => string.Join(' ', ["./bench.sh", .. command, .. Environment.GetCommandLineArgs().Skip(2)]);
}
