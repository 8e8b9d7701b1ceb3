using System.Security.Cryptography;
using HybridAi.Core.Audit;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Providers;

public sealed class SqliteProviderStoreTests() : ProviderStoreTests(null);

public sealed class PostgresProviderStoreTests(MigratedPostgres postgres) : ProviderStoreTests(postgres);

public abstract class ProviderStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
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
                Supports = new ModelFeatures(Tools: true, StructuredOutput: false, Reasoning: true, Streaming: false, Temperature: true, Prefill: true, ForcedTools: false),
                ReasoningEfforts = ["low"],
                Price = new ModelPrice { Input = 0.25m, Output = 1.5m, CachedInput = 0.1m, CacheWrite = 0.3m, Reasoning = 2, Search = 3, Minute = 4, Characters = 5, Image = 6 },
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
    public void The_full_definition_of_these_tests_is_full()
    {
        // Else a field that gets lost would not be missed.
        foreach (var (full, plain) in new (object, object)[] { (Full, new ProviderDefinition { Name = "" }), (Full.Models[0], new ModelDefinition { Id = "" }), (Full.Models[0].Supports, new ModelFeatures()) })
        {
            foreach (var property in full.GetType().GetProperties().Where(property => property.CanWrite && property.Name != nameof(ProviderDefinition.Revision)))
                Assert.NotEqual(property.GetValue(plain), property.GetValue(full));
        }
    }

    [Fact]
    public async Task What_is_stored_is_there_when_the_process_has_been_started_anew()
    {
        await Storage.Providers.SaveAsync(Full, new Secret("sk-1"), Entry("provider.create"), default);
        await ReopenAsync();
        Assert.Equivalent(Full, Assert.Single(await Storage.Providers.AllAsync(default)), strict: true);
        Assert.Equal("sk-1", (await Storage.ProviderKeys.AllAsync(default))["mine"].Reveal());
    }

    [Fact]
    public async Task Definitions_come_by_name_and_are_changed_and_deleted_one_by_one()
    {
        foreach (var name in new[] { "c", "a", "b" })
            await Storage.Providers.SaveAsync(Full with { Name = name }, new Secret($"sk-{name}"), Entry("provider.create"), default);
        Assert.Equal(["a", "b", "c"], (await Storage.Providers.AllAsync(default)).Select(definition => definition.Name));
        var later = At.AddMinutes(1);
        await Storage.Providers.SaveAsync(Full with { Name = "b", Revision = 2, UpdatedAt = later, Region = "us" }, new Secret("sk-b2"), Entry("provider.update"), default);
        await Storage.Providers.DeleteAsync("a", 1, Entry("provider.delete"), default);
        var left = await Storage.Providers.AllAsync(default);
        Assert.Equal([("b", 2L, later, "us"), ("c", 1L, At, "eu")], left.Select(definition => (definition.Name, definition.Revision, definition.UpdatedAt, definition.Region)));
        var keys = (await Storage.ProviderKeys.AllAsync(default)).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value.Reveal()));
        Assert.Equal([("b", "sk-b2"), ("c", "sk-c")], keys);
        Assert.Equal(
            ["provider.create", "provider.create", "provider.create", "provider.delete", "provider.update"],
            (await Storage.Audit.ListAsync(null, "provider.", null, 10, default)).Items.Select(entry => entry.Action).Order());
    }

    [Fact]
    public async Task Values_of_headers_are_sealed_in_the_database()
    {
        await Storage.Providers.SaveAsync(Full with { Headers = new Dictionary<string, string> { ["X-Auth-Token"] = "tok-123456" } }, null, Entry("provider.create"), default);
        var stored = await StoredDefinitionAsync();
        Assert.Contains("X-Auth-Token", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("tok-123456", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("tok-123456"u8)[..12], stored, StringComparison.Ordinal);
        Assert.Equal("tok-123456", Assert.Single(await Storage.Providers.AllAsync(default)).Headers["X-Auth-Token"]);
    }

    [Theory]
    [InlineData("UPDATE providers SET definition = replace(definition, 'X-A', 'X-Echo')")]
    [InlineData("UPDATE providers SET name = 'other'")]
    public async Task A_sealed_value_cannot_be_moved_to_another_header_or_provider(string tampering)
    {
        await Storage.Providers.SaveAsync(Full, null, Entry("provider.create"), default);
        await Database.ExecuteAsync(tampering);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Storage.Providers.AllAsync(default));
    }

    [Fact]
    public async Task Values_of_headers_from_before_they_were_sealed_are_read_and_sealed_with_the_next_change()
    {
        await Storage.Providers.SaveAsync(Full, null, Entry("provider.create"), default);
        await Database.ExecuteAsync("UPDATE providers SET definition = @definition", new { definition = """{"name":"old","revision":7,"headers":{"X-A":"plain-1"}}""" });
        var read = Assert.Single(await Storage.Providers.AllAsync(default));
        Assert.Equal(("mine", 1L, At, "plain-1"), (read.Name, read.Revision, read.UpdatedAt, read.Headers["X-A"]));
        await Storage.Providers.SaveAsync(read with { Revision = 2 }, null, Entry("provider.update"), default);
        Assert.DoesNotContain("plain-1", await StoredDefinitionAsync(), StringComparison.Ordinal);
        Assert.Equal("plain-1", Assert.Single(await Storage.Providers.AllAsync(default)).Headers["X-A"]);
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

    private async Task<string> StoredDefinitionAsync() => (await Database.ScalarAsync<string>("SELECT definition FROM providers"))!;

    private static AuditEntry Entry(string action) =>
        new(Guid.CreateVersion7(At), At, OrganizationId.Default, new KeyId(Guid.CreateVersion7(At)), null, action, "mine", null, null);
}
