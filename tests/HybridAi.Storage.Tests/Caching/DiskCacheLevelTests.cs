using Dapper;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Caching;

public sealed class DiskCacheLevelTests : CacheLevelConformance
{
    private readonly TempDirectory _directory = new();

    protected override int MostValue => 1_000_000;

    private string File => _directory["cache.db"];

    private DiskCacheLevel Disk { get; set; } = null!;

    [Fact]
    public async Task Answers_outlive_the_process_and_the_count_with_them()
    {
        for (var i = 0; i < 10; i++)
            await Level.KeepAsync(Answers.Answer(i), default);
        var before = await Level.StatusAsync(default);
        await ReopenAsync();
        Assert.NotNull(await Disk.FindAsync(Answers.Key(3), default));
        Assert.Equal(before, await Disk.StatusAsync(default));
        Assert.Equal(10, before.Entries);
    }

    [Fact]
    public async Task When_room_is_wanted_the_least_recently_used_goes()
    {
        // Ten fit.
        for (var i = 0; i < 10; i++)
            await Level.KeepAsync(Answers.Answer(i, new string('x', 95_000)), default);
        foreach (var i in new[] { 0, 3 })
            Assert.NotNull(await Level.FindAsync(Answers.Key(i), default));
        for (var i = 10; i < 14; i++)
            await Level.KeepAsync(Answers.Answer(i, new string('x', 95_000)), default);
        Assert.Equal(new[] { 0, 3, 6, 7, 8, 9, 10, 11, 12, 13 }, await FoundAsync(14));
        var status = await Level.StatusAsync(default);
        Assert.Equal((10L, 4L), (status.Entries, status.Evictions));
        Assert.InRange(status.Bytes!.Value, 950_000, MostValue);
    }

    [Fact]
    public async Task Uses_are_kept_over_a_restart_and_a_lower_bound_is_met_at_the_start()
    {
        for (var i = 0; i < 10; i++)
            await Level.KeepAsync(Answers.Answer(i, new string('x', 95_000)), default);
        Assert.NotNull(await Level.FindAsync(Answers.Key(2), default));
        await ReopenAsync(most: 200_000);
        Assert.Equal(new[] { 2, 9 }, await FoundAsync(10));
    }

    [Fact]
    public async Task What_has_expired_makes_room_before_anything_that_has_not()
    {
        await Disk.DisposeAsync();
        await using var file = await DiskCacheFile.OpenAsync(File, MostValue, default);
        var now = TimeProvider.System.GetUtcNow();
        await file.KeepAsync(DiskCacheLevel.BytesOf(Answers.Key(1)), new byte[100], now.AddMinutes(1), [], default);
        await file.KeepAsync(DiskCacheLevel.BytesOf(Answers.Key(2)), new byte[100], now.AddMinutes(3), [], default);
        Assert.Equal(0, await file.TidyAsync([], now.AddMinutes(2), default));
        Assert.Equal((1, 356), await file.TotalsAsync(default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public async Task A_damaged_file_is_moved_aside_and_begun_anew(int at)
    {
        for (var i = 0; i < 50; i++)
            await Level.KeepAsync(Answers.Answer(i, new string('x', 10_000)), default);
        await Disk.DisposeAsync();
        await using (var stream = new FileStream(File, FileMode.Open))
        {
            stream.Position = at;
            await stream.WriteAsync(Enumerable.Repeat((byte)0xAB, 40_000).ToArray());
        }

        Open(MostValue);
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                await Disk.KeepAsync(Answers.Answer(1), default);
                return await Disk.FindAsync(Answers.Key(1), default) is not null && await Disk.StatusAsync(default) is { IsDegraded: false, Entries: 1 };
            });
        }
        catch (OperationCanceledException)
        {
            Assert.Fail((await Disk.StatusAsync(default)).ToString());
        }

        Assert.Contains("begun anew", (await Disk.StatusAsync(default)).Detail, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists($"{File}.damaged"));
    }

