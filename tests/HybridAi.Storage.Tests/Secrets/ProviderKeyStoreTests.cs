using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Secrets;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Secrets;

public sealed class SqliteProviderKeyStoreTests() : ProviderKeyStoreTests(null);

public sealed class PostgresProviderKeyStoreTests(MigratedPostgres postgres) : ProviderKeyStoreTests(postgres);

public abstract class ProviderKeyStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly Secret KeyA = new(new string('a', 64)), KeyB = new(new string('b', 64));

    [Fact]
    public async Task Keys_are_set_replaced_and_deleted_with_their_audit_entries()
    {
        await Storage.ProviderKeys.SetAsync("openai", new Secret("sk-1"), Records.Audit("provider-key.set"), default);
        await Storage.ProviderKeys.SetAsync("openai", new Secret("sk-2"), Records.Audit("provider-key.set"), default);
        await Storage.ProviderKeys.SetAsync("groq", new Secret("gk"), Records.Audit("provider-key.set"), default);
        var keys = await Storage.ProviderKeys.AllAsync(default);
        Assert.Equal(("sk-2", "gk"), (keys["openai"].Reveal(), keys["groq"].Reveal()));
        Assert.True(await Storage.ProviderKeys.DeleteAsync("openai", Records.Audit("provider-key.delete"), default));
        Assert.False(await Storage.ProviderKeys.DeleteAsync("openai", Records.Audit("provider-key.delete"), default));
        Assert.Equal(["groq"], (await Storage.ProviderKeys.AllAsync(default)).Keys);
        Assert.Equal(4, (await Storage.Audit.ListAsync(null, "provider-key.", null, 100, default)).Items.Count);
    }

    [Fact]
    public async Task Keys_are_sealed_and_open_for_their_provider_under_their_master_key_only()
    {
        await ReopenAsync(KeyA);
        await Storage.ProviderKeys.SetAsync("openai", new Secret("sk-very-secret"), Records.Audit(), default);
        var box = await Database.ScalarAsync<byte[]>("SELECT sealed FROM provider_keys");
        Assert.DoesNotContain("sk-very-secret", Encoding.Latin1.GetString(box!), StringComparison.Ordinal);
        await ReopenAsync(KeyB);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Storage.ProviderKeys.AllAsync(default));
        // Somebody with the database gives one provider another's key.
        await Database.ExecuteAsync("UPDATE provider_keys SET provider = 'groq'");
        await ReopenAsync(KeyA);
        await Assert.ThrowsAnyAsync<CryptographicException>(() => Storage.ProviderKeys.AllAsync(default));
    }
}
