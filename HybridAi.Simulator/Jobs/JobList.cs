namespace HybridAi.Simulator.Jobs;

/// <summary>The last jobs of a provider. The oldest give way.</summary>
internal sealed class JobList<T>
    where T : class, IJob
{
    private const int MaxJobs = 1_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<T> _jobs = new();

    public void Add(T job)
    {
        lock (_lock)
        {
            _jobs.AddLast(job);
            if (_jobs.Count > MaxJobs)
                _jobs.RemoveFirst();
        }
    }

    public T? Find(string owner, string id)
    {
        lock (_lock)
            return _jobs.FirstOrDefault(job => job.Owner == owner && job.Id == id);
    }

    public bool Remove(T job)
    {
        lock (_lock)
            return _jobs.Remove(job);
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<T> List(string owner)
    {
        lock (_lock)
            return [.. _jobs.Where(job => job.Owner == owner).Reverse()];
    }

    public IReadOnlyList<T> All()
    {
        lock (_lock)
            return [.. _jobs];
    }
}
