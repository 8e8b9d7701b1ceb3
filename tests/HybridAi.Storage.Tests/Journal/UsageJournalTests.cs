using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Journal;

/// <summary>The journal while it lives.</summary>
public sealed class UsageJournalTests : JournalTest
{
    [Theory]
    [InlineData(JournalFsync.None, true)]
    [InlineData(JournalFsync.None, false)]
    [InlineData(JournalFsync.Group, true)]
    public async Task Every_record_of_many_writers_arrives_once_and_the_files_go(JournalFsync fsync, bool mapped)
    {
        var options = Options(options => (options.Fsync, options.MemoryMapped) = (fsync, mapped));
        var count = fsync == JournalFsync.None ? 40_000 : 2_000;
        var records = Enumerable.Range(0, count).Select(_ => Records.Usage()).ToArray();
        await using (var journal = Open(options))
        {
            await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(async () =>
            {
                for (var i = writer; i < count; i += 64)
                {
                    Assert.True(await journal.StartAsync(records[i].Marker()));
                    Assert.True(await journal.CompleteAsync(records[i]));
                }
            })));
            await journal.FlushAsync(default);
            Assert.Equal(count, Store.Records.Count);
        }
        Assert.All(records, record => Assert.Equal(record, Store.Records[record.Id]));
        Assert.Equal(0, Store.Repeated);
        Assert.InRange(Store.LargestBatch, 1, options.BatchSize);
        Assert.Empty(LogFiles());
    }

    [Fact]
    public async Task A_record_of_a_request_that_never_reached_a_provider_is_taken_too()
    {
        await using var journal = Open();
        var refused = Records.Usage() with { Provider = null, Outcome = UsageOutcome.Failed, Status = 401, Attempts = 0 };
        Assert.True(await journal.CompleteAsync(refused));
        await journal.FlushAsync(default);
        Assert.Equal(refused, Store.Records[refused.Id]);
    }

    [Fact]
    public async Task While_the_database_is_down_records_wait_and_then_arrive()
    {
        Store.IsDown = true;
        var record = Records.Usage();
        await using var journal = Open();
        await journal.CompleteAsync(record);
        await Eventually.TrueAsync(() => Store.Tries >= 3);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => journal.FlushAsync(impatient.Token));
        Assert.Null(journal.Unavailable);
        Assert.Contains("The database is down.", journal.Delayed, StringComparison.Ordinal);
        Store.IsDown = false;
        await journal.FlushAsync(default);
        await Eventually.TrueAsync(() => journal.Delayed is null);
        Assert.Equal(record, Assert.Single(Store.Records.Values));
        Assert.Equal(0, Store.Repeated);
    }

    [Fact]
    public async Task Past_the_backlogs_bound_new_requests_are_refused_until_it_has_drained()
    {
        Store.IsDown = true;
        await using var journal = Open(Options(options => options.MaxBacklogBytes = 64 * 1024));
        var started = Records.Usage();
        Assert.True(await journal.StartAsync(started.Marker()));
        var taken = 0;
        for (; await journal.CompleteAsync(Records.Usage()); taken++)
            Assert.InRange(taken, 0, 10_000);
        Assert.Contains("MaxBacklogBytes", journal.Unavailable, StringComparison.Ordinal);
        Assert.False(await journal.StartAsync(Records.Usage().Marker()));
        Assert.True(await journal.CompleteAsync(started));
        Store.IsDown = false;
        await journal.FlushAsync(default);
        Assert.Null(journal.Unavailable);
        Assert.True(await journal.StartAsync(Records.Usage().Marker()));
        Assert.Equal(taken + 1, Store.Records.Count);
    }

    [Fact]
    public async Task A_stream_that_runs_over_many_files_keeps_none_but_the_last()
    {
        var stream = Records.Usage();
        await using (var journal = Open())
        {
            await journal.StartAsync(stream.Marker());
            var first = LogFiles()[0];
            for (var i = 0; i < 2000; i++)
            {
                var other = Records.Usage();
                await journal.StartAsync(other.Marker());
                await journal.CompleteAsync(other);
                if (i % 100 == 0)
                    await journal.FlushAsync(default);
            }
            await journal.FlushAsync(default);
            await Eventually.TrueAsync(() => !File.Exists(first) && LogFiles().Length <= 2);
            using var copy = new TempDirectory();
            Folder.CopyTo(copy.Path);
            var store = new FakeUsageStore();
            await using (var recovered = Open(directory: copy.Path, store: store))
                await recovered.FlushAsync(default);
            Assert.Equal(UsageOutcome.Interrupted, store.Records[stream.Id].Outcome);
            Assert.True(await journal.CompleteAsync(stream));
        }
        Assert.Equal(stream, Store.Records[stream.Id]);
        Assert.Equal(2001, Store.Records.Count);
        Assert.Empty(LogFiles());
    }

    [Fact]
    public async Task A_quiet_file_is_let_go_when_it_is_old()
    {
        await using var journal = Open();
        await journal.CompleteAsync(Records.Usage());
        await journal.FlushAsync(default);
        Assert.Single(LogFiles());
        Time.Shift = TimeSpan.FromHours(2);
        await Eventually.TrueAsync(() => LogFiles().Length == 0);
        await journal.CompleteAsync(Records.Usage(Time.GetUtcNow()));
        await journal.FlushAsync(default);
        Assert.Equal(2, Store.Records.Count);
    }

    [Fact]
    public async Task A_database_that_says_it_is_away_costs_no_record_though_it_takes_others()
    {
        var records = Enumerable.Range(0, 100).Select(_ => Records.Usage()).ToArray();
        (Store.SaysSo, Store.Poison) = (true, records[37].Id);
        await using (var journal = Open())
        {
            foreach (var record in records)
                await journal.CompleteAsync(record);
            await Eventually.TrueAsync(() => Store.Tries > 30);
            Assert.False(Directory.Exists(Folder["quarantine"]));
            Store.Poison = Guid.Empty;
            await journal.FlushAsync(default);
        }
        Assert.Equal(100, Store.Records.Count);
        Assert.False(Directory.Exists(Folder["quarantine"]));
    }

    [Fact]
    public async Task The_journals_meters_tell_how_it_stands()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        await using var journal = Open();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "HybridAi")
                self.EnableMeasurementEvents(instrument);
        };
        // Other tests' journals report too: the largest is ours or theirs, but something is there.
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = Math.Max(value, seen.GetValueOrDefault(instrument.Name)));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = Math.Max(value, seen.GetValueOrDefault(instrument.Name)));
        listener.Start();
        await journal.CompleteAsync(Records.Usage());
        await journal.FlushAsync(default);
        listener.RecordObservableInstruments();
        Assert.All(new[] { "written", "frames", "batches", "records" }, name => Assert.True(seen["hybridai.journal." + name] > 0));
        Assert.Contains("hybridai.journal.backlog", seen.Keys);
        Assert.Contains("hybridai.journal.quarantined", seen.Keys);
        Assert.Contains("hybridai.journal.drain.lag", seen.Keys);
    }

    [Fact]
    public async Task After_the_end_nothing_is_taken()
    {
        var journal = Open();
        await journal.DisposeAsync();
        await journal.DisposeAsync();
        Assert.False(await journal.StartAsync(Records.Usage()));
        Assert.False(await journal.CompleteAsync(Records.Usage()));
        Assert.NotNull(journal.Unavailable);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_its_name()
    {
        File.WriteAllText(Folder["file"], "");
        var error = Assert.Throws<StorageException>(() => Open(directory: Folder["file"]));
        Assert.Contains(Folder["file"], error.Message, StringComparison.Ordinal);
    }
}
