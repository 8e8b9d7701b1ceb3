using System.Diagnostics;

namespace HybridAi.TestServers;

/// <summary>Postgres' programs, and how to run them: as somebody else if we are root, whom Postgres refuses.</summary>
internal sealed class PostgresTools
{
    private const string User = "postgres";
    private readonly string _binaries;

    private PostgresTools(string binaries) => _binaries = binaries;

    /// <summary>Finds them on the path or where Debian puts them.</summary>
    /// <exception cref="InvalidOperationException">Postgres is not installed.</exception>
    public static PostgresTools Find()
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var found = debian.OrderByDescending(version => version.Length).ThenByDescending(version => version, StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).Concat(onPath).FirstOrDefault(
            directory => File.Exists(Path.Combine(directory, "postgres")) && File.Exists(Path.Combine(directory, "initdb")));
        return found is null
            ? throw new InvalidOperationException("Postgres is not installed: the programs 'postgres' and 'initdb' are neither on the path nor under /usr/lib/postgresql. ./test.sh installs it; so does apt-get install postgresql.")
            : new PostgresTools(found);
    }

    public string PathOf(string program) => Path.Combine(_binaries, program);

    /// <summary>Lets the user that Postgres runs as have a directory.</summary>
    public Task GiveAsync(string directory) => Environment.IsPrivilegedProcess ? FinishAsync(Start(["chown", User, directory])) : Task.CompletedTask;

    /// <summary>Runs one of Postgres' programs to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public Task RunAsync(string program, params string[] arguments) => FinishAsync(Start(PathOf(program), arguments));

    /// <summary>Starts a program as the user that Postgres runs as.</summary>
    public Process Start(string program, params string[] arguments)
    {
        string[] asUser = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--"] : [];
        return Start([.. asUser, program, .. arguments]);
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' does not start.");
    }

    private static async Task FinishAsync(Process process)
    {
        using (process)
        {
            var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"'{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}' failed: {string.Concat(output)}");
        }
    }
}
