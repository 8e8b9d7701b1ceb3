using System.Net.Http.Headers;
using System.Text;
using HybridAi.Client.Providers;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.Configuration;

public sealed class SqliteBackupApiTests() : BackupApiTests(null);

public sealed class PostgresBackupApiTests(PostgresFixture postgres) : BackupApiTests(postgres);

/// <summary>Backups of the configuration, as administrators take them away and bring them back.</summary>
public abstract class BackupApiTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Restore = "/api/configuration/restore";

    private readonly ManagementServer _server = new() { Postgres = postgres };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task What_was_changed_after_a_backup_is_undone_by_it_and_counts_at_once()
    {
        var client = _server.Client(Role.Administrator);
        var team = await client.CreateAsync(new CreateTeamRequest { Name = "Before" });
        await client.CreateAsync(
            new SaveProviderRequest { Name = "mine", BaseUrl = "http://127.0.0.1:9/v1", AllowPrivateNetwork = true, Profile = "openai-compatible", Key = "k-12345" }, probe: false);
        var (keys, provider) = (await _server.Tenancy.KeysAsync(default), await client.ProviderAsync("mine"));
        var backup = await client.BackUpConfigurationAsync();
        Assert.DoesNotContain("k-12345", backup.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Secret(Role.Administrator), backup.GetRawText(), StringComparison.Ordinal);

        var late = await client.CreateAsync(new CreateKeyRequest { Name = "Late", Role = "viewer" });
        await client.UpdateTeamAsync(team.Id, new UpdateTeamRequest { Revision = team.Revision, Name = "After" });
        await client.DeleteProviderAsync("mine", provider.Revision);
        Assert.Equal("viewer", (await _server.Client(late.Secret).MeAsync()).Role);

        var restored = await client.RestoreConfigurationAsync(backup);
        Assert.Equal((2L, 1L, 1L, (long)keys.Count), (restored.Rows["organizations"], restored.Rows["teams"], restored.Rows["providers"], restored.Rows["api_keys"]));
        Assert.Equal(401, (await _server.SendAsync(HttpMethod.Get, "/api/me", null, late.Secret)).Status);
        Assert.Equal("Before", Assert.Single((await client.TeamsAsync()).Data).Name);
        Assert.Equivalent(provider, await client.ProviderAsync("mine"));
        Assert.Equal(keys.Select(key => $"{key.Id} {key.Name}").Order(), (await _server.Tenancy.KeysAsync(default)).Select(key => $"{key.Id} {key.Name}").Order());
        Assert.Equal("all", Assert.Single(await _server.AuditAsync("configuration.restore")).Target);
    }

    [Fact]
    public async Task A_backup_is_kept_by_nobody_on_the_way()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/configuration/backup");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.Secret(Role.Administrator));
        using var answer = await _server.Http.SendAsync(request);
        Assert.Equal(("no-store", "application/json"), (answer.Headers.CacheControl?.ToString(), answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal((await answer.Content.ReadAsByteArrayAsync()).Length, answer.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("", "no backup")]
    [InlineData("not JSON", "no backup")]
    [InlineData("""{"format":"other","version":1,"tables":{}}""", "no backup")]
    [InlineData("""{"format":"hybridai-configuration","version":2,"tables":{}}""", "later release")]
    [InlineData("""{"format":"hybridai-configuration","version":1,"tables":{}}""", "no rows of 'organizations'")]
    public async Task What_is_no_backup_is_refused_with_the_reason_and_changes_nothing(string file, string reason)
    {
        var keys = await _server.Tenancy.KeysAsync(default);
        var answer = await _server.AsAdministratorAsync(HttpMethod.Post, Restore, file);
        Assert.Equal((400, "invalid_backup"), (answer.Status, answer.Code));
        Assert.Contains(reason, answer.Message, StringComparison.Ordinal);
        Assert.EndsWith("Nothing has changed.", answer.Message, StringComparison.Ordinal);
        Assert.Equal(keys.Count, (await _server.Tenancy.KeysAsync(default)).Count);
        Assert.Empty(await _server.AuditAsync("configuration."));
    }

    [Fact]
    public async Task A_file_may_be_larger_than_other_requests()
    {
        var backup = await _server.Client(Role.Administrator).BackUpConfigurationAsync();
        var padded = new StringBuilder(backup.GetRawText()).Append(' ', 33 * 1024 * 1024).ToString();
        var answer = await _server.AsAdministratorAsync(HttpMethod.Post, Restore, padded);
        Assert.True(answer.Status == 200, answer.Text);
    }
}
