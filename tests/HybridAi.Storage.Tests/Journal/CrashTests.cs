using System.Diagnostics;
using HybridAi.Core.Usage;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Journal;

public sealed class CrashOnSqliteTests() : CrashTests(null);

public sealed class CrashOnPostgresTests(MigratedPostgres postgres) : CrashTests(postgres);

public abstract class CrashTests(MigratedPostgres? postgres) : IAsyncLifetime
{
    private const int Rounds = 10, Writers = 8;
    private TestDatabase _database = null!;

    private TempDirectory Directory => _database.Directory;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Killed_again_and_again_every_acknowledged_record_is_there_once_and_every_interrupted_request_estimated()
    {
        HashSet<Guid> started = [], completed = [];
        for (var round = 0; round < Rounds; round++)
            await RunAndKillAsync(500 + (round * 700), started, completed);
        Assert.NotEmpty(completed);

        await using (var storage = await _database.OpenAsync())
        {
            // The dead process's folder has another name, so it is adopted.
            await Eventually.TrueAsync(() => System.IO.Directory.GetFiles(Directory["journal/crash"], "*.log").Length == 0);
            await storage.Journal.FlushAsync(default);
            var records = await AllAsync(storage.Usage);
            Assert.Equal(records.Count, records.Select(record => record.Id).Distinct().Count());
            var byId = records.ToDictionary(record => record.Id);
            Assert.All(completed, id => Assert.Equal((UsageOutcome.Succeeded, false), (byId[id].Outcome, byId[id].Estimated)));
            Assert.All(started, id => Assert.True(byId[id] is { Outcome: UsageOutcome.Succeeded, Estimated: false } or { Outcome: UsageOutcome.Interrupted, Estimated: true }));
            // Each writer may have been killed between an acknowledgement and saying so.
            Assert.InRange(records.Count, started.Count, started.Count + (Rounds * Writers));
            Assert.InRange(records.Count(record => record.Outcome == UsageOutcome.Interrupted), 1, Rounds * Writers);
        }
        Assert.Empty(System.IO.Directory.GetFiles(Directory["journal"], "*.log", SearchOption.AllDirectories));
    }

    private async Task RunAndKillAsync(int lines, HashSet<Guid> started, HashSet<Guid> completed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        start.ArgumentList.Add(CrashHost.Command);
        start.ArgumentList.Add(Directory.Path);
        if (_database.ConnectionString is { } connectionString)
            start.ArgumentList.Add(connectionString);
        using var process = Process.Start(start)!;
        for (var i = 0; await process.StandardOutput.ReadLineAsync() is { } line; i++)
        {
            // The last line may be cut by the kill itself.
            if (line.Length == 38 && Guid.TryParse(line.AsSpan(2), out var id))
                (line[0] == 'S' ? started : completed).Add(id);
            if (i == lines)
                process.Kill();
        }
        await process.WaitForExitAsync();
        Assert.NotEqual(0, process.ExitCode);
    }

    private static async Task<List<UsageRecord>> AllAsync(IUsageStore store)
    {
        var records = new List<UsageRecord>();
        var query = new UsageQuery { Limit = 1000 };
        while (true)
        {
            var page = await store.ListAsync(query, default);
            records.AddRange(page.Items);
            if (page.Next is null)
                return records;
            query = query with { After = page.Next };
        }
    }
}
