using HybridAi.Benchmarks.Ingest;
using HybridAi.Benchmarks.Suite;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;
using HybridAi.Storage;
using HybridAi.Storage.Journal;

namespace HybridAi.Benchmarks.Metrics;

/// <summary>Fills a database with records as gateways do, and makes the rollups as the worker does.</summary>
internal sealed class RecordedPast(string name, StorageModule storage, Progress progress)
{
    private const int MostSeries = 1000;
    private const int Periods = 500;
    private static readonly RollupLevel[] Levels = [RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day];

    /// <summary>Inserts records, spread evenly over days.</summary>
    /// <returns>Those of the last ten minutes.</returns>
    public async Task<IReadOnlyList<UsageRecord>> InsertAsync(RecordSource source, int count, int days, DateTimeOffset until, CancellationToken stop)
    {
        var batch = new JournalOptions().BatchSize;
        var (from, over) = (until.AddDays(-days), TimeSpan.FromDays(days));
        var last = new List<UsageRecord>();
        for (var done = 0; done < count; done += batch)
        {
            var next = Math.Min(batch, count - done);
            var records = source.Make(next, from + (over * ((double)done / count)), over * ((double)next / count));
            await storage.Usage.InsertAsync(records, stop);
            last.AddRange(records.Where(record => record.At >= until.AddMinutes(-10)));
            if (done / batch % 100 == 0)
                progress.Say($"{name}: {done:#,0} of {count:#,0} records");
        }

        return last;
    }

    /// <summary>Makes the rollups of all that is new.</summary>
    public async Task RollAsync(CancellationToken stop)
    {
        foreach (var level in Levels)
        {
            IReadOnlyList<DateTimeOffset> periods;
            var done = 0;
            while ((periods = await storage.Rollups.ListNewsAsync(level, DateTimeOffset.MaxValue, Periods, stop)).Count > 0)
            {
                foreach (var period in periods)
                    await storage.Rollups.RollAsync(level, period, MostSeries, stop);
                progress.Say($"{name}: {done += periods.Count:#,0} periods of {level}");
            }
        }
    }
}
