using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Settings;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.AuditExport;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class AuditExportJobOnSqliteTests() : AuditExportJobTests(null);

public sealed class AuditExportJobOnPostgresTests(PostgresFixture postgres) : AuditExportJobTests(postgres);

public abstract class AuditExportJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Today = new(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero);

    private WorkerNode _worker = null!;

    private IAuditStore Store => _worker.Get<IAuditStore>();

    private string Folder => Path.Combine(_worker.Get<NodeSettings>().DataDirectory, "exports", "audit");

    public async ValueTask InitializeAsync() => _worker = await WorkerNode.StartAsync(postgres, new Dictionary<string, Uri>(), []);

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_whole_day_that_has_entries_becomes_a_file_with_all_of_them_in_order()
    {
        // More than are read at once, several in the same millisecond; a day without any; the day's first and last moment; and today, which is not over.
        var busy = Enumerable.Range(0, 1203).Select(i => Entry(Today.AddDays(-4).AddMilliseconds(i / 3), i)).ToList();
        AuditEntry[] edges = [Entry(Today.AddDays(-2), -1, before: null), Entry(Today.AddDays(-1).AddMilliseconds(-1), -2)];
        foreach (var entry in busy.Concat(edges).Append(Entry(Today.AddMinutes(1), -3)).OrderBy(_ => Guid.NewGuid()))
            await Store.AddAsync(entry, default);

        Assert.Equal((2L, 1205L), await RunAsync(Today.AddHours(2)));
        Assert.Equal([Name(-4), Name(-2)], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
        var lines = await LinesAsync(-4);
        Assert.Equal(busy.OrderBy(entry => entry.At).ThenBy(entry => entry.Id.ToString(), StringComparer.Ordinal).Select(entry => entry.Id), lines.Select(line => line.GetProperty("id").GetGuid()));
        var (one, other) = ((await LinesAsync(-2))[0], (await LinesAsync(-2))[1]);
        Assert.Equal((edges[0].At, OrganizationId.Default.Value, Rows.Key.Value, "test.change", "target -1"), (
            one.GetProperty("at").GetDateTimeOffset(), one.GetProperty("organizationId").GetGuid(), one.GetProperty("actorKeyId").GetGuid(), one.GetProperty("action").GetString(), one.GetProperty("target").GetString()));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, 7), (one.GetProperty("actorUserId").ValueKind, one.GetProperty("before").ValueKind, one.GetProperty("after").GetProperty("n").GetInt32()));
        Assert.Equal("Grüße\n", other.GetProperty("before").GetProperty("text").GetString());

        // Again it changes nothing.
        var before = Directory.GetFiles(Folder).Select(file => (file, File.GetLastWriteTimeUtc(file))).ToList();
        Assert.Equal((0L, 0L), await RunAsync(Today.AddHours(3)));
        Assert.Equal(before, Directory.GetFiles(Folder).Select(file => (file, File.GetLastWriteTimeUtc(file))).ToList());
    }

    [Fact]
    public async Task A_day_is_left_alone_until_an_hour_after_its_end_and_what_a_dead_worker_began_is_begun_again()
    {
        await Store.AddAsync(Entry(Today.AddDays(-1), 1), default);
        Assert.Equal((0L, 0L), await RunAsync(Today.AddMinutes(59)));
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, Name(-1) + ".unfinished"), "{\"id\":\"half a li" + new string('x', 5000));
        Assert.Equal((1L, 1L), await RunAsync(Today.AddHours(1)));
        Assert.Equal([Name(-1)], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Single(await LinesAsync(-1));
    }

    private static AuditEntry Entry(DateTimeOffset at, int number, string? before = """{"text":"Grüße\n"}""") => Rows.Audit(at) with { Target = $"target {number}", Before = before, After = """{"n":7}""" };

    private static string Name(int days) => $"audit-{Today.AddDays(days):yyyy-MM-dd}.jsonl";

    private async Task<List<JsonElement>> LinesAsync(int days) => [.. (await File.ReadAllLinesAsync(Path.Combine(Folder, Name(days)))).Select(line => JsonElement.Parse(line))];

    private async Task<(long Files, long Entries)> RunAsync(DateTimeOffset now)
    {
        var run = await _worker.ClaimAsync("audit-export");
        var context = _worker.ContextOf(run);
        await new AuditExportJob(Store, _worker.Get<NodeSettings>(), new AuditExportOptions(), new FixedTime(now)).RunAsync(context, default);
        await _worker.EndAsync(run.Fence);
        return (context.Counts.GetValueOrDefault("files"), context.Counts.GetValueOrDefault("entries"));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
