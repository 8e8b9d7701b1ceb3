using HybridAi.Core.Events;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Configuration;

public sealed class SqliteConfigurationStoreTests() : ConfigurationStoreTests(null);

public sealed class PostgresConfigurationStoreTests(MigratedPostgres postgres) : ConfigurationStoreTests(postgres);

public abstract class ConfigurationStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    [Fact]
    public async Task Each_change_raises_the_version_once_and_tells_what_was_done()
    {
        var organization = new Organization(new OrganizationId(Guid.CreateVersion7()), "Acme", Records.Now(), 1);
        var team = new Team(new TeamId(Guid.CreateVersion7()), organization.Id, "Team", Records.Now(), 1);
        var user = new User(new UserId(Guid.CreateVersion7()), organization.Id, null, "Ann", null, Records.Now(), 1);
        var key = Key();
        var definition = new ProviderDefinition { Name = "mine", UpdatedAt = Records.Now() };
        var changes = new (string Action, Func<Task> Change)[]
        {
            ("organization.create", () => Storage.Tenancy.SaveAsync(organization, Records.Audit("organization.create", organization.Id), default)),
            ("team.create", () => Storage.Tenancy.SaveAsync(team, Records.Audit("team.create"), default)),
            ("user.create", () => Storage.Tenancy.SaveAsync(user, Records.Audit("user.create"), default)),
            ("key.create", () => Storage.Tenancy.SaveAsync(key, Records.Audit("key.create"), default)),
            ("key.rotate", () => Storage.Tenancy.RotateAsync(key with { RevokedAt = Records.Now(), Revision = 2 }, Key(), Records.Audit("key.rotate"), default)),
            ("user.delete", () => Storage.Tenancy.DeleteAsync(user.Id, 1, Records.Audit("user.delete"), default)),
            ("provider.create", () => Storage.Providers.SaveAsync(definition, new Secret("sk"), Records.Audit("provider.create"), default)),
            ("provider.delete", () => Storage.Providers.DeleteAsync("mine", 1, Records.Audit("provider.delete"), default)),
            ("provider-key.set", () => Storage.ProviderKeys.SetAsync("groq", new Secret("gk"), Records.Audit("provider-key.set"), default)),
            ("provider-key.delete", () => Storage.ProviderKeys.DeleteAsync("groq", Records.Audit("provider-key.delete"), default)),
        };
        foreach (var (action, change) in changes)
        {
            var before = await Storage.Configuration.VersionAsync(default);
            await change();
            var told = Assert.Single(await Storage.Events.ReadAsync(before, null, null, 1000, default));
            Assert.Equal((EventTopics.Configuration, await Storage.Configuration.VersionAsync(default)), (told.Topic, told.Sequence));
            Assert.Contains($"\"action\":\"{action}\"", told.Data, StringComparison.Ordinal);
            Assert.DoesNotContain("sk", told.Data, StringComparison.Ordinal);
        }
        Assert.Equal(organization.Id, (await Storage.Events.ReadAsync(0, null, null, 1, default))[0].OrganizationId);
    }

    [Fact]
    public async Task A_refused_change_tells_nothing()
    {
        await Storage.Tenancy.SaveAsync(Key() with { Revision = 5 }, Records.Audit(), default);
        await Storage.Tenancy.DeleteAsync(new TeamId(Guid.CreateVersion7()), 1, Records.Audit(), default);
        await Storage.Providers.DeleteAsync("nobody", 1, Records.Audit(), default);
        await Storage.ProviderKeys.DeleteAsync("nobody", Records.Audit(), default);
        Assert.Equal(0, await Storage.Configuration.VersionAsync(default));
        Assert.Equal(0, (await Storage.Configuration.ReadAsync(default)).Version);
    }

    // Each key brings its provider's key in another change; a read never has the one of a version and not the other.
    [Fact]
    public async Task All_that_is_read_is_of_one_version()
    {
        const int Changes = 40;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Changes; i++)
            {
                await Storage.Tenancy.SaveAsync(Key(), Records.Audit(), default);
                await Storage.ProviderKeys.SetAsync($"p{i}", new Secret("k"), Records.Audit(), default);
                await Storage.Providers.SaveAsync(new ProviderDefinition { Name = $"d{i}", UpdatedAt = Records.Now() }, null, Records.Audit(), default);
            }
        });
        for (var over = false; !over;)
        {
            over = writing.IsCompleted;
            var read = await Storage.Configuration.ReadAsync(default);
            Assert.Equal((await Storage.Events.ReadAsync(0, null, null, 1000, default)).Count(told => told.Sequence <= read.Version), read.Keys.Count + read.ProviderKeys.Count + read.Providers.Count);
        }
        await writing;
        Assert.Equal(Changes, (await Storage.Configuration.ReadAsync(default)).Keys.Count);
    }

    private static ApiKey Key() => new()
    {
        Id = new KeyId(Guid.CreateVersion7()),
        Hash = KeyHash.Of(Guid.NewGuid().ToString()),
        Prefix = "hai-",
        Name = "Key",
        Role = Role.Inference,
        OrganizationId = OrganizationId.Default,
        CreatedAt = Records.Now(),
        Revision = 1,
    };
}
