using System.Diagnostics;
using System.Security.Cryptography;

namespace HybridAi.EndToEnd.Tests.JavaScriptSdk;

/// <summary>The npm project beside this one: installed once for each state of its lock file, then run.</summary>
internal static class NodeProject
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly SemaphoreSlim OneAtATime = new(1);

    private static string Folder { get; } = Find();

    /// <summary>Installs exactly what the lock file says, unless that is there already.</summary>
    public static async Task InstallAsync()
    {
        await OneAtATime.WaitAsync();
        try
        {
            await InstallOnceAsync();
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    /// <summary>Runs the tests of one file.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="environment">What the tests are told.</param>
    /// <param name="folder">Whom they talk to: <c>conversation</c> with the product, or the <c>simulator</c> alone.</param>
    /// <returns>What failed, readably; empty if nothing did; and the number that passed.</returns>
    public static async Task<(string Failures, int Passed)> TestAsync(
        string file, IReadOnlyDictionary<string, string> environment, string folder = "conversation")
    {
        var (code, output) = await RunAsync("node", ["--test", "--test-reporter=tap", Path.Combine(folder, file)], environment);
        var report = TapReport.Read(output);
        return (code == 0 && report.Failures.Count == 0 ? "" : report.Failures.Count > 0 ? string.Join("\n\n", report.Failures) : output, report.Passed);
    }

    private static async Task InstallOnceAsync()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"))));
        var stamp = Path.Combine(Folder, "node_modules", $".installed-{hash}");
        if (File.Exists(stamp))
            return;
        var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], new Dictionary<string, string>());
        Assert.True(code == 0, $"npm ci failed:\n{output}");
        await File.WriteAllTextAsync(stamp, "");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "sdk-js");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("tests/sdk-js lies above no folder of the test assembly.");
    }
}
