using System.Globalization;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>The ids of the processes that run for us: should this one be killed, <c>bench.sh</c> reads it and ends them.</summary>
internal sealed class PidFile(string path)
{
    private readonly HashSet<int> _pids = [];

    public void Add(int pid)
    {
        lock (_pids)
        {
            _pids.Add(pid);
            Write();
        }
    }

    public void Remove(int pid)
    {
        lock (_pids)
        {
            _pids.Remove(pid);
            Write();
        }
    }

    private void Write() => File.WriteAllLines(path, _pids.Select(pid => pid.ToString(CultureInfo.InvariantCulture)));
}
