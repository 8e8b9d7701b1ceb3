using HybridAi.Core.Batches;
using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Node.Batches;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.BatchSettlement;

/// <summary>
/// Asks how open batches stand, and records what those have used that ended: a record for each line, by an id that follows from it, then that the batch is settled.
/// What breaks off is done again from its beginning and doubles nothing.
/// </summary>
internal sealed partial class BatchSettlementJob(
    SnapshotHolder snapshots, IProviderObjectStore store, ProviderBatches batches, ProviderFiles files, IUsageStore usage, UpstreamOptions options, TimeProvider time,
    ILogger<BatchSettlementJob> logger) : IBackgroundJob
{
    private const int BatchesAtOnce = 100;
    private const int RecordsAtOnce = 500;

    /// <summary>Until then the call that makes a batch may still be under way.</summary>
    private static readonly TimeSpan UntilNeverMade = TimeSpan.FromHours(1);

    /// <summary>Until then a provider that does not know its batch is asked again: it may have got another account's key. Batches take a week at most.</summary>
    private static readonly TimeSpan UntilGivenUp = TimeSpan.FromDays(30);

    public static string Name => "batch-settlement";

    public static string Description => "Asks providers how batches stand and records what those that ended have used.";

    public static string DefaultSchedule => "1m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        // What administrators changed through other processes counts.
        await snapshots.RefreshAsync(cancellationToken);
        var snapshot = snapshots.Current;
        for (Guid? after = null; ;)
        {
            var open = await store.OpenBatchesAsync(after, BatchesAtOnce, cancellationToken);
            foreach (var batch in open)
            {
                await run.ReportAsync(0, $"Looking at {ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id)}.", cancellationToken);
                await LookAtAsync(run, snapshot, batch, cancellationToken);
            }

            if (open.Count < BatchesAtOnce)
                return;
            after = open[^1].Id;
        }
    }

    // What goes wrong with one batch is tried again at the next run, and holds up no other.
    private async Task LookAtAsync(JobContext run, GatewaySnapshot snapshot, ProviderObject batch, CancellationToken cancellationToken)
    {
        if (!snapshot.Providers.TryGetValue(batch.Provider, out var provider) || provider.Profile.Batches is null)
        {
            Unreachable(run, batch, "The provider is not configured any more, or has no batches.");
            return;
        }

        if (batch.EndedAt is null)
        {
            if (await AskAsync(run, snapshot, provider, batch, cancellationToken) is not { } ended)
                return;
            batch = ended;
        }

        if (await RecordAsync(run, snapshot, provider, batch, cancellationToken))
        {
            await store.SettleAsync(batch.Id, time.GetUtcNow(), run.Fence, cancellationToken);
            run.Count("settled", 1);
        }
    }

    // The batch if it has ended.
    private async Task<ProviderObject?> AskAsync(JobContext run, GatewaySnapshot snapshot, ProviderEndpoint provider, ProviderObject batch, CancellationToken cancellationToken)
    {
        var age = time.GetUtcNow() - batch.At;
        var (found, error) = batch.UpstreamId.Length == 0
            ? await batches.AdoptAsync(snapshot, provider, batch, cancellationToken)
            : await batches.RefreshAsync(snapshot, provider, batch, cancellationToken);
        if (error is { Cause: FailureCause.NotFound } && batch.UpstreamId.Length > 0 && age > UntilGivenUp)
            return await GiveUpAsync(run, provider, batch, cancellationToken);
        if (error is not null)
            Unreachable(run, batch, error.Message);
        else if (found.UpstreamId.Length == 0 && age > UntilNeverMade)
            await store.DeleteAsync(batch.Id, cancellationToken);
        return error is null && found.EndedAt is not null ? found : null;
    }

    // Nobody knows what it used; unknown is not zero.
    private async Task<ProviderObject?> GiveUpAsync(JobContext run, ProviderEndpoint provider, ProviderObject batch, CancellationToken cancellationToken)
    {
        LogGone("whole", batch.Id, batch.Provider);
        var ended = await store.UpdateAsync(BatchDocument.GiveUp(batch, time.GetUtcNow()), [], cancellationToken);
        if (ended is { OutputFile: null })
            await InsertAsync(run, ended, [new BatchRecords(ended, provider, null).Unknown("batch")], cancellationToken);
        return ended;
    }

    private async Task<bool> RecordAsync(JobContext run, GatewaySnapshot snapshot, ProviderEndpoint provider, ProviderObject batch, CancellationToken cancellationToken)
    {
        var deployment = snapshot.Models.Find($"{batch.Provider}/{batch.Model}") is { } found ? found[0] : null;
        var records = new BatchRecords(batch, provider, deployment);
        foreach (var (what, file) in new[] { ("output", batch.OutputFile), ("error", batch.ErrorFile) })
        {
            if (file is not null && !await RecordFileAsync(run, snapshot, provider, batch, records, what, file, cancellationToken))
                return false;
        }

        return true;
    }

    private async Task<bool> RecordFileAsync(
        JobContext run, GatewaySnapshot snapshot, ProviderEndpoint provider, ProviderObject batch, BatchRecords records, string what, string file, CancellationToken cancellationToken)
    {
        var (response, error) = await files.OpenAsync(snapshot, provider, file, cancellationToken);
        if (response is null && error!.Cause != FailureCause.NotFound)
        {
            Unreachable(run, batch, error.Message);
            return false;
        }

        using (response)
        {
            if (response is null)
            {
                // Expired, or deleted past the gateway. What failed was free.
                LogGone($"{what} file", batch.Id, batch.Provider);
                if (what == "output")
                    await InsertAsync(run, batch, [records.Unknown(what)], cancellationToken);
                return true;
            }

            try
            {
                await using var content = await files.ContentAsync(response, cancellationToken);
                await RecordLinesAsync(run, batch, records, what, content, cancellationToken);
                return true;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                Unreachable(run, batch, broken.Message);
                return false;
            }
        }
    }

    private async Task RecordLinesAsync(JobContext run, ProviderObject batch, BatchRecords records, string what, Stream content, CancellationToken cancellationToken)
    {
        var lines = new LineReader(content, options.MaxAnswerBytes);
        var some = new List<UsageRecord>(RecordsAtOnce);
        while (await lines.ReadAsync(cancellationToken))
        {
            some.Add(records.OfLine(what, lines.Number, lines.Line));
            if (some.Count < RecordsAtOnce)
                continue;
            await InsertAsync(run, batch, some, cancellationToken);
            some.Clear();
        }

        if (some.Count > 0)
            await InsertAsync(run, batch, some, cancellationToken);
    }

    private async Task InsertAsync(JobContext run, ProviderObject batch, List<UsageRecord> records, CancellationToken cancellationToken)
    {
        await run.ReportAsync(0, $"Recording {ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id)}.", cancellationToken);
        await usage.InsertAsync(records, cancellationToken);
        run.Count("records", records.Count);
        if (records.Exists(record => record.Cost is null))
            LogUnknownCost(batch.Id, batch.Provider, batch.Model);
    }

    private void Unreachable(JobContext run, ProviderObject batch, string reason)
    {
        run.Count("unreachable", 1);
        LogUnreachable(batch.Id, batch.Provider, reason);
    }

    [LoggerMessage(LogLevel.Warning, "Batch {Batch} cannot be settled for now, {Provider} says: {Reason}")]
    private partial void LogUnreachable(Guid batch, string provider, string reason);

    [LoggerMessage(LogLevel.Error, "The {File} of batch {Batch} is not at {Provider} any more: what the batch used is recorded as unknown")]
    private partial void LogGone(string file, Guid batch, string provider);

    [LoggerMessage(LogLevel.Warning, "The cost of lines of batch {Batch} at {Provider} is recorded as unknown: no price of {Model} in batches is known, or the answers lack their usage")]
    private partial void LogUnknownCost(Guid batch, string provider, string? model);
}