    [Fact]
    public async Task Damage_that_shows_while_it_is_open_is_mended_too()
    {
        await Level.KeepAsync(Answers.Answer(1), default);
        await PastAsync("DROP TABLE bodies");
        await Level.KeepAsync(Answers.Answer(2), default);
        await Eventually.TrueAsync(async () =>
        {
            await Disk.KeepAsync(Answers.Answer(2), default);
            return await Disk.FindAsync(Answers.Key(2), default) is not null;
        });
        Assert.Null(await Level.FindAsync(Answers.Key(1), default));
        Assert.Contains("no such table: bodies", (await Level.StatusAsync(default)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_process_has_or_that_is_another_programs_is_left_alone()
    {
        await using (var second = new DiskCacheLevel(File, new DiskCacheOptions(), Answers.MasterKey, Time, NullLogger<DiskCacheLevel>.Instance))
        {
            await Eventually.TrueAsync(async () => (await second.StatusAsync(default)).Detail != "not opened yet");
            Assert.True((await second.StatusAsync(default)).IsDegraded);
            await second.KeepAsync(Answers.Answer(1), default);
            Assert.Null(await second.FindAsync(Answers.Key(1), default));
        }

        await Disk.DisposeAsync();
        System.IO.File.Delete(File);
        await PastAsync("CREATE TABLE entries (name TEXT)");
        Disk = new DiskCacheLevel(File, new DiskCacheOptions(), Answers.MasterKey, Time, NullLogger<DiskCacheLevel>.Instance);
        await Eventually.TrueAsync(async () => (await Disk.StatusAsync(default)).Detail == $"'{File}' is another program's database; name another file.");
        await PastAsync("INSERT INTO entries VALUES ('still here')");
    }

    [Fact]
    public async Task What_another_version_left_is_dropped()
    {
        await Level.KeepAsync(Answers.Answer(1), default);
        await Disk.DisposeAsync();
        await PastAsync("PRAGMA user_version = 99");
        Open(MostValue);
        await Eventually.TrueAsync(async () => await Disk.StatusAsync(default) is { IsDegraded: false, Entries: 0 });
        await Disk.KeepAsync(Answers.Answer(1), default);
        Assert.NotNull(await Disk.FindAsync(Answers.Key(1), default));
    }

    private protected override Task<ICacheLevel> OpenAsync()
    {
        Open(MostValue);
        return Task.FromResult<ICacheLevel>(Disk);
    }

    protected override async ValueTask CloseAsync()
    {
        await Disk.DisposeAsync();
        _directory.Dispose();
    }

    private protected override Task OverwriteAsync(CacheKey key, byte[] value) =>
        PastAsync("UPDATE bodies SET value = @value WHERE id = (SELECT id FROM entries WHERE key = @key)", new { value, key = DiskCacheLevel.BytesOf(key) });

    private protected override async Task<byte[]> RawAsync(CacheKey key)
    {
        await using var connection = await ConnectAsync();
        return (await connection.ExecuteScalarAsync<byte[]>("SELECT value FROM bodies WHERE id = (SELECT id FROM entries WHERE key = @key)", new { key = DiskCacheLevel.BytesOf(key) }))!;
    }

    private async Task ReopenAsync(long? most = null)
    {
        await Disk.DisposeAsync();
        Open(most ?? MostValue);
        await Eventually.TrueAsync(async () => !(await Disk.StatusAsync(default)).IsDegraded);
    }

    private void Open(long most) => Disk = new DiskCacheLevel(
        File, new DiskCacheOptions { MaxSize = new ByteSize(most), Deadline = TimeSpan.FromSeconds(10) }, Answers.MasterKey, Time, NullLogger<DiskCacheLevel>.Instance);

    private async Task<int[]> FoundAsync(int count)
    {
        var found = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if (await Disk.FindAsync(Answers.Key(i), default) is not null)
                found.Add(i);
        }

        return [.. found];
    }

    private async Task PastAsync(string sql, object? parameters = null)
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
