using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>What the benchmarks that make one report have in common: a directory of their own, the report printed and put into a file.</summary>
internal static class OneReport
{
    /// <summary>Makes a report in a directory that is gone afterwards.</summary>
    /// <param name="name">The benchmark, which is also its section of the file.</param>
    /// <param name="work">Where the directory is made.</param>
    /// <param name="file">The file to put it into, or null.</param>
    /// <param name="make">Measures and writes the report.</param>
    /// <returns>The process's exit code: 1 if it failed.</returns>
    public static async Task<int> MakeAsync(string name, string work, string? file, Func<string, Task<string>> make)
    {
        // bench.sh knows it by this name, should this process be killed.
        var directory = Directory.CreateDirectory(Path.Combine(work, $"run-{Environment.ProcessId}")).FullName;
        try
        {
            var report = await make(directory);
            Console.WriteLine(report);
            if (file is not null)
                ResultsFile.Write(file, report, name);
            return 0;
        }
        catch (BenchmarkFailedException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
