using HybridAi.Simulator.Jobs;

namespace HybridAi.Simulator.Tests.Jobs;

public sealed class FileStoreTests
{
    [Fact]
    public void The_oldest_files_give_way_when_there_are_too_many_bytes()
    {
        var store = new FileStore(TimeProvider.System);
        var content = new byte[FileStore.MaxBytes / 4];
        for (var i = 0; i < 6; i++)
            store.Add(new StoredFile($"f{i}", "a", "x", "batch", content, DateTimeOffset.UnixEpoch));

        Assert.Equal(["f5", "f4", "f3", "f2"], store.List("a").Select(file => file.Id));
        Assert.True(store.Remove("a", "f3"));
        store.Add(new StoredFile("f6", "a", "x", "batch", content, DateTimeOffset.UnixEpoch));
        Assert.Equal(["f6", "f5", "f4", "f2"], store.List("a").Select(file => file.Id));
    }

    [Fact]
    public void The_oldest_files_give_way_when_there_are_too_many()
    {
        var store = new FileStore(TimeProvider.System);
        for (var i = 0; i <= FileStore.MaxFiles; i++)
            store.Add(new StoredFile($"f{i}", "a", "x", "batch", [], DateTimeOffset.UnixEpoch));

        Assert.Null(store.Find("a", "f0"));
        Assert.NotNull(store.Find("a", "f1"));
        Assert.Equal(FileStore.MaxFiles, store.List("a").Count);
    }
}
