using System.Collections.Concurrent;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Recording;

/// <summary>Adds up what requests were, by organization, while somebody watches; else it costs a look at a field.</summary>
internal sealed class LiveUsage
{
    // Those beyond are counted to nobody, and so only to all together.
    private const int MostOrganizations = 1000;

    private readonly ConcurrentDictionary<OrganizationId, Sums> _byOrganization = new();
    private readonly Sums _others = new();
    private int _organizations;
    private volatile bool _isWatched;

    /// <summary>Whether requests are counted.</summary>
    public bool IsWatched
    {
        get => _isWatched;
        set => _isWatched = value;
    }

    public void Count(UsageRecord record)
    {
        if (_isWatched)
            SumsOf(record.OrganizationId).Add(record);
    }

    /// <summary>Gives what was counted since the last time, by organization, and begins anew. What is counted meanwhile may come out in two parts.</summary>
    public IReadOnlyDictionary<OrganizationId, LiveFigures> Take()
    {
        var taken = new Dictionary<OrganizationId, LiveFigures>();
        foreach (var (organization, sums) in _byOrganization)
        {
            if (sums.Take() is { Requests: > 0 } figures)
                taken[organization] = figures;
        }

        if (_others.Take() is { Requests: > 0 } others)
            taken[default] = others;
        return taken;
    }

    private Sums SumsOf(OrganizationId organization)
    {
        if (_byOrganization.TryGetValue(organization, out var known))
            return known;
        if (Volatile.Read(ref _organizations) >= MostOrganizations)
            return _others;
        var added = new Sums();
        var sums = _byOrganization.GetOrAdd(organization, added);
        if (ReferenceEquals(sums, added))
            Interlocked.Increment(ref _organizations);
        return sums;
    }

    private sealed class Sums
    {
        private long _requests, _failed, _cancelled, _cached, _input, _output, _nanos, _ticks;

        public void Add(UsageRecord record)
        {
            Interlocked.Increment(ref _requests);
            if (record.Outcome == UsageOutcome.Failed)
                Interlocked.Increment(ref _failed);
            else if (record.Outcome != UsageOutcome.Succeeded)
                Interlocked.Increment(ref _cancelled);
            if (record.Cache is not ("miss" or "off"))
                Interlocked.Increment(ref _cached);
            Interlocked.Add(ref _input, record.Usage.TotalInput);
            Interlocked.Add(ref _output, record.Usage.TotalOutput);
            Interlocked.Add(ref _nanos, record.Cost?.NanoDollars ?? 0);
            Interlocked.Add(ref _ticks, record.Duration.Ticks);
        }

        public LiveFigures Take() => new(
            Interlocked.Exchange(ref _requests, 0), Interlocked.Exchange(ref _failed, 0), Interlocked.Exchange(ref _cancelled, 0), Interlocked.Exchange(ref _cached, 0),
            Interlocked.Exchange(ref _input, 0), Interlocked.Exchange(ref _output, 0), new Cost(Interlocked.Exchange(ref _nanos, 0)), TimeSpan.FromTicks(Interlocked.Exchange(ref _ticks, 0)));
    }
}
