using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Endpoints.Usage;

/// <summary>
/// Reads usage records, first giving the journal a moment to bring the latest into the database: callers see their own last request. Answers
/// that have to go without say so in <c>x-hybridai-pending</c>.
/// </summary>
internal sealed partial class UsageReader(IUsageStore store, IUsageJournal journal, TimeProvider time, ILogger<UsageReader> logger)
{
    // Tells that the answer lacks what the database has not taken yet.
    public const string PendingHeader = "x-hybridai-pending";

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    public async Task<Page<UsageRecord>> ListAsync(HttpResponse response, UsageQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(response, cancellationToken);
        return await store.ListAsync(query, cancellationToken);
    }

    public async Task<UsageSummary> SummarizeAsync(HttpResponse response, UsageQuery query, int buckets, CancellationToken cancellationToken)
    {
        await FlushAsync(response, cancellationToken);
        return await store.SummarizeAsync(query, buckets, cancellationToken);
    }

    public async Task<UsageRecord?> FindAsync(HttpResponse response, Guid id, OrganizationId? organization, CancellationToken cancellationToken)
    {
        await FlushAsync(response, cancellationToken);
        return await store.FindAsync(id, organization, cancellationToken);
    }

    private async Task FlushAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(FlushTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await journal.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            response.Headers[PendingHeader] = "true";
            LogBehind(FlushTimeout);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The usage journal was not in the database after {Timeout}; the answer may lack the latest requests")]
    private partial void LogBehind(TimeSpan timeout);
}
