using System.IO.Compression;
using System.Text;
using HybridAi.Core.Configuration;
using HybridAi.Core.Jobs;
using HybridAi.Node.Settings;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.AuditExport;
using HybridAi.Worker.Jobs.LogRotation;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class LogRotationJobOnSqliteTests() : LogRotationJobTests(null);

public sealed class LogRotationJobOnPostgresTests(PostgresFixture postgres) : LogRotationJobTests(postgres);

public abstract class LogRotationJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Job = "log-rotation";
    private static readonly DateTimeOffset Now = new(2026, 5, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly LogRotationOptions Small = new() { CompressFrom = new ByteSize(5_000) };

    private WorkerNode _worker = null!;

    private string Logs => Path.Combine(_worker.Get<NodeSettings>().DataDirectory, "logs");

    private string Exports => Path.Combine(_worker.Get<NodeSettings>().DataDirectory, "exports", "audit");

    public async ValueTask InitializeAsync()
    {
        _worker = await WorkerNode.StartAsync(postgres, new Dictionary<string, Uri>(), []);
        Directory.CreateDirectory(Logs);
        Directory.CreateDirectory(Exports);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Files_that_are_closed_and_old_or_large_are_compressed_and_the_oldest_go()
    {
        Write("a.host.1-2026-05-10.1.log", 6_000);  // large, and closed by the next one
        Write("a.host.1-2026-05-10.2.log", 6_000);  // large, but still written to
        Write("a.host.1-2026-05-09.1.log", 1_000);  // its day ended not a day ago
        Write("a.host.1-2026-05-08.1.log", 1_000);  // its day ended a day and a half ago
        Write("b.host.1-2026-04-09.1.log", 1_000);  // ended 30 days and 12 hours ago
        Write("b.host.1-2026-04-10.1.log.gz", 500); // ended 29 days and 12 hours ago
        Write("notes.log", 9_000);
        Write("mine-2026-01-01.log", 9_000);
        var text = Read("a.host.1-2026-05-10.1.log");

        var counts = await RunAsync(Small);

        Assert.Equal((3L, 1L), (counts["compressed"], counts["removed"]));
        Assert.Equal(
            [
                "a.host.1-2026-05-08.1.log.gz", "a.host.1-2026-05-09.1.log", "a.host.1-2026-05-10.1.log.gz", "a.host.1-2026-05-10.2.log", "b.host.1-2026-04-10.1.log.gz",
                "mine-2026-01-01.log", "notes.log",
            ],
            Names(Logs));
        Assert.Equal(text, await UncompressAsync(Path.Combine(Logs, "a.host.1-2026-05-10.1.log.gz")));

        // Again it changes nothing.
        var before = Stamps(Logs);
        Assert.Empty(await RunAsync(Small));
        Assert.Equal(before, Stamps(Logs));
    }

    [Fact]
    public async Task Beyond_what_all_may_take_the_oldest_go_and_what_is_written_to_stays()
    {
        for (var day = 1; day <= 9; day++)
            Write($"a.host.1-2026-05-0{day}.1.log.gz", 1_000);
        Write("a.host.1-2026-05-10.1.log", 4_000);
        Assert.Equal(4L, (await RunAsync(new LogRotationOptions { MaxTotalSize = new ByteSize(9_500) }))["removed"]);
        Assert.Equal([.. Enumerable.Range(5, 5).Select(day => $"a.host.1-2026-05-0{day}.1.log.gz"), "a.host.1-2026-05-10.1.log"], Names(Logs));
        Assert.Equal(5L, (await RunAsync(new LogRotationOptions { MaxTotalSize = new ByteSize(1) }))["removed"]);
        Assert.Equal(["a.host.1-2026-05-10.1.log"], Names(Logs));
    }

    [Fact]
    public async Task Exported_audit_logs_are_compressed_but_never_removed_and_the_export_goes_on_behind_them()
    {
        foreach (var name in new[] { "audit-2019-01-01.jsonl", "audit-2026-04-08.jsonl", "audit-2026-04-20.jsonl" })
            await File.WriteAllTextAsync(Path.Combine(Exports, name), "{}\n");
        Assert.Equal(2L, (await RunAsync(new LogRotationOptions()))["compressed"]);
        Assert.Equal(["audit-2019-01-01.jsonl.gz", "audit-2026-04-08.jsonl.gz", "audit-2026-04-20.jsonl"], Names(Exports));
        // With all compressed, the day that has a file already is not exported again.
        File.Move(Path.Combine(Exports, "audit-2026-04-20.jsonl"), Path.Combine(Exports, "audit-2026-04-20.jsonl.gz"));
        var store = _worker.Get<Core.Audit.IAuditStore>();
        foreach (var day in new[] { 19, 20, 21 })
            await store.AddAsync(Rows.Audit(new DateTimeOffset(2026, 4, day, 1, 0, 0, TimeSpan.Zero)), default);
        var run = await _worker.ClaimAsync("audit-export");
        await new AuditExportJob(store, _worker.Get<NodeSettings>(), new AuditExportOptions(), new FixedTime(Now)).RunAsync(_worker.ContextOf(run), default);
        Assert.Equal(["audit-2019-01-01.jsonl.gz", "audit-2026-04-08.jsonl.gz", "audit-2026-04-20.jsonl.gz", "audit-2026-04-21.jsonl"], Names(Exports));
    }

    [Fact]
    public async Task A_worker_that_was_thought_dead_changes_nothing_and_its_heir_finishes_what_it_began()
    {
        Write("a.host.1-2026-05-01.1.log", 3_000);
        Write("a.host.1-2026-05-02.1.log", 3_000);
        var (first, second) = (Read("a.host.1-2026-05-01.1.log"), Read("a.host.1-2026-05-02.1.log"));
        // Of the first it had written a half when it died; the second it had in its place, but not yet removed the file.
        Write("a.host.1-2026-05-01.1.log.gz.unfinished", 700);
        Write("a.host.1-2026-05-02.1.log.gz", 700);
        var taken = await TakenOver.OfAsync(_worker, Job);
        var options = new LogRotationOptions();
        await Assert.ThrowsAsync<JobLeaseLostException>(() => JobOf(options).RunAsync(_worker.ContextOf(taken.Lost), default));
        Assert.Equal((first, second), (Read("a.host.1-2026-05-01.1.log"), Read("a.host.1-2026-05-02.1.log")));

        var context = _worker.ContextOf(taken.Held);
        await JobOf(options).RunAsync(context, default);
        Assert.Equal(2L, context.Counts["compressed"]);
        Assert.Equal(["a.host.1-2026-05-01.1.log.gz", "a.host.1-2026-05-02.1.log.gz"], Names(Logs));
        Assert.Equal(first, await UncompressAsync(Path.Combine(Logs, "a.host.1-2026-05-01.1.log.gz")));
        Assert.Equal(second, await UncompressAsync(Path.Combine(Logs, "a.host.1-2026-05-02.1.log.gz")));
    }

    private async Task<IReadOnlyDictionary<string, long>> RunAsync(LogRotationOptions options)
    {
        var run = await _worker.ClaimAsync(Job);
        var context = _worker.ContextOf(run);
        await JobOf(options).RunAsync(context, default);
        await _worker.EndAsync(run.Fence);
        return context.Counts;
    }

    private LogRotationJob JobOf(LogRotationOptions options) => new(_worker.Get<NodeSettings>(), options, new AuditExportOptions(), new FixedTime(Now));

    // Text that differs from file to file, so that none can stand for another.
    private void Write(string name, int bytes)
    {
        var random = new Random(name.Sum(letter => letter));
        File.WriteAllText(Path.Combine(Logs, name), string.Concat(Enumerable.Range(0, bytes).Select(_ => (char)random.Next('a', 'z'))));
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(Logs, name));

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    private static List<(string, long, DateTime)> Stamps(string folder) =>
        [.. new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (file.Name, file.Length, file.LastWriteTimeUtc))];

    private static async Task<string> UncompressAsync(string path)
    {
        await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
