using HybridAi.Core.Costs;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Tests.Management.Fakes;

/// <summary>Usage records in memory. Records sent to its journal become visible by a flush, as with the real one.</summary>
internal sealed class MemoryUsageStore : IUsageStore, IUsageJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, UsageRecord> _records = [];
    private readonly List<UsageRecord> _journal = [];

    public TaskCompletionSource? FlushGate { get; set; }

    public UsageQuery? LastQuery { get; private set; }

    public int LastBuckets { get; private set; }

    public string? Unavailable => null;

    public ValueTask<bool> StartAsync(UsageRecord inFlight) => ValueTask.FromResult(true);

    public ValueTask<bool> CompleteAsync(UsageRecord record)
    {
        lock (_lock)
            _journal.Add(record);
        return ValueTask.FromResult(true);
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (FlushGate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        UsageRecord[] pending;
        lock (_lock)
        {
            pending = [.. _journal];
            _journal.Clear();
        }
        await InsertAsync(pending, cancellationToken);
    }

    public Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var record in records)
                _records.TryAdd(record.Id, record);
        }
        return Task.CompletedTask;
    }

    public Task<UsageRecord?> FindAsync(Guid id, OrganizationId? organization, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(
                _records.TryGetValue(id, out var record) && (organization is null || record.OrganizationId == organization) ? record : null);
        }
    }

    public Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        LastQuery = query;
        var rest = Matching(query)
            .OrderByDescending(record => record.At).ThenByDescending(record => record.Id.ToString(), StringComparer.Ordinal)
            .Where(record => query.After is not { } cursor || IsBefore(record, cursor))
            .Take(query.Limit + 1).ToList();
        PageCursor? next = rest.Count > query.Limit
            ? new PageCursor(rest[query.Limit - 1].At.ToUnixTimeMilliseconds(), rest[query.Limit - 1].Id)
            : null;
        return Task.FromResult(new Page<UsageRecord>([.. rest.Take(query.Limit)], next));
    }

    public Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken)
    {
        (LastQuery, LastBuckets) = (query, buckets);
        var all = Matching(query);
        var width = (query.To!.Value - query.From!.Value) / buckets;
        return Task.FromResult(new UsageSummary(
            Total(all),
            [
                .. all.Where(record => record.Provider is not null).GroupBy(record => record.Provider!)
                    .Select(group => new ProviderUsage(group.Key, group.First().Simulated, Total([.. group])))
                    .OrderByDescending(provider => provider.Totals.Requests),
            ],
            [.. Enumerable.Range(0, buckets).Select(index => Slice(all, query.From.Value + width * index, width))]));
    }

    private List<UsageRecord> Matching(UsageQuery query)
    {
        lock (_lock)
        {
            return
            [
                .. _records.Values
                    .Where(record => query.OrganizationId is null || record.OrganizationId == query.OrganizationId)
                    .Where(record => query.TeamId is null || record.TeamId == query.TeamId)
                    .Where(record => query.UserId is null || record.UserId == query.UserId)
                    .Where(record => query.KeyId is null || record.KeyId == query.KeyId)
                    .Where(record => query.From is null || record.At >= query.From)
                    .Where(record => query.To is null || record.At < query.To)
                    .Where(record => query.Provider is null || record.Provider == query.Provider)
                    .Where(record => query.Model is null || record.Model == query.Model || record.RequestedModel == query.Model)
                    .Where(record => query.Outcome is null || record.Outcome == query.Outcome)
                    .Where(record => query.StatusFrom is null || record.Status >= query.StatusFrom)
                    .Where(record => query.StatusTo is null || record.Status <= query.StatusTo)
                    .Where(record => query.Session is null || record.Session == query.Session)
                    .Where(record => query.Task is null || record.Task == query.Task),
            ];
        }
    }

    private static bool IsBefore(UsageRecord record, PageCursor cursor) =>
        record.At.ToUnixTimeMilliseconds() is var at
        && (at < cursor.At || (at == cursor.At && string.CompareOrdinal(record.Id.ToString(), cursor.Id.ToString()) < 0));

    private static UsageSlice Slice(List<UsageRecord> all, DateTimeOffset from, TimeSpan width)
    {
        var inside = all.Where(record => record.At >= from && record.At < from + width).ToList();
        return new UsageSlice(
            from, inside.Count, inside.Count(record => record.Outcome == UsageOutcome.Failed),
            inside.Aggregate(Cost.Zero, (sum, record) => sum + (record.Cost ?? Cost.Zero)));
    }

    private static UsageTotals Total(List<UsageRecord> records)
    {
        var latencies = records.Where(record => record.Outcome == UsageOutcome.Succeeded).Select(record => record.Duration).Order().ToList();
        TimeSpan? Quantile(double q) => latencies.Count == 0 ? null : latencies[(int)Math.Min(latencies.Count - 1, latencies.Count * q)];
        return new UsageTotals(
            records.Count, records.Count(record => record.Outcome == UsageOutcome.Failed),
            records.Count(record => record.Outcome == UsageOutcome.Cancelled), records.Count(record => record.Outcome == UsageOutcome.Interrupted),
            records.Sum(record => record.Usage.TotalInput), records.Sum(record => record.Usage.TotalOutput),
            records.Aggregate(Cost.Zero, (sum, record) => sum + (record.Cost ?? Cost.Zero)), records.Count(record => record.Cost is null),
            Quantile(0.5), Quantile(0.95));
    }
}
