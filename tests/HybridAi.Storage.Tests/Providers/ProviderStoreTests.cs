using HybridAi.Core.Audit;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Providers;

public sealed class SqliteProviderStoreTests() : ProviderStoreTests(null);

public sealed class PostgresProviderStoreTests(PostgresFixture postgres) : ProviderStoreTests(postgres);

public abstract class ProviderStoreTests(PostgresFixture? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ProviderDefinition Full = new()
    {
        Name = "mine", UpdatedAt = At, Enabled = false, Profile = "mistral", Format = "openai", BaseUrl = new Uri("https://example.com/v1"), AuthHeader = "x-key",
        KeyOptional = true, Headers = new Dictionary<string, string> { ["X-A"] = "1" }, ChatPath = "chat", ChatStreamPath = "stream", EmbeddingsPath = "",
        Rename = new Dictionary<string, string> { ["seed"] = "random_seed" }, Drop = ["user"], AllowPrivateNetwork = true, AcceptUnlistedModels = false, Region = "eu",
        Order = 7,
        Models =
        [
            new ModelDefinition
            {
                Id = "m1", Kind = ModelKind.Embedding, ContextWindow = 8000, MaxOutputTokens = 100, Input = ["text", "image"],
                Supports = new ModelFeatures(Tools: true, StructuredOutput: false), ReasoningEfforts = ["low"], Price = new ModelPrice { Input = 0.25m, Output = 1.5m },
            },
        ],
    };

    [Fact]
    public async Task A_definition_is_read_as_it_was_saved_with_every_field()
    {
        Assert.Equal(WriteResult.Done, await Storage.Providers.SaveAsync(Full, null, Entry("provider.create"), default));
        var read = Assert.Single(await Storage.Providers.AllAsync(default));
        Assert.Equivalent(Full, read, strict: true);
        Assert.Equivalent(Full.Models[0], read.Models[0], strict: true);
        Assert.False(read.Enabled);
        Assert.Equal("", read.EmbeddingsPath);
    }

    [Fact]
    public async Task A_minimal_definition_keeps_its_defaults()
    {
        await Storage.Providers.SaveAsync(new ProviderDefinition { Name = "small", UpdatedAt = At }, null, Entry("provider.create"), default);
        Assert.Equivalent(new ProviderDefinition { Name = "small", UpdatedAt = At }, Assert.Single(await Storage.Providers.AllAsync(default)), strict: true);
    }

    [Fact]
    public async Task A_name_is_taken_once_and_a_stale_revision_changes_nothing()
    {
        await Storage.Providers.SaveAsync(Full, null, Entry("provider.create"), default);
        Assert.Equal(WriteResult.Duplicate, await Storage.Providers.SaveAsync(Full with { Region = "us" }, new Secret("k"), Entry("provider.create"), default));
        Assert.Equal(WriteResult.Done, await Storage.Providers.SaveAsync(Full with { Revision = 2, Region = "us" }, null, Entry("provider.update"), default));
        Assert.Equal(WriteResult.Stale, await Storage.Providers.SaveAsync(Full with { Revision = 2, Region = "asia" }, new Secret("k"), Entry("provider.update"), default));
        Assert.Equal(WriteResult.NotFound, await Storage.Providers.SaveAsync(Full with { Name = "other", Revision = 2 }, null, Entry("provider.update"), default));
        Assert.Equal("us", Assert.Single(await Storage.Providers.AllAsync(default)).Region);
        Assert.Empty(await Storage.ProviderKeys.AllAsync(default));
        Assert.Equal(2, (await Storage.Audit.ListAsync(null, "provider.", null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task A_key_comes_and_goes_with_its_definition()
    {
        await Storage.Providers.SaveAsync(Full, new Secret("sk-1"), Entry("provider.create"), default);
        await Storage.Providers.SaveAsync(Full with { Revision = 2 }, null, Entry("provider.update"), default);
        Assert.Equal("sk-1", (await Storage.ProviderKeys.AllAsync(default))["mine"].Reveal());
        Assert.Equal(WriteResult.Stale, await Storage.Providers.DeleteAsync("mine", 1, Entry("provider.delete"), default));
        Assert.Equal(WriteResult.Done, await Storage.Providers.DeleteAsync("mine", 2, Entry("provider.delete"), default));
        Assert.Equal(WriteResult.NotFound, await Storage.Providers.DeleteAsync("mine", 2, Entry("provider.delete"), default));
        Assert.Empty(await Storage.ProviderKeys.AllAsync(default));
        Assert.Empty(await Storage.Providers.AllAsync(default));
    }

    private static AuditEntry Entry(string action) =>
        new(Guid.CreateVersion7(At), At, OrganizationId.Default, new KeyId(Guid.CreateVersion7(At)), null, action, "mine", null, null);
}
