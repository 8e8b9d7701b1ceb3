using HybridAi.Core.Configuration;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Settings;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.ConfigurationBackups;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class ConfigurationBackupJobOnSqliteTests() : ConfigurationBackupJobTests(null);

public sealed class ConfigurationBackupJobOnPostgresTests(PostgresFixture postgres) : ConfigurationBackupJobTests(postgres);

public abstract class ConfigurationBackupJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private WorkerNode _worker = null!;

    private string Folder => Path.Combine(_worker.Get<NodeSettings>().DataDirectory, "backups", "configuration");

    private IProviderKeyStore Keys => _worker.Get<IProviderKeyStore>();

    public async ValueTask InitializeAsync() => _worker = await WorkerNode.StartAsync(postgres, new Dictionary<string, Uri>(), []);

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_changed_configuration_is_written_once_and_can_be_restored()
    {
        await Keys.SetAsync("groq", new Secret("first"), Rows.Audit(Noon), default);
        Assert.Equal((1L, 0L), await RunAsync(Noon));
        Assert.Equal((0L, 0L), await RunAsync(Noon.AddDays(1)));
        var file = Assert.Single(Directory.GetFiles(Folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await Keys.SetAsync("groq", new Secret("second"), Rows.Audit(Noon), default);
        Assert.Equal((1L, 0L), await RunAsync(Noon.AddDays(2)));
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
        await using (var backup = File.OpenRead(file))
            await _worker.Get<IConfigurationBackup>().RestoreAsync(backup, Rows.Audit(Noon), default);
        Assert.Equal("first", (await Keys.AllAsync(default))["groq"].Reveal());
    }

    [Fact]
    public async Task Only_so_many_are_kept_and_what_a_dead_worker_began_is_begun_again()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "unfinished"), "{\"half");
        for (var day = 0; day < 5; day++)
        {
            await Keys.SetAsync("groq", new Secret($"key {day}"), Rows.Audit(Noon), default);
            Assert.Equal((1L, day < 3 ? 0L : 1L), await RunAsync(Noon.AddDays(day), keep: 3));
        }

        Assert.Equal(["20260503", "20260504", "20260505"], Directory.GetFiles(Folder).Select(file => Path.GetFileName(file).Split('-')[1]).Order());
    }

    private async Task<(long Files, long Removed)> RunAsync(DateTimeOffset now, int keep = 30)
    {
        var run = await _worker.ClaimAsync("configuration-backup");
        var context = _worker.ContextOf(run);
        var options = new ConfigurationBackupOptions { Keep = keep };
        await new ConfigurationBackupJob(_worker.Get<IConfigurationBackup>(), _worker.Get<NodeSettings>(), options, new FixedTime(now)).RunAsync(context, default);
        await _worker.EndAsync(run.Fence);
        return (context.Counts.GetValueOrDefault("files"), context.Counts.GetValueOrDefault("removed"));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
