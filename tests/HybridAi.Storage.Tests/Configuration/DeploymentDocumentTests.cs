using HybridAi.Core.Providers;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Configuration;

public sealed class SqliteDeploymentDocumentTests() : DeploymentDocumentTests(null);

public sealed class PostgresDeploymentDocumentTests(MigratedPostgres postgres) : DeploymentDocumentTests(postgres);

public abstract class DeploymentDocumentTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    internal static readonly DeploymentDefinition Full = new()
    {
        Name = "full", UpdatedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Provider = "openai", Model = "gpt-x", Key = "team-b", Region = "eu-central-1",
        Weight = 0, Quality = 0, Tags = ["a", "b"], Limits = new DeploymentLimits(60, 1000, 3), State = DeploymentStanding.Draining,
    };

    [Fact]
    public async Task A_deployment_is_read_as_it_was_stored_by_the_configuration_too()
    {
        var least = new DeploymentDefinition { Name = "least", UpdatedAt = Full.UpdatedAt, Provider = "p", Model = "m" };
        Assert.Equal(WriteResult.Done, await Storage.Deployments.SaveAsync(Full, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Storage.Deployments.SaveAsync(least, Records.Audit(), default));
        Assert.Equivalent(new[] { Full, least }, await Storage.Deployments.AllAsync(default), strict: true);
        Assert.Equivalent(new[] { Full, least }, (await Storage.Configuration.ReadAsync(default)).Deployments, strict: true);
        Assert.Equal((0.0, 0.0), (Full.Weight, (await Storage.Deployments.AllAsync(default))[0].Weight));
    }

    [Fact]
    public async Task A_deleted_provider_takes_its_extra_keys_with_it_and_nobody_elses()
    {
        await Storage.Providers.SaveAsync(new ProviderDefinition { Name = "mine", UpdatedAt = Full.UpdatedAt }, new Secret("own"), Records.Audit(), default);
        foreach (var name in new[] { "mine/a", "mine/b", "mine-too/a", "other/mine", "minexa" })
            await Storage.ProviderKeys.SetAsync(name, new Secret("extra"), Records.Audit(), default);
        Assert.Equal(["a", "b"], ExtraKeys.Of((await Storage.ProviderKeys.AllAsync(default)).Keys, "mine"));
        Assert.Equal(WriteResult.Done, await Storage.Providers.DeleteAsync("mine", 1, Records.Audit(), default));
        Assert.Equal(["mine-too/a", "minexa", "other/mine"], (await Storage.ProviderKeys.AllAsync(default)).Keys.Order(StringComparer.Ordinal));
    }
}
