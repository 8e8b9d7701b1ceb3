namespace HybridAi.Benchmarks.Subjects;

/// <summary>The run's own directory: logs, data directories, configuration, ids of processes.</summary>
internal sealed class Workplace
{
    public Workplace(string directory, Pinning pinning)
    {
        Pinning = pinning;
        Directory = System.IO.Directory.CreateDirectory(directory).FullName;
        Pids = new(Path.Combine(Directory, "pids"));
    }

    public string Directory { get; }

    public Pinning Pinning { get; }

    public PidFile Pids { get; }

    public string LogOf(string subject) => Path.Combine(Directory, subject.Replace(' ', '-') + ".log");

    public string NewDirectory(string name) => System.IO.Directory.CreateDirectory(Path.Combine(Directory, name)).FullName;
}
