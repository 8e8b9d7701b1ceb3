using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Journal;

/// <summary>What is found after a crash, or of another process.</summary>
public sealed class JournalRecoveryTests : JournalTest
{
    [Fact]
    public async Task A_directory_copied_in_the_middle_recovers_to_what_was_acknowledged()
    {
        var (done, running) = (Records.Usage(), Records.Usage());
        Store.IsDown = true;
        await using var journal = Open();
        await journal.StartAsync(done.Marker());
        await journal.CompleteAsync(done);
        await journal.StartAsync(running.Marker());
        await journal.StartAsync(running.Marker() with { Provider = "groq", Attempts = 2 });
        using var copy = new TempDirectory();
        Folder.CopyTo(copy.Path);

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
        Directory.CreateDirectory(Folder["dead"]);
        await File.WriteAllBytesAsync(Folder["dead/0000000007.log"], Bytes((FrameType.Completed, done), (FrameType.Started, running.Marker())));
        var store = new FakeUsageStore();
        await using (Open(store: store))
            await Eventually.TrueAsync(() => store.Records.Count == 2);
        Assert.Equal((UsageOutcome.Succeeded, UsageOutcome.Interrupted), (store.Records[done.Id].Outcome, store.Records[running.Id].Outcome));
        Assert.Empty(Directory.GetFiles(Folder["dead"], "*.log"));
        Assert.NotEmpty(Directory.GetFiles(Folder["living"], "*.log"));
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
        Assert.Equal(done, Assert.Single(Store.Records.Values));
        await using (var next = Open())
            await next.FlushAsync(default);
        Assert.Equal(UsageOutcome.Interrupted, Store.Records[late.Id].Outcome);
        Assert.Equal(2, Store.Records.Count);
    }

    [Fact]
    public async Task A_stop_with_the_database_down_keeps_the_files_for_the_next_start()
    {
        Store.IsDown = true;
        var record = Records.Usage();
        await using (var journal = Open(Options(options => options.StopTimeout = TimeSpan.Zero)))
            await journal.CompleteAsync(record);
        Assert.NotEmpty(LogFiles());
        Store.IsDown = false;
        await using (var journal = Open())
            await journal.FlushAsync(default);
        Assert.Equal(record, Assert.Single(Store.Records.Values));
        Assert.Empty(LogFiles());
    }
}
