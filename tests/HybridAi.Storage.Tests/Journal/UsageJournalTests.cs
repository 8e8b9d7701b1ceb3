using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Journal;

public sealed class UsageJournalTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeUsageStore _store = new();
    private readonly ShiftedTime _time = new();

    public void Dispose() => _directory.Dispose();

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
            Assert.Equal(count, _store.Records.Count);
        }
        Assert.All(records, record => Assert.Equal(record, _store.Records[record.Id]));
        Assert.Equal(0, _store.Repeated);
        Assert.InRange(_store.LargestBatch, 1, options.BatchSize);
        Assert.Empty(LogFiles());
    }

    [Fact]
    public async Task A_record_of_a_request_that_never_reached_a_provider_is_taken_too()
    {
        await using var journal = Open();
        var refused = Records.Usage() with { Provider = null, Outcome = UsageOutcome.Failed, Status = 401, Attempts = 0 };
        Assert.True(await journal.CompleteAsync(refused));
        await journal.FlushAsync(default);
        Assert.Equal(refused, _store.Records[refused.Id]);
    }

    [Fact]
    public async Task A_directory_copied_in_the_middle_recovers_to_what_was_acknowledged()
    {
        var (done, running) = (Records.Usage(), Records.Usage());
        _store.IsDown = true;
        await using var journal = Open();
        await journal.StartAsync(done.Marker());
        await journal.CompleteAsync(done);
        await journal.StartAsync(running.Marker());
        await journal.StartAsync(running.Marker() with { Provider = "groq", Attempts = 2 });
        using var copy = new TempDirectory();
        _directory.CopyTo(copy.Path);

        var store = new FakeUsageStore();
        await using (var recovered = Open(directory: copy.Path, store: store))
            await recovered.FlushAsync(default);
        Assert.Equal(2, store.Records.Count);
        Assert.Equal(done, store.Records[done.Id]);
        Assert.Equal(running.Marker() with { Provider = "groq", Attempts = 2, Outcome = UsageOutcome.Interrupted, Estimated = true }, store.Records[running.Id]);
        Assert.Empty(Directory.GetFiles(copy.Path, "*.log", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_cut_at_any_byte_gives_the_records_before_the_cut_and_an_estimate_for_the_one_after()
    {
        var (first, second) = (Records.Usage(), Records.Usage());
        var file = await WriteFileAsync(first, second);
        var bytes = await File.ReadAllBytesAsync(file);
        var whole = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        var started = new FrameBuffer().Encode(FrameType.Started, first.Marker()).Length;
        var completed = new FrameBuffer().Encode(FrameType.Completed, first).Length;
        for (var cut = 0; cut <= whole; cut++)
        {
            foreach (var zeros in new[] { 0, 5000 })
            {
                var store = await RecoverAsync([.. bytes.AsSpan(0, cut), .. new byte[zeros]]);
                var firstThere = cut >= started;
                var secondThere = cut >= (2 * started) + completed;
                Assert.Equal((firstThere ? 1 : 0) + (secondThere ? 1 : 0), store.Records.Count);
                if (firstThere)
                    Assert.Equal(cut >= started + completed ? UsageOutcome.Succeeded : UsageOutcome.Interrupted, store.Records[first.Id].Outcome);
                if (secondThere)
                    Assert.Equal(cut >= whole ? UsageOutcome.Succeeded : UsageOutcome.Interrupted, store.Records[second.Id].Outcome);
            }
        }
    }

    [Fact]
    public async Task A_flipped_bit_costs_one_frame_at_the_most_and_is_never_believed()
    {
        var (first, second) = (Records.Usage(), Records.Usage());
        var bytes = await File.ReadAllBytesAsync(await WriteFileAsync(first, second));
        var whole = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (var at = 0; at < whole; at++)
        {
            var damaged = bytes[..whole];
            damaged[at] ^= (byte)(1 << (at % 8));
            var store = await RecoverAsync(damaged);
            // Whichever frame it was, each request has its other one.
            Assert.Equal(2, store.Records.Count);
            Assert.All(store.Records.Values, record => Assert.True(
                record == first || record == second || record with { Outcome = UsageOutcome.Succeeded } == (record.Id == first.Id ? first : second).Marker()));
            Assert.InRange(store.Records.Values.Count(record => record.Outcome == UsageOutcome.Interrupted), 0, 1);
        }
    }

    [Fact]
    public async Task Recovery_that_is_interrupted_starts_over_and_ends_the_same()
    {
        var records = Enumerable.Range(0, 50).Select(_ => Records.Usage()).ToArray();
        var file = await WriteFileAsync(records);
        var bytes = await File.ReadAllBytesAsync(file);
        var store = new FakeUsageStore { FailAfter = 3 };
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory["node"]);
        await File.WriteAllBytesAsync(directory["node/0000000001.log"], bytes);
        await using (Open(Options(options => (options.BatchSize, options.StopTimeout) = (10, TimeSpan.Zero)), directory.Path, store))
            await Eventually.TrueAsync(() => store.Tries >= 4);
        Assert.Equal(30, store.Records.Count);
        Assert.NotEmpty(Directory.GetFiles(directory["node"], "*.log"));
        store.FailAfter = int.MaxValue;
        await using (var journal = Open(directory: directory.Path, store: store))
            await journal.FlushAsync(default);
        Assert.Equal(50, store.Records.Count);
        Assert.Empty(Directory.GetFiles(directory["node"], "*.log"));
    }

    [Fact]
    public async Task Two_processes_of_one_node_take_folders_of_their_own()
    {
        await using var first = Open();
        await using var second = Open();
        Assert.Equal(("node", "node.2"), (first.Node, second.Node));
        await first.DisposeAsync();
        await using var third = Open();
        Assert.Equal("node", third.Node);
    }

    [Fact]
    public async Task A_dead_nodes_files_are_adopted_and_a_living_ones_are_not()
    {
        var (done, running) = (Records.Usage(), Records.Usage());
        await using var living = Open(Options(options => options.Node = "living"));
        await living.StartAsync(Records.Usage().Marker());
        for (var i = 0; i < 2; i++)
        {
            // With the second round the first is over, and with it the living one's own look for the dead.
            await living.CompleteAsync(Records.Usage());
            await living.FlushAsync(default);
        }
        Directory.CreateDirectory(_directory["dead"]);
        await File.WriteAllBytesAsync(_directory["dead/0000000007.log"], Bytes((FrameType.Completed, done), (FrameType.Started, running.Marker())));
        var store = new FakeUsageStore();
        await using (Open(store: store))
            await Eventually.TrueAsync(() => store.Records.Count == 2);
        Assert.Equal((UsageOutcome.Succeeded, UsageOutcome.Interrupted), (store.Records[done.Id].Outcome, store.Records[running.Id].Outcome));
        Assert.Empty(Directory.GetFiles(_directory["dead"], "*.log"));
        Assert.NotEmpty(Directory.GetFiles(_directory["living"], "*.log"));
    }

    [Fact]
    public async Task While_the_database_is_down_records_wait_and_then_arrive()
    {
        _store.IsDown = true;
        var record = Records.Usage();
        await using var journal = Open();
        await journal.CompleteAsync(record);
        await Eventually.TrueAsync(() => _store.Tries >= 3);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => journal.FlushAsync(impatient.Token));
        Assert.Null(journal.Unavailable);
        Assert.Contains("The database is down.", journal.Delayed, StringComparison.Ordinal);
        _store.IsDown = false;
        await journal.FlushAsync(default);
        await Eventually.TrueAsync(() => journal.Delayed is null);
        Assert.Equal(record, Assert.Single(_store.Records.Values));
        Assert.Equal(0, _store.Repeated);
    }

    [Fact]
    public async Task A_stop_with_the_database_down_keeps_the_files_for_the_next_start()
    {
        _store.IsDown = true;
        var record = Records.Usage();
        await using (var journal = Open(Options(options => options.StopTimeout = TimeSpan.Zero)))
            await journal.CompleteAsync(record);
        Assert.NotEmpty(LogFiles());
        _store.IsDown = false;
        await using (var journal = Open())
            await journal.FlushAsync(default);
        Assert.Equal(record, Assert.Single(_store.Records.Values));
        Assert.Empty(LogFiles());
    }

    [Fact]
    public async Task Past_the_backlogs_bound_new_requests_are_refused_until_it_has_drained()
    {
        _store.IsDown = true;
        await using var journal = Open(Options(options => options.MaxBacklogBytes = 64 * 1024));
        var started = Records.Usage();
        Assert.True(await journal.StartAsync(started.Marker()));
        var taken = 0;
        for (; await journal.CompleteAsync(Records.Usage()); taken++)
            Assert.InRange(taken, 0, 10_000);
        Assert.Contains("MaxBacklogBytes", journal.Unavailable, StringComparison.Ordinal);
        Assert.False(await journal.StartAsync(Records.Usage().Marker()));
        Assert.True(await journal.CompleteAsync(started));
        _store.IsDown = false;
        await journal.FlushAsync(default);
        Assert.Null(journal.Unavailable);
        Assert.True(await journal.StartAsync(Records.Usage().Marker()));
        Assert.Equal(taken + 1, _store.Records.Count);
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
            _directory.CopyTo(copy.Path);
            var store = new FakeUsageStore();
            await using (var recovered = Open(directory: copy.Path, store: store))
                await recovered.FlushAsync(default);
            Assert.Equal(UsageOutcome.Interrupted, store.Records[stream.Id].Outcome);
            Assert.True(await journal.CompleteAsync(stream));
        }
        Assert.Equal(stream, _store.Records[stream.Id]);
        Assert.Equal(2001, _store.Records.Count);
        Assert.Empty(LogFiles());
    }

    [Fact]
    public async Task A_quiet_file_is_let_go_when_it_is_old()
    {
        await using var journal = Open();
        await journal.CompleteAsync(Records.Usage());
        await journal.FlushAsync(default);
        Assert.Single(LogFiles());
        _time.Shift = TimeSpan.FromHours(2);
        await Eventually.TrueAsync(() => LogFiles().Length == 0);
        await journal.CompleteAsync(Records.Usage(_time.GetUtcNow()));
        await journal.FlushAsync(default);
        Assert.Equal(2, _store.Records.Count);
    }

    [Fact]
    public async Task What_is_too_old_or_of_a_newer_release_goes_to_quarantine_and_can_be_brought_back()
    {
        var (old, oldRunning, recent) = (Records.Usage(Records.Now().AddDays(-8)), Records.Usage(Records.Now().AddDays(-9)), Records.Usage());
        var bytes = Bytes((FrameType.Completed, old), (FrameType.Started, oldRunning.Marker()), (FrameType.Completed, recent));
        var store = await RecoverAsync(bytes, keep: _directory);
        Assert.Equal(recent, Assert.Single(store.Records.Values));
        var quarantined = Assert.Single(Directory.GetFiles(_directory["quarantine"]));

        File.Move(quarantined, _directory["node/0000000001.log"]);
        await using (var journal = Open(Options(options => options.Retention = TimeSpan.FromDays(30))))
            await journal.FlushAsync(default);
        Assert.Equal(new[] { old.Id, oldRunning.Id }.Order(), _store.Records.Keys.Order());
    }

    [Fact]
    public async Task A_record_that_grows_too_old_while_it_waits_goes_to_quarantine()
    {
        _store.IsDown = true;
        await using var journal = Open();
        await journal.CompleteAsync(Records.Usage());
        await Eventually.TrueAsync(() => _store.Tries > 0);
        (_time.Shift, _store.IsDown) = (TimeSpan.FromDays(8), false);
        await journal.FlushAsync(default);
        Assert.Empty(_store.Records);
        Assert.Single(Directory.GetFiles(_directory["quarantine"]));
    }

    [Fact]
    public async Task A_record_that_the_database_never_takes_does_not_hold_up_the_others()
    {
        var records = Enumerable.Range(0, 100).Select(_ => Records.Usage()).ToArray();
        _store.IsDown = true;
        await using (var journal = Open())
        {
            foreach (var record in records)
                await journal.CompleteAsync(record);
            // However long the database is down, nothing is given up.
            await Eventually.TrueAsync(() => _store.Tries > 30);
            Assert.False(Directory.Exists(_directory["quarantine"]));
            (_store.Poison, _store.IsDown) = (records[37].Id, false);
            await journal.FlushAsync(default);
        }
        Assert.Equal(99, _store.Records.Count);
        var quarantined = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_directory["quarantine"])));
        Assert.Equal(Bytes((FrameType.Completed, records[37])), quarantined);
    }

    [Fact]
    public async Task A_database_that_says_it_is_away_costs_no_record_though_it_takes_others()
    {
        var records = Enumerable.Range(0, 100).Select(_ => Records.Usage()).ToArray();
        (_store.SaysSo, _store.Poison) = (true, records[37].Id);
        await using (var journal = Open())
        {
            foreach (var record in records)
                await journal.CompleteAsync(record);
            await Eventually.TrueAsync(() => _store.Tries > 30);
            Assert.False(Directory.Exists(_directory["quarantine"]));
            _store.Poison = Guid.Empty;
            await journal.FlushAsync(default);
        }
        Assert.Equal(100, _store.Records.Count);
        Assert.False(Directory.Exists(_directory["quarantine"]));
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

    [Theory]
    [InlineData(JournalFsync.None)]
    [InlineData(JournalFsync.Group)]
    public async Task A_request_that_outlives_the_journal_is_estimated_at_the_next_start(JournalFsync fsync)
    {
        var (late, done) = (Records.Usage(), Records.Usage());
        var journal = Open(Options(options => options.Fsync = fsync));
        Assert.True(await journal.StartAsync(late.Marker()));
        Assert.True(await journal.CompleteAsync(done));
        await journal.DisposeAsync();
        Assert.False(await journal.CompleteAsync(late));
        Assert.Equal(done, Assert.Single(_store.Records.Values));
        await using (var next = Open())
            await next.FlushAsync(default);
        Assert.Equal(UsageOutcome.Interrupted, _store.Records[late.Id].Outcome);
        Assert.Equal(2, _store.Records.Count);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_with_its_name()
    {
        File.WriteAllText(_directory["file"], "");
        var error = Assert.Throws<StorageException>(() => Open(directory: _directory["file"]));
        Assert.Contains(_directory["file"], error.Message, StringComparison.Ordinal);
    }

    internal static JournalOptions Options(Action<JournalOptions>? change = null)
    {
        var options = new JournalOptions { Node = "node", SegmentBytes = 64 * 1024, DrainInterval = TimeSpan.FromMilliseconds(10), MaxBackoff = TimeSpan.FromMilliseconds(100) };
        change?.Invoke(options);
        return options;
    }

    private UsageJournal Open(JournalOptions? options = null, string? directory = null, FakeUsageStore? store = null) =>
        UsageJournal.Open(directory ?? _directory.Path, options ?? Options(), store ?? _store, _time, NullLogger.Instance);

    private string[] LogFiles() => Directory.GetFiles(_directory.Path, "*.log", SearchOption.AllDirectories);

    private static byte[] Bytes(params (FrameType Type, UsageRecord Record)[] frames) =>
        [.. frames.SelectMany(frame => new FrameBuffer().Encode(frame.Type, frame.Record).ToArray())];

    private async Task<string> WriteFileAsync(params UsageRecord[] records)
    {
        await File.WriteAllBytesAsync(
            _directory["written"], Bytes([.. records.SelectMany(record => new[] { (FrameType.Started, record.Marker()), (FrameType.Completed, record) })]));
        return _directory["written"];
    }

    private async Task<FakeUsageStore> RecoverAsync(byte[] bytes, TempDirectory? keep = null)
    {
        using var own = keep is null ? new TempDirectory() : null;
        var directory = keep ?? own!;
        Directory.CreateDirectory(directory["node"]);
        await File.WriteAllBytesAsync(directory["node/0000000001.log"], bytes);
        var store = new FakeUsageStore();
        await using (var journal = Open(directory: directory.Path, store: store))
            await journal.FlushAsync(default);
        return store;
    }
}
