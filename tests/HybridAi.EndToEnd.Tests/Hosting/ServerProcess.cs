using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>A product started as a process of its own, with its output kept; never outlives the test run.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);

    // Whatever the machine has set must not leak into the product under test.
    private static readonly Regex Foreign = new("^(HYBRIDAI_|.*_API_KEY$|Providers__|Aliases__|ASPNETCORE_|DOTNET_URLS|SIMULATOR|ConnectionStrings__|services__|OTEL_)", RegexOptions.IgnoreCase);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventHandler _lastResort;

    private ServerProcess(ProcessStartInfo start, Regex readyLine)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _lastResort = (_, _) => Kill();
        void Take(string? line)
        {
            if (line is null)
                return;
            _output.Enqueue(line);
            if (readyLine.Match(line) is { Success: true } match)
                _ready.TrySetResult(match.Groups[1].Value);
        }

        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"The process has ended before it was ready:\n{Output}"));
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything that it wrote so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a program that lies beside this assembly.</summary>
    /// <param name="program">Its assembly's name.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">What is added to the environment.</param>
    /// <param name="readyLine">Matches the line that says that it is ready; its group 1 is the address.</param>
    public static ServerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Regex readyLine)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{program}.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => Foreign.IsMatch(name)).ToList())
            start.Environment.Remove(name);
        // Counting what runs often pays only for those that run long: without it a start takes a sixth less.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var server = new ServerProcess(start, readyLine);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += server._lastResort;
        return server;
    }

    /// <summary>Waits until it is ready.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> AddressAsync()
    {
        try
        {
            return new Uri(await _ready.Task.WaitAsync(StartTimeout));
        }
        catch (Exception)
        {
            Kill();
            throw;
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(StartTimeout);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    /// <summary>Asks it to stop as a service manager does, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        AppDomain.CurrentDomain.ProcessExit -= _lastResort;
        _process.Dispose();
    }
}
