using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Journal;

public sealed class DiskFailureTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly FakeUsageStore _store = new();
    private readonly FailingDisk _disk = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task On_a_full_disk_new_requests_are_refused_and_started_ones_still_find_their_room()
    {
        await using (var journal = Open())
        {
            var started = new List<UsageRecord>();
            Assert.True(await journal.StartAsync(Start(started)));
            _disk.IsFull = true;
            while (await journal.StartAsync(Start(started)))
                Assert.InRange(started.Count, 0, 1000);
            started.RemoveAt(started.Count - 1);
            Assert.Contains("No space left", journal.Unavailable, StringComparison.Ordinal);
            foreach (var record in started)
            {
                var completing = journal.CompleteAsync(record);
                Assert.True(completing.IsCompletedSuccessfully);
                Assert.True(await completing);
            }
            _disk.IsFull = false;
            await Eventually.TrueAsync(() => journal.Unavailable is null);
            Assert.True(await journal.StartAsync(Start(started)));
            Assert.True(await journal.CompleteAsync(started[^1]));
            await journal.FlushAsync(default);
            Assert.Equal(started.Count, _store.Records.Count);
        }
        Assert.Empty(Directory.GetFiles(_directory.Path, "*.log", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_disk_that_is_full_from_the_start_is_waited_for()
    {
        _disk.IsFull = true;
        await using var journal = Open();
        Assert.False(await journal.StartAsync(Records.Usage()));
        Assert.False(await journal.CompleteAsync(Records.Usage()));
        Assert.NotNull(journal.Unavailable);
        _disk.IsFull = false;
        await Eventually.TrueAsync(() => journal.Unavailable is null);
        Assert.True(await journal.CompleteAsync(Records.Usage()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_that_cannot_be_written_wait_in_memory_for_a_disk_that_works(bool databaseIsDown)
    {
        await using var journal = Open(options => options.MemoryMapped = false);
        var records = Enumerable.Range(0, 20).Select(_ => Records.Usage()).ToArray();
        foreach (var record in records)
            Assert.True(await journal.StartAsync(record.Marker()));
        (_disk.CannotWrite, _store.IsDown) = (true, databaseIsDown);
        var completing = records.Select(record => journal.CompleteAsync(record).AsTask()).ToArray();
        Assert.False(await journal.StartAsync(Records.Usage()));
        if (databaseIsDown)
        {
            await Eventually.TrueAsync(() => _store.Tries > 2);
            Assert.DoesNotContain(completing, task => task.IsCompleted);
            (_disk.CannotWrite, _store.IsDown) = (false, false);
        }
        // Else the database takes what the disk does not.
        Assert.All(await Task.WhenAll(completing), Assert.True);
        _disk.CannotWrite = false;
        await Eventually.TrueAsync(() => journal.Unavailable is null);
        await journal.FlushAsync(default);
        Assert.Equal(20, _store.Records.Count);
        Assert.All(records, record => Assert.Equal(record, _store.Records[record.Id]));
    }

    [Fact]
    public async Task A_window_that_cannot_be_filled_ends_its_file_and_nothing_else()
    {
        await using var journal = Open();
        Assert.True(await journal.CompleteAsync(Records.Usage()));
        _disk.CannotWrite = true;
        while (await journal.CompleteAsync(Records.Usage()))
            continue;
        Assert.NotNull(journal.Unavailable);
        _disk.CannotWrite = false;
        await Eventually.TrueAsync(() => journal.Unavailable is null);
        Assert.True(await journal.CompleteAsync(Records.Usage()));
        await journal.FlushAsync(default);
        Assert.Equal(0, _store.Repeated);
    }

    [Fact]
    public async Task After_a_failed_flush_markers_are_refused_and_records_are_written_again()
    {
        var marker = Records.Usage();
        var record = Records.Usage();
        await using (var journal = Open(options => options.Fsync = JournalFsync.Group))
        {
            Assert.True(await journal.StartAsync(record.Marker()));
            var before = _disk.Flushes;
            Assert.True(before > 0);
            (_disk.CannotFlush, _store.IsDown) = (true, true);
            var completing = journal.CompleteAsync(record).AsTask();
            Assert.False(await journal.StartAsync(marker.Marker()));
            await Eventually.TrueAsync(() => journal.Unavailable is not null);
            Assert.False(completing.IsCompleted);
            (_disk.CannotFlush, _store.IsDown) = (false, false);
            Assert.True(await completing);
            await Eventually.TrueAsync(() => journal.Unavailable is null);
            await journal.FlushAsync(default);
        }
        Assert.Equal(record, Assert.Single(_store.Records.Values));
    }

    [Fact]
    public async Task A_real_file_system_that_is_full_is_noticed_when_a_file_is_made()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "Mounting a small file system needs root.");
        Directory.CreateDirectory(_directory["small"]);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _directory["small"]) == 0, "This machine mounts nothing.");
        try
        {
            await using var journal = Open(options => options.SegmentBytes = 256 * 1024, new JournalDisk(), _directory["small"]);
            await File.WriteAllBytesAsync(_directory["small/ballast"], new byte[700 * 1024]);
            var started = new List<UsageRecord>();
            while (await journal.StartAsync(Start(started)))
                Assert.InRange(started.Count, 0, 10_000);
            started.RemoveAt(started.Count - 1);
            Assert.NotEmpty(started);
            foreach (var record in started)
                Assert.True(await journal.CompleteAsync(record));
            File.Delete(_directory["small/ballast"]);
            await Eventually.TrueAsync(() => journal.Unavailable is null);
            Assert.True(await journal.CompleteAsync(Records.Usage()));
            await journal.FlushAsync(default);
            Assert.Equal(started.Count + 1, _store.Records.Count);
        }
        finally
        {
            Assert.Equal(0, await RunAsync("umount", _directory["small"]));
        }
    }

    private static UsageRecord Start(List<UsageRecord> started)
    {
        started.Add(Records.Usage());
        return started[^1].Marker();
    }

    private static async Task<int> RunAsync(string command, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(command, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private UsageJournal Open(Action<JournalOptions>? change = null, JournalDisk? disk = null, string? directory = null) =>
        UsageJournal.Open(directory ?? _directory.Path, JournalTest.Options(change), _store, TimeProvider.System, NullLogger.Instance, disk ?? _disk);
}
