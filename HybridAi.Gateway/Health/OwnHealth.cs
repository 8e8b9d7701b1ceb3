using System.Diagnostics.Metrics;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Health.Resources;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Health;

/// <summary>How the gateway itself is: whether what it meters is safe, and what it depends on and has of memory, threads and connections.</summary>
internal sealed partial class OwnHealth
{
    private readonly SnapshotHolder _snapshots;
    private readonly IUsageJournal _journal;
    private readonly IDependency[] _dependencies;
    private readonly MemoryGuard _memory;
    private readonly OwnResources _resources;
    private readonly HealthOptions _options;
    private readonly ILogger _logger;
    private volatile IReadOnlyList<ResourceState> _measured = [];

    public OwnHealth(
        SnapshotHolder snapshots, IUsageJournal journal, IEnumerable<IDependency> dependencies, MemoryGuard memory, OwnResources resources, HealthOptions options, IMeterFactory meters,
        ILogger<OwnHealth> logger)
    {
        (_snapshots, _journal, _dependencies, _memory, _resources, _options, _logger) = (snapshots, journal, [.. dependencies], memory, resources, options, logger);
        ResourceMeters.Register(meters, () => _measured, memory);
    }

    /// <summary>Everything one by one: what was measured at the last look, and how what the gateway depends on is now.</summary>
    public IReadOnlyList<ResourceState> States => [.. _measured, .. Needs()];

    /// <summary>Measures what is used, and sees to it that memory suffices. One caller at a time.</summary>
    public void Look()
    {
        var (reading, acts) = _memory.Look();
        if (acts != MemoryActs.None)
            Tell(acts, reading);
        _measured = [.. Judge(reading), .. _resources.Measure().Select(use => ResourceJudge.Judge(use, _options.Resources.Warning, _options.Resources.Critical))];
    }

    /// <summary>All of it as one.</summary>
    public HealthVerdict Judge()
    {
        var bad = States.Where(state => state.Verdict.Level > HealthLevel.Healthy).ToArray();
        return bad.Length == 0 ? HealthVerdict.Healthy : new(bad.Max(state => state.Verdict.Level), string.Join("; ", bad.Select(state => state.Verdict.Reason)));
    }

    private IEnumerable<ResourceState> Judge(MemoryReading reading)
    {
        var memory = new ResourceUse("memory", reading.WorkingSet, reading.Limit, "bytes");
        var (actAt, criticalAt) = (_options.Memory.ActAt, _options.Memory.CriticalAt);
        yield return _memory.IsRefusing
            ? new(memory, new(HealthLevel.Critical, $"memory is exhausted, so that no new requests are taken: {ResourceJudge.Describe(memory)}"))
            : ResourceJudge.Judge(memory, actAt, criticalAt);
        yield return ResourceJudge.Judge(new("heap", reading.Heap, reading.HeapLimit, "bytes"), actAt, criticalAt);
    }

    private IEnumerable<ResourceState> Needs()
    {
        yield return Of("journal", _journal.Unavailable is { } broken ? new(HealthLevel.Critical, $"the journal cannot be written: {broken}") : Warning(_journal.Delayed));
        yield return Of("configuration", Warning(_snapshots.IsStale || _snapshots.Current.IsCopy ? "the configuration may be older than the database's" : null));
        foreach (var state in _dependencies.Select(one => one.State))
            yield return Of(state.Name, Warning(state.IsDegraded ? $"{state.Name}: {state.Detail}" : null));
    }

    private static HealthVerdict Warning(string? reason) => reason is null ? HealthVerdict.Healthy : new(HealthLevel.Warning, reason);

    private static ResourceState Of(string name, HealthVerdict verdict) => new(new ResourceUse(name, null, null, ""), verdict);

    private void Tell(MemoryActs acts, MemoryReading reading)
    {
        var used = ResourceJudge.Describe(new ResourceUse("memory", reading.WorkingSet, reading.Limit, "bytes"));
        if (acts.HasFlag(MemoryActs.Refused))
            LogRefusing(used);
        else if (acts.HasFlag(MemoryActs.Resumed))
            LogResumed(used);
        else
            LogGivingBack(acts, used);
    }

    [LoggerMessage(LogLevel.Warning, "Memory runs short; done about it: {Acts}. Now {Used}")]
    private partial void LogGivingBack(MemoryActs acts, string used);

    [LoggerMessage(LogLevel.Error, "Memory is exhausted, although caches have shrunk and it was compacted: no new requests are taken. {Used}; give it more, or set Health:Memory")]
    private partial void LogRefusing(string used);

    [LoggerMessage(LogLevel.Warning, "There is memory again: requests are taken. {Used}")]
    private partial void LogResumed(string used);
}
