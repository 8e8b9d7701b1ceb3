using System.Globalization;
using System.Runtime.InteropServices;

namespace HybridAi.TestServers;

/// <summary>Signals to processes and those that they started.</summary>
public static class ProcessTree
{
    private const int ByNobody = -1;

    /// <summary>A process and those that it started, it first.</summary>
    public static IReadOnlyList<int> Of(int process)
    {
        var all = new List<int> { process };
        var parents = Directory.GetDirectories("/proc").Select(directory => int.TryParse(Path.GetFileName(directory), out var id) ? (Id: id, Parent: ParentOf(id)) : (Id: 0, Parent: ByNobody)).ToList();
        for (var i = 0; i < all.Count; i++)
            all.AddRange(parents.Where(one => one.Parent == all[i]).Select(one => one.Id));
        return all;
    }

    /// <summary>Sends a signal; a process that is gone is no error.</summary>
    /// <param name="process">Its id.</param>
    /// <param name="signal"><c>KILL</c>, <c>STOP</c>, <c>CONT</c>, <c>INT</c> or <c>TERM</c>.</param>
    public static void Signal(int process, string signal)
    {
        // Linux' numbers; glibc and musl agree.
        var number = signal switch { "INT" => 2, "KILL" => 9, "TERM" => 15, "CONT" => 18, "STOP" => 19, _ => throw new ArgumentOutOfRangeException(nameof(signal)) };
        _ = Kill(process, number);
    }

    /// <summary>Stops a process in the middle of what it does, and returns once each of its threads stands: until then it may still answer.</summary>
    /// <param name="process">Its id.</param>
    public static void Stop(int process)
    {
        Signal(process, "STOP");
        SpinWait.SpinUntil(() => Stands(process), TimeSpan.FromSeconds(5));
    }

    private static bool Stands(int process)
    {
        try
        {
            return Array.TrueForAll(Directory.GetFileSystemEntries($"/proc/{process}/task"), static thread =>
                File.ReadAllText(Path.Combine(thread, "stat")) is var status && status[(status.LastIndexOf(')') + 2)..] is ['T' or 'Z' or 'X', ..]);
        }
        catch (IOException)
        {
            // Who is gone stands, too.
            return !Directory.Exists($"/proc/{process}");
        }
    }

    // The fields behind the program's name, which stands in brackets and may hold anything.
    private static int ParentOf(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ByNobody;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
