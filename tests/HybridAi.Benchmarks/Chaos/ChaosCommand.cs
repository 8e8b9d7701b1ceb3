using System.Diagnostics;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;

namespace HybridAi.Benchmarks.Chaos;

/// <summary>Runs the end-to-end tests in which servers and services die under load, and makes a table of the figures that they leave.</summary>
internal static class ChaosCommand
{
    private const string Help = """
        ./bench.sh chaos [--option value ...]        what is lost when servers and services die under load

          --tests PROGRAM     the built end-to-end tests
          --work DIRECTORY    for what they leave (default artifacts/bench)
          --write FILE        put the table into the marked section of FILE
        """;

    private const string Tests = "tests/HybridAi.EndToEnd.Tests/bin/Release/net10.0/HybridAi.EndToEnd.Tests";
    private const string Classes = "HybridAi.EndToEnd.Tests.Distributed.";
    private static readonly string[] Columns = ["", "requests", "failed", "recorded", "lost", "doubled"];

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var (tests, work, file) = (arguments.Text("tests", Tests), arguments.Text("work", Path.Combine("artifacts", "bench")), arguments.OptionalText("write"));
        arguments.EnsureAllUsed();
        var figures = Path.GetFullPath(Path.Combine(Directory.CreateDirectory(work).FullName, $"chaos-{Environment.ProcessId}"));
        try
        {
            var exit = await RunTestsAsync(tests, figures, stop);
            var table = new MarkdownTable(Columns);
            foreach (var row in File.Exists(figures) ? File.ReadAllLines(figures).Order(StringComparer.Ordinal).ToArray() : [])
                table.Row(row.Split('\t'));
            var report = $"`{CommandText.Of("chaos")}` on {MachineFacts.Describe()}\n{(exit == 0 ? "All of its tests passed." : "**Some of its tests failed.**")}\n\n{table}";
            Console.WriteLine(report);
            if (file is not null && exit == 0)
                ResultsFile.Write(file, report, "chaos");
            return exit;
        }
        finally
        {
            File.Delete(figures);
        }
    }

    // What they write goes to standard error: standard output is for the table.
    private static async Task<int> RunTestsAsync(string tests, string figures, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(tests), ["-class", Classes + "ChaosTests", "-class", Classes + "WorkerKillTests", "-noColor"])
        {
            RedirectStandardOutput = true, RedirectStandardInput = true, Environment = { ["HYBRIDAI_TEST_FIGURES"] = figures },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{tests} did not start.");
        await using var end = stop.Register(() => process.Kill(entireProcessTree: true));
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
            await Console.Error.WriteLineAsync(line);
        await process.WaitForExitAsync(stop);
        return process.ExitCode;
    }
}
