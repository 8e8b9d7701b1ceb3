using System.Collections.Concurrent;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Tests.Testing;

/// <summary>A database in memory that can be down.</summary>
internal sealed class FakeUsageStore : IUsageStore
{
    private int _inserts;

    public ConcurrentDictionary<Guid, UsageRecord> Records { get; } = new();

    public bool IsDown { get; set; }

    /// <summary>How often an insert was tried.</summary>
    public int Tries { get; private set; }

    /// <summary>How many records were offered that were there already.</summary>
    public int Repeated { get; private set; }

    /// <summary>The largest batch that was offered.</summary>
    public int LargestBatch { get; private set; }

    /// <summary>Throws once so many inserts went well.</summary>
    public int FailAfter { get; set; } = int.MaxValue;

    /// <summary>A record that no insert goes well with.</summary>
    public Guid Poison { get; set; }

    /// <summary>Whether what is down says so, and does not fail in some way of its own.</summary>
    public bool SaysSo { get; set; }

    public Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Tries++;
        if (IsDown || records.Any(record => record.Id == Poison) || _inserts++ >= FailAfter)
            throw SaysSo ? new StorageUnavailableException("The database is away.") : new IOException("The database is down.");
        LargestBatch = Math.Max(LargestBatch, records.Count);
        foreach (var record in records)
        {
            if (!Records.TryAdd(record.Id, record))
                Repeated++;
        }
        return Task.CompletedTask;
    }

    public Task<UsageRecord?> FindAsync(Guid id, OrganizationId? organization, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
}
