using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Responses;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Responses;

public sealed class SqliteResponseStoreTests() : ResponseStoreTests(null);

public sealed class PostgresResponseStoreTests(MigratedPostgres postgres) : ResponseStoreTests(postgres);

public abstract class ResponseStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationId Other = new(Guid.Parse("0199a000-0000-7000-8000-0000000000aa"));

    private static StoredResponse Response(DateTimeOffset? expiry = null) => new(
        Guid.CreateVersion7(), OrganizationId.Default, Now, expiry ?? Now.AddDays(30), Encoding.UTF8.GetBytes("{\"a\":\"a secret answer\"}"), Encoding.UTF8.GetBytes("[\"a secret question\"]"));

    [Fact]
    public async Task What_was_saved_is_found_as_it_was_by_its_own_organization()
    {
        var response = Response();
        await Storage.Responses.SaveAsync(response, default);
        var found = await Storage.Responses.FindAsync(response.Id, OrganizationId.Default, Now, default);
        Assert.Equal((response.Id, response.CreatedAt, response.ExpiresAt), (found!.Id, found.CreatedAt, found.ExpiresAt));
        Assert.Equal(response.Response.ToArray(), found.Response.ToArray());
        Assert.Equal(response.Input.ToArray(), found.Input.ToArray());
        Assert.Null(await Storage.Responses.FindAsync(response.Id, Other, Now, default));
        Assert.Null(await Storage.Responses.FindAsync(Guid.NewGuid(), OrganizationId.Default, Now, default));
        Assert.False(await Storage.Responses.DeleteAsync(response.Id, Other, Now, default));
        Assert.True(await Storage.Responses.DeleteAsync(response.Id, OrganizationId.Default, Now, default));
        Assert.False(await Storage.Responses.DeleteAsync(response.Id, OrganizationId.Default, Now, default));
    }

    [Fact]
    public async Task What_has_expired_is_gone_at_once_and_removed_in_batches()
    {
        var old = Enumerable.Range(0, 5).Select(i => Response(Now.AddSeconds(-i))).ToList();
        var alive = Response(Now.AddMilliseconds(1));
        foreach (var response in old.Append(alive))
            await Storage.Responses.SaveAsync(response, default);
        Assert.Null(await Storage.Responses.FindAsync(old[0].Id, OrganizationId.Default, Now, default));
        Assert.False(await Storage.Responses.DeleteAsync(old[0].Id, OrganizationId.Default, Now, default));
        Assert.Equal(3, await Storage.Responses.PruneAsync(Now, 3, default));
        Assert.Equal(2, await Storage.Responses.PruneAsync(Now, 3, default));
        Assert.Equal(0, await Storage.Responses.PruneAsync(Now, 3, default));
        Assert.NotNull(await Storage.Responses.FindAsync(alive.Id, OrganizationId.Default, Now, default));
    }

    [Fact]
    public async Task What_is_stored_is_sealed_for_its_place_under_the_master_key()
    {
        var (first, second) = (Response(), Response());
        await ReopenAsync(KeyOf(1));
        await Storage.Responses.SaveAsync(first, default);
        await Storage.Responses.SaveAsync(second, default);

        foreach (var column in new[] { "response", "input" })
            Assert.DoesNotContain("secret", Encoding.Latin1.GetString((await Database.ScalarAsync<byte[]>($"SELECT {column} FROM responses LIMIT 1"))!), StringComparison.Ordinal);
        await Database.ExecuteAsync("UPDATE responses SET response = (SELECT response FROM responses WHERE id = @From) WHERE id = @To", new { From = first.Id, To = second.Id });

        await ReopenAsync(KeyOf(1));
        Assert.NotNull(await Storage.Responses.FindAsync(first.Id, OrganizationId.Default, Now, default));
        await Assert.ThrowsAsync<CryptographicException>(() => Storage.Responses.FindAsync(second.Id, OrganizationId.Default, Now, default));
        await ReopenAsync(KeyOf(2));
        await Assert.ThrowsAsync<CryptographicException>(() => Storage.Responses.FindAsync(first.Id, OrganizationId.Default, Now, default));
    }

    private static Secret KeyOf(byte value) => new(Convert.ToHexString([.. Enumerable.Repeat(value, 32)]));
}
