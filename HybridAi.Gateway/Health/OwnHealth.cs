using HybridAi.Core.Health;
using HybridAi.Core.Usage;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Health;

/// <summary>How the gateway itself is: whether what it meters is safe, and what it depends on and has of memory, threads and sockets.</summary>
internal sealed class OwnHealth(SnapshotHolder snapshots, IUsageJournal journal, IEnumerable<IDependency> dependencies)
{
    private readonly IDependency[] _dependencies = [.. dependencies];

    public HealthVerdict Judge()
    {
        if (journal.Unavailable is { } broken)
            return new(HealthLevel.Critical, $"the journal cannot be written: {broken}");
        var reasons = new List<string>();
        if (journal.Delayed is { } delayed)
            reasons.Add(delayed);
        if (snapshots.IsStale || snapshots.Current.IsCopy)
            reasons.Add("the configuration may be older than the database's");
        reasons.AddRange(_dependencies.Select(one => one.State).Where(state => state.IsDegraded).Select(state => $"{state.Name}: {state.Detail}"));
        return reasons.Count == 0 ? HealthVerdict.Healthy : new(HealthLevel.Warning, string.Join("; ", reasons));
    }
}
