using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Journal;

/// <summary>Records that the database must not or will not take.</summary>
public sealed class JournalQuarantineTests : JournalTest
{
    [Fact]
    public async Task What_is_too_old_or_of_a_newer_release_goes_to_quarantine_and_can_be_brought_back()
    {
        var (old, oldRunning, recent) = (Records.Usage(Records.Now().AddDays(-8)), Records.Usage(Records.Now().AddDays(-9)), Records.Usage());
        var bytes = Bytes((FrameType.Completed, old), (FrameType.Started, oldRunning.Marker()), (FrameType.Completed, recent));
        var store = await RecoverAsync(bytes, keep: Folder);
        Assert.Equal(recent, Assert.Single(store.Records.Values));
        var quarantined = Assert.Single(Directory.GetFiles(Folder["quarantine"]));

        File.Move(quarantined, Folder["node/0000000001.log"]);
        await using (var journal = Open(Options(options => options.Retention = TimeSpan.FromDays(30))))
            await journal.FlushAsync(default);
        Assert.Equal(new[] { old.Id, oldRunning.Id }.Order(), Store.Records.Keys.Order());
    }

    [Fact]
    public async Task A_record_that_grows_too_old_while_it_waits_goes_to_quarantine()
    {
        Store.IsDown = true;
        await using var journal = Open();
        await journal.CompleteAsync(Records.Usage());
        await Eventually.TrueAsync(() => Store.Tries > 0);
        (Time.Shift, Store.IsDown) = (TimeSpan.FromDays(8), false);
        await journal.FlushAsync(default);
        Assert.Empty(Store.Records);
        Assert.Single(Directory.GetFiles(Folder["quarantine"]));
    }

    [Fact]
    public async Task A_record_that_the_database_never_takes_does_not_hold_up_the_others()
    {
        var records = Enumerable.Range(0, 100).Select(_ => Records.Usage()).ToArray();
        Store.IsDown = true;
        await using (var journal = Open())
        {
            foreach (var record in records)
                await journal.CompleteAsync(record);
            // However long the database is down, nothing is given up.
            await Eventually.TrueAsync(() => Store.Tries > 30);
            Assert.False(Directory.Exists(Folder["quarantine"]));
            (Store.Poison, Store.IsDown) = (records[37].Id, false);
            await journal.FlushAsync(default);
        }
        Assert.Equal(99, Store.Records.Count);
        var quarantined = await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(Folder["quarantine"])));
        Assert.Equal(Bytes((FrameType.Completed, records[37])), quarantined);
    }
}
