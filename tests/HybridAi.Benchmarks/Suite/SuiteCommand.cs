using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>The whole comparison, from starting the processes to the tables.</summary>
internal static class SuiteCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(SuiteOptions.Help);
            return 0;
        }

        var keep = arguments.Switch("keep");
        var options = SuiteOptions.From(arguments);
        SocketThreads.UseOne();
        var workplace = new Workplace(Path.Combine(options.Work, $"run-{Environment.ProcessId}"), await Pinning.ApplyAsync(options.Pin, stop));
        try
        {
            var (recordsAgree, report) = await new SuiteRun(options, workplace).RunAsync(stop);
            Console.WriteLine(report);
            if (options.Write is { } file)
                ResultsFile.Write(file, report, options.Distributed ? "--distributed" : options.Control ? "--control" : null);
            keep |= !recordsAgree;
            return recordsAgree ? 0 : 1;
        }
        catch (BenchmarkFailedException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            keep = true;
            return 1;
        }
        finally
        {
            if (!keep)
                Directory.Delete(workplace.Directory, recursive: true);
        }
    }
}
