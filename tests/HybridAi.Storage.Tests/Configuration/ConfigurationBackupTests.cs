using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Events;
using HybridAi.Core.Providers;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Responses;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Metrics;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Configuration;

public sealed class SqliteConfigurationBackupTests() : ConfigurationBackupTests(null);

public sealed class PostgresConfigurationBackupTests(MigratedPostgres postgres) : ConfigurationBackupTests(postgres);

public abstract class ConfigurationBackupTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly OrganizationId Acme = new(Guid.Parse("01900000-0000-7000-8000-0000000000ac"));
    private readonly Secret _masterKey = new(new string('7', 64));

    [Fact]
    public async Task What_was_changed_since_is_as_it_was_and_what_is_no_configuration_stays()
    {
        await FillAsync(Storage);
        var before = await DescribeAsync(Storage);
        var backup = await WriteAsync(Storage);
        var response = new StoredResponse(Guid.CreateVersion7(), Acme, Records.Now(), Records.Now().AddDays(1), "{}"u8.ToArray(), "[]"u8.ToArray());
        await Storage.Responses.SaveAsync(response, default);

        foreach (var key in await Storage.Tenancy.KeysAsync(default))
            await Storage.Tenancy.SaveAsync(key with { Name = "changed", Revision = key.Revision + 1 }, Records.Audit(), default);
        await Storage.ProviderKeys.SetAsync("groq", new Secret("another"), Records.Audit(), default);
        await Storage.Providers.DeleteAsync("mine", 1, Records.Audit(), default);
        await Storage.CustomMetrics.DeleteAsync("slow", 1, Records.Audit(), default);
        await Storage.Tenancy.SaveAsync(new Organization(new OrganizationId(Guid.CreateVersion7()), "Later", Records.Now(), 1), Records.Audit(), default);
        Assert.NotEqual(before, await DescribeAsync(Storage));

        var last = await Storage.Configuration.VersionAsync(default);
        var rows = await RestoreAsync(Storage, backup);
        Assert.Equal(before, await DescribeAsync(Storage));
        Assert.Equal((2L, 1L, 1L, 3L, 1L, 1L, 1L), (rows["organizations"], rows["teams"], rows["users"], rows["api_keys"], rows["provider_keys"], rows["providers"], rows["documents"]));
        Assert.Equal(1, rows["custom_metrics"]);
        Assert.NotNull(await Storage.Responses.FindAsync(response.Id, Acme, Records.Now(), default));
        var told = Assert.Single(await Storage.Events.ReadAsync(last, EventTopics.Configuration, null, 10, default));
        Assert.Contains("configuration.restore", told.Data, StringComparison.Ordinal);
        Assert.Single((await Storage.Audit.ListAsync(null, "configuration.restore", null, 10, default)).Items);

        // Again it changes nothing.
        await RestoreAsync(Storage, backup);
        Assert.Equal(before, await DescribeAsync(Storage));
    }

    [Fact]
    public async Task It_is_restored_to_the_other_kind_of_database()
    {
        await ReopenAsync(_masterKey);
        await FillAsync(Storage);
        var backup = await WriteAsync(Storage);
        await using var database = await TestDatabase.CreateAsync(null);
        await using var other = await database.OpenAsync(_masterKey);
        await RestoreAsync(other, backup);
        Assert.Equal(await DescribeAsync(Storage), await DescribeAsync(other));
        // And back, from there.
        var again = await WriteAsync(other);
        await Storage.ProviderKeys.DeleteAsync("groq", Records.Audit(), default);
        await RestoreAsync(Storage, again);
        Assert.Equal(await DescribeAsync(other), await DescribeAsync(Storage));
    }

    [Fact]
    public async Task One_of_an_earlier_release_has_no_custom_metrics()
    {
        await FillAsync(Storage);
        var backup = JsonNode.Parse(await WriteAsync(Storage))!;
        Assert.True(backup["tables"]!.AsObject().Remove("custom_metrics"));
        await RestoreAsync(Storage, Encoding.UTF8.GetBytes(backup.ToJsonString()));
        Assert.Empty(await Storage.CustomMetrics.AllAsync(default));
        Assert.Single((await Storage.Configuration.ReadAsync(default)).Providers);
    }

    [Fact]
    public async Task No_secret_and_no_key_can_be_read_in_it()
    {
        await FillAsync(Storage);
        var text = Encoding.UTF8.GetString(await WriteAsync(Storage));
        foreach (var secret in new[] { "groq-secret", "mine-secret", "header-secret", Convert.ToBase64String("groq-secret"u8) })
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no backup")]
    [InlineData("[1]", "no backup")]
    [InlineData("""{"format":"other","version":1,"tables":{}}""", "no backup")]
    [InlineData("""{"format":"hybridai-configuration","version":2,"tables":{}}""", "later release")]
    [InlineData("""{"format":"hybridai-configuration","version":1,"tables":{}}""", "no rows of 'organizations'")]
    public async Task What_is_no_backup_is_refused(string file, string reason)
    {
        await FillAsync(Storage);
        var before = await DescribeAsync(Storage);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => RestoreAsync(Storage, Encoding.UTF8.GetBytes(file)));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync(Storage));
    }

    [Theory]
    [InlineData("\"name\": \"Acme\"", "\"name\": 7", "organizations.name has a value that does not fit")]
    [InlineData("\"revision\":", "\"invented\":", "a column 'invented'")]
    [InlineData("\"documents\":", "\"surprises\": [], \"documents\":", "which has 'surprises'")]
    public async Task What_does_not_fit_changes_nothing(string part, string instead, string reason)
    {
        await FillAsync(Storage);
        var backup = Encoding.UTF8.GetString(await WriteAsync(Storage));
        Assert.Contains(part, backup, StringComparison.Ordinal);
        var before = await DescribeAsync(Storage);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => RestoreAsync(Storage, Encoding.UTF8.GetBytes(backup.Replace(part, instead, StringComparison.Ordinal))));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync(Storage));
    }

    [Fact]
    public async Task What_is_sealed_under_another_master_key_is_refused_and_changes_nothing()
    {
        await ReopenAsync(_masterKey);
        await FillAsync(Storage);
        var backup = await WriteAsync(Storage);
        await using var database = await TestDatabase.CreateAsync(null);
        await using var other = await database.OpenAsync(new Secret(new string('8', 64)));
        await other.ProviderKeys.SetAsync("openai", new Secret("own"), Records.Audit(), default);
        var before = await DescribeAsync(other);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => RestoreAsync(other, backup));
        Assert.Contains("HYBRIDAI_MASTER_KEY", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DescribeAsync(other));
    }

    private static async Task FillAsync(StorageModule storage)
    {
        var at = Records.Now();
        var team = new Team(new TeamId(Guid.CreateVersion7()), Acme, "Team", at, 1);
        var user = new User(new UserId(Guid.CreateVersion7()), Acme, team.Id, "Zoë \"the\n\u2028first\"", "zoe@example.com", at, 1);
        await storage.Tenancy.SaveAsync(new Organization(Acme, "Acme", at, 1), Records.Audit(), default);
        await storage.Tenancy.SaveAsync(team, Records.Audit(), default);
        await storage.Tenancy.SaveAsync(user, Records.Audit(), default);
        var old = Key("old") with { TeamId = team.Id, UserId = user.Id, AllowedModels = ["openai/*"] };
        await storage.Tenancy.SaveAsync(old, Records.Audit(), default);
        await storage.Tenancy.SaveAsync(Key("other"), Records.Audit(), default);
        var replacement = Key("new") with { RotatedFrom = old.Id };
        Assert.Equal(WriteResult.Done, await storage.Tenancy.RotateAsync(old with { RevokedAt = at, Revision = 2 }, replacement, Records.Audit(), default));
        await storage.ProviderKeys.SetAsync("groq", new Secret("groq-secret"), Records.Audit(), default);
        var definition = new ProviderDefinition { Name = "mine", UpdatedAt = at, Headers = new Dictionary<string, string> { ["x-auth"] = "header-secret" } };
        await storage.Providers.SaveAsync(definition, null, Records.Audit(), default);
        await storage.RateLimits.SaveAsync(new LimitDefinition { Name = "all", Amount = 7, Revision = 1, UpdatedAt = at }, Records.Audit(), default);
        await storage.CustomMetrics.SaveAsync(CustomMetricStoreTests.Full with { Name = "slow", Revision = 1, UpdatedAt = at }, Records.Audit(), default);
    }

    private static ApiKey Key(string name) => new()
    {
        Id = new KeyId(Guid.CreateVersion7()), Hash = KeyHash.Of(Guid.NewGuid().ToString()), Prefix = "hai-", Name = name, Role = Role.Inference, OrganizationId = Acme, CreatedAt = Records.Now(), Revision = 1,
    };

    // All of it as text, by the ways on which it is used.
    private static async Task<string> DescribeAsync(StorageModule storage)
    {
        var stored = await storage.Configuration.ReadAsync(default);
        object[] all =
        [
            .. (await storage.Tenancy.OrganizationsAsync(default)).OrderBy(one => one.Id.Value).Where(one => one.Id != OrganizationId.Default),
            .. (await storage.Tenancy.TeamsAsync(default)).OrderBy(one => one.Id.Value),
            .. (await storage.Tenancy.UsersAsync(default)).OrderBy(one => one.Id.Value),
            .. (await storage.Tenancy.KeysAsync(default)).OrderBy(one => one.Id.Value).Select(key => $"{key} {string.Join(',', key.AllowedModels ?? [])}"),
            .. stored.ProviderKeys.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value.Reveal()}"),
            .. stored.Providers.Select(one => JsonSerializer.Serialize(one)),
            .. stored.RateLimits,
            .. (await storage.CustomMetrics.AllAsync(default)).Select(one => JsonSerializer.Serialize(one)),
        ];
        return string.Join('\n', all);
    }

    private static async Task<byte[]> WriteAsync(StorageModule storage)
    {
        using var file = new MemoryStream();
        await storage.Backup.WriteAsync(file, default);
        return file.ToArray();
    }

    private static async Task<IReadOnlyDictionary<string, long>> RestoreAsync(StorageModule storage, byte[] backup)
    {
        using var file = new MemoryStream(backup);
        return await storage.Backup.RestoreAsync(file, Records.Audit("configuration.restore"), default);
    }
}
