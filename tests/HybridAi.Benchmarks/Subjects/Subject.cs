using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>A running program that is measured.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly PidFile _pids;
    private readonly Task _output;
    private long _answered;

    private Subject(Launch launch, Process process, PidFile pids, Task output)
    {
        Launch = launch;
        _process = process;
        _pids = pids;
        _output = output;
    }

    public Launch Launch { get; }

    public string Name => Launch.Name;

    /// <summary>How many requests it has answered, by the client's count.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    public TimeSpan CpuTime => ProcessFigures.CpuTime(_process.Id);

    /// <summary>CPU time of the servers that it uses, which is no part of its own.</summary>
    public IReadOnlyDictionary<string, TimeSpan> ServersCpu() =>
        Launch.Servers?.ToDictionary(server => server.Key, server => ProcessFigures.CpuTime(server.Value)) ?? [];

    public long Resident => ProcessFigures.Resident(_process.Id);

    public long PeakResident => ProcessFigures.PeakResident(_process.Id);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it; its output goes to a file in the working directory.</summary>
    public static Subject Start(Launch launch, Workplace workplace)
    {
        var log = new FileStream(workplace.LogOf(launch.Name), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        var process = Process.Start(launch.ToStartInfo(workplace.Directory, workplace.Pinning))
            ?? throw new InvalidOperationException($"{launch.FileName} did not start.");
        workplace.Pids.Add(process.Id);
        return new(launch, process, workplace.Pids, CopyOutputAsync(process, log));
    }

    public void CountAnswered(long answers) => Interlocked.Add(ref _answered, answers);

    /// <summary>Asks it to stop, and ends it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _ = Kill(_process.Id, SigTerm);
        using var bound = new CancellationTokenSource(StopTimeout);
        try
        {
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _output;
        _pids.Remove(_process.Id);
        _process.Dispose();
    }

    private static async Task CopyOutputAsync(Process process, FileStream log)
    {
        await using (log)
        {
            var errors = process.StandardError.BaseStream.CopyToAsync(log);
            await process.StandardOutput.BaseStream.CopyToAsync(log);
            await errors;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
