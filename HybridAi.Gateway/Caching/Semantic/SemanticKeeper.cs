using System.Globalization;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Caching;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// Brings the index and the comparisons to the database and takes what other gateways brought there: at the start all that is still good, then every few seconds what is new. The request's
/// path never waits for it, and without a database everything goes on with what this gateway knows.
/// </summary>
internal sealed partial class SemanticKeeper(
    IServiceProvider services, IPromptEmbedder embedder, SemanticEntries entries, ShadowBook book, TimeProvider time, ILogger<SemanticKeeper> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // What others keep has the time of their clock, and is written a moment later.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);
    private const int MostAtOnce = 1000;
    private const int TurnsBetweenPruning = 12;

    private readonly Dictionary<(OrganizationId, string), (ShadowState State, double? Threshold)> _noted = [];
    private DateTimeOffset _read = DateTimeOffset.UnixEpoch;
    private int _turn;
    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RunAsync(stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        finally
        {
            using var enough = new CancellationTokenSource(Interval, time);
            await RunAsync(enough.Token);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await KeepOnceAsync(cancellationToken);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Said once.
            if (!_isFailing)
                LogWaiting(failure);
            _isFailing = true;
        }
        catch (OperationCanceledException)
        {
            // The process ends; what was not written in time is lost with it.
        }
    }

    /// <summary>Writes what is new here and reads what is new elsewhere.</summary>
    internal async Task KeepOnceAsync(CancellationToken cancellationToken)
    {
        // Asked for now: it is opened after this is made.
        var store = services.GetRequiredService<ISemanticStore>();
        if (entries.IsStored)
        {
            await WriteEntriesAsync(store, cancellationToken);
            await ReadEntriesAsync(store, cancellationToken);
            if (_turn++ % TurnsBetweenPruning == 0)
                await store.PruneAsync(time.GetUtcNow(), MostAtOnce, cancellationToken);
        }

        await WriteCountsAsync(store, cancellationToken);
        book.Replace(await store.CountsAsync(book.Method, cancellationToken));
        await NoteAsync(store, cancellationToken);
    }

    private async Task WriteEntriesAsync(ISemanticStore store, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var some in entries.TakeWaiting().Chunk(MostAtOnce))
        {
            await store.KeepAsync(
                [.. some.Select(one => new StoredSemanticEntry(one.Entry.Key, one.Entry.Scope, embedder.Name, now, one.Entry.ExpiresAt, SemanticContent.Write(one.Vector, one.Entry.Facts)))], cancellationToken);
        }
    }

    private async Task ReadEntriesAsync(ISemanticStore store, CancellationToken cancellationToken)
    {
        var (now, after) = (time.GetUtcNow(), _read - Overlap);
        while (true)
        {
            var found = await store.ReadAsync(embedder.Name, after, now, MostAtOnce, cancellationToken);
            foreach (var entry in found)
            {
                // What this gateway kept itself comes back, too.
                if (!entries.Has(entry.Key, entry.ExpiresAt) && SemanticContent.TryRead(entry.Content, out var vector, out var facts))
                    entries.Put(new SemanticEntry { Key = entry.Key, Scope = entry.Scope, Facts = facts!, ExpiresAt = entry.ExpiresAt }, vector);
            }

            // Of one moment there may be more than fit: the next turn begins with the moment itself.
            if (found.Count < MostAtOnce || found[^1].KeptAt.AddMilliseconds(-1) <= after)
                break;
            after = found[^1].KeptAt.AddMilliseconds(-1);
        }

        _read = now;
    }

    private async Task WriteCountsAsync(ISemanticStore store, CancellationToken cancellationToken)
    {
        var counts = book.TakeUnwritten();
        if (counts.Count == 0)
            return;
        try
        {
            await store.AddAsync(counts, cancellationToken);
        }
        catch (Exception)
        {
            book.Add(counts);
            throw;
        }
    }

    private async Task NoteAsync(ISemanticStore store, CancellationToken cancellationToken)
    {
        foreach (var (organization, model, _, verdict) in book.Read())
        {
            var known = _noted.GetValueOrDefault((organization, model));
            if (known == (verdict.State, verdict.Threshold))
                continue;
            if (await store.NoteAsync(organization, model, book.Method, verdict, time.GetUtcNow(), cancellationToken))
                Tell(organization, model, verdict);
            _noted[(organization, model)] = (verdict.State, verdict.Threshold);
        }
    }

    private void Tell(OrganizationId organization, string model, ShadowVerdict verdict)
    {
        LogVerdict(model, organization, verdict.State, verdict.Threshold, verdict.Agreed, verdict.Tried);
        var outcome = verdict.Threshold is { } threshold ? string.Create(CultureInfo.InvariantCulture, $"on from {threshold:0.00}") : verdict.State == ShadowState.Refuted ? "off: wrong too often" : "off: not enough is known";
        services.GetRequiredService<CacheRecorder>().Note(
            CacheEventKinds.ThresholdChanged, organization, detail: $"{model}: {outcome}; {verdict.Agreed} of {verdict.Tried} agreed ({book.Method})");
    }

    [LoggerMessage(LogLevel.Warning, "The semantic cache's entries and comparisons could not be written or read; they wait")]
    private partial void LogWaiting(Exception exception);

    [LoggerMessage(LogLevel.Information, "The semantic cache's precision for {Model} of {Organization}: {State}, threshold {Threshold}, {Agreed} of {Compared} agreed")]
    private partial void LogVerdict(string model, OrganizationId organization, ShadowState state, double? threshold, long agreed, long compared);
}
