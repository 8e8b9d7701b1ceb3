using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Endpoints.Usage;

/// <summary>Reads usage records, first giving the journal a moment to bring the latest into the database: callers see their own last request.</summary>
internal sealed partial class UsageReader(IUsageStore store, IUsageJournal journal, TimeProvider time, ILogger<UsageReader> logger)
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    public async Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return await store.ListAsync(query, cancellationToken);
    }

    public async Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return await store.SummarizeAsync(query, buckets, cancellationToken);
    }

    public async Task<UsageRecord?> FindAsync(Guid id, OrganizationId? organization, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return await store.FindAsync(id, organization, cancellationToken);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(FlushTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await journal.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            LogBehind(FlushTimeout);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The usage journal was not in the database after {Timeout}; the answer may lack the latest requests")]
    private partial void LogBehind(TimeSpan timeout);
}
