using HybridAi.Core.Jobs;
using HybridAi.Core.Usage;
using HybridAi.Storage;
using HybridAi.Storage.Journal;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.JournalAdoption;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class JournalAdoptionJobOnSqliteTests() : JournalAdoptionJobTests(null);

public sealed class JournalAdoptionJobOnPostgresTests(PostgresFixture postgres) : JournalAdoptionJobTests(postgres);

public abstract class JournalAdoptionJobTests(PostgresFixture? postgres)
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddHours(-1);

    [Fact]
    public async Task What_dead_nodes_left_is_adopted_once_by_whoever_comes_first_and_the_living_keep_theirs()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var journals = Path.Combine(storage.Path, "journal");
        var (done, interrupted) = (new List<Guid>(), new List<Guid>());
        var workers = new[] { await OpenAsync(storage, "first", done, interrupted), await OpenAsync(storage, "second", done, interrupted) };
        var (doneBefore, interruptedBefore) = (done.Count, interrupted.Count);
        for (var node = 0; node < 4; node++)
            await LeaveAsync(Path.Combine(journals, $"dead-{node}"), done, interrupted, tearing: node % 2 == 0);
        // A process that lives holds its folder, whatever is in it.
        var unmoved = new DownStore();
        await using var living = UsageJournal.Open(journals, new JournalOptions { Node = "living", SegmentBytes = 65536, StopTimeout = TimeSpan.Zero }, unmoved, TimeProvider.System, NullLogger.Instance);
        var waiting = Rows.Usage(Start);
        Assert.True(await living.StartAsync(waiting));
        Assert.True(await living.CompleteAsync(waiting));

        var contexts = await Task.WhenAll(workers.SelectMany(worker => new[] { worker, worker }).Select(worker => Task.Run(async () =>
        {
            var context = new JobContext(new ClaimedRun(default, "journal-adoption", Start, 1), worker.JobQueue, TimeSpan.FromMinutes(1));
            await new JournalAdoptionJob(worker.Journal).RunAsync(context, default);
            return context.Counts;
        })));

        long Sum(string name) => contexts.Sum(counts => counts[name]);
        Assert.Equal((4L, (long)done.Count - doneBefore, (long)interrupted.Count - interruptedBefore), (Sum("nodes"), Sum("records"), Sum("interrupted")));
        Assert.True(Sum("damagedBytes") > 0);
        var stored = await Rows.UsageAsync(workers[0]);
        Assert.Equal(done.Concat(interrupted).Order(), stored.Select(record => record.Id).Order());
        Assert.All(stored, record => Assert.Equal(
            interrupted.Contains(record.Id) ? (UsageOutcome.Interrupted, true) : (UsageOutcome.Succeeded, false), (record.Outcome, record.Estimated)));
        Assert.Empty(Directory.GetDirectories(journals, "dead-*").SelectMany(directory => Directory.GetFiles(directory, "*.log")));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(journals, "living"), "*.log"));
    }

    // A process looks for the dead once by itself when it starts: what it then finds shows when that is over.
    private static async Task<StorageModule> OpenAsync(TestStorage storage, string name, List<Guid> done, List<Guid> interrupted)
    {
        var left = Path.Combine(storage.Path, "journal", name);
        if (storage.ConnectionString is not null || name == "first")
            await LeaveAsync(left, done, interrupted, tearing: false);
        var opened = await storage.OpenAsync();
        await Eventually.TrueAsync(() => !Directory.Exists(left) || Directory.GetFiles(left, "*.log").Length == 0);
        return opened;
    }

    // What a process that was killed leaves: its files as they stood, without the lock, perhaps with an end that is torn.
    private static async Task LeaveAsync(string directory, List<Guid> done, List<Guid> interrupted, bool tearing)
    {
        var live = Directory.CreateTempSubdirectory("hybridai-dead-");
        var journal = UsageJournal.Open(
            live.FullName, new JournalOptions { Node = "node", SegmentBytes = 65536, StopTimeout = TimeSpan.Zero }, new DownStore(), TimeProvider.System, NullLogger.Instance);
        for (var i = 0; i < 20; i++)
        {
            var record = Rows.Usage(Start.AddSeconds(i));
            Assert.True(await journal.StartAsync(record));
            if (i % 5 == 4)
                interrupted.Add(record.Id);
            else if (await journal.CompleteAsync(record))
                done.Add(record.Id);
        }

        Directory.CreateDirectory(directory);
        foreach (var file in Directory.GetFiles(Path.Combine(live.FullName, "node"), "*.log"))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        await journal.DisposeAsync();
        live.Delete(recursive: true);
        if (tearing)
            await TearAsync(Directory.GetFiles(directory, "*.log").Order().Last());
    }

    // Files are reserved in whole, so that the end of what was written is followed by zeros.
    private static async Task TearAsync(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        var end = Array.FindLastIndex(bytes, value => value != 0) + 1;
        var torn = bytes.AsSpan(0, 300).ToArray();
        await using var stream = new FileStream(file, FileMode.Open);
        stream.Position = end + 3;
        await stream.WriteAsync(torn.AsMemory(torn.Length - 40));
    }

    /// <summary>A database that takes nothing.</summary>
    private sealed class DownStore : IUsageStore
    {
        public Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) => throw new IOException("The database is down.");

        public Task<UsageRecord?> FindAsync(Guid id, Core.Tenancy.OrganizationId? organization, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Core.Paging.Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
