using System.Security.Cryptography;
using System.Text;
using Dapper;
using HybridAi.Core.Responses;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Tests.Responses;

public sealed class ResponseStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationId Other = new(Guid.Parse("0199a000-0000-7000-8000-0000000000aa"));

    private static StoredResponse Response(DateTimeOffset? expiry = null) => new(
        Guid.CreateVersion7(), OrganizationId.Default, Now, expiry ?? Now.AddDays(30), Encoding.UTF8.GetBytes("{\"a\":\"a secret answer\"}"), Encoding.UTF8.GetBytes("[\"a secret question\"]"));

    [Fact]
    public async Task What_was_saved_is_found_as_it_was_by_its_own_organization()
    {
        using var directory = new TempDirectory();
        await using var storage = await Opened.StorageAsync(directory.Path);
        var response = Response();
        await storage.Responses.SaveAsync(response, default);
        var found = await storage.Responses.FindAsync(response.Id, OrganizationId.Default, Now, default);
        Assert.Equal((response.Id, response.CreatedAt, response.ExpiresAt), (found!.Id, found.CreatedAt, found.ExpiresAt));
        Assert.Equal(response.Response.ToArray(), found.Response.ToArray());
        Assert.Equal(response.Input.ToArray(), found.Input.ToArray());
        Assert.Null(await storage.Responses.FindAsync(response.Id, Other, Now, default));
        Assert.Null(await storage.Responses.FindAsync(Guid.NewGuid(), OrganizationId.Default, Now, default));
        Assert.False(await storage.Responses.DeleteAsync(response.Id, Other, Now, default));
        Assert.True(await storage.Responses.DeleteAsync(response.Id, OrganizationId.Default, Now, default));
        Assert.False(await storage.Responses.DeleteAsync(response.Id, OrganizationId.Default, Now, default));
    }

    [Fact]
    public async Task What_has_expired_is_gone_at_once_and_removed_in_batches()
    {
        using var directory = new TempDirectory();
        await using var storage = await Opened.StorageAsync(directory.Path);
        var old = Enumerable.Range(0, 5).Select(i => Response(Now.AddSeconds(-i))).ToList();
        var alive = Response(Now.AddMilliseconds(1));
        foreach (var response in old.Append(alive))
            await storage.Responses.SaveAsync(response, default);
        Assert.Null(await storage.Responses.FindAsync(old[0].Id, OrganizationId.Default, Now, default));
        Assert.False(await storage.Responses.DeleteAsync(old[0].Id, OrganizationId.Default, Now, default));
        Assert.Equal(3, await storage.Responses.PruneAsync(Now, 3, default));
        Assert.Equal(2, await storage.Responses.PruneAsync(Now, 3, default));
        Assert.Equal(0, await storage.Responses.PruneAsync(Now, 3, default));
        Assert.NotNull(await storage.Responses.FindAsync(alive.Id, OrganizationId.Default, Now, default));
    }

    [Fact]
    public async Task What_is_stored_is_sealed_for_its_place_under_the_master_key()
    {
        using var directory = new TempDirectory();
        var (first, second) = (Response(), Response());
        await using (var storage = await Opened.StorageAsync(directory.Path, masterKey: KeyOf(1)))
        {
            await storage.Responses.SaveAsync(first, default);
            await storage.Responses.SaveAsync(second, default);
        }

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(directory.Path, "hybridai.db")};Pooling=False"))
        {
            connection.Open();
            foreach (var column in new[] { "response", "input" })
                Assert.DoesNotContain("secret", Encoding.Latin1.GetString(connection.QueryFirst<byte[]>($"SELECT {column} FROM responses")), StringComparison.Ordinal);
            connection.Execute("UPDATE responses SET response = (SELECT response FROM responses WHERE id = @From) WHERE id = @To", new { From = first.Id.ToString("D"), To = second.Id.ToString("D") });
        }

        await using (var storage = await Opened.StorageAsync(directory.Path, masterKey: KeyOf(1)))
        {
            Assert.NotNull(await storage.Responses.FindAsync(first.Id, OrganizationId.Default, Now, default));
            await Assert.ThrowsAsync<CryptographicException>(() => storage.Responses.FindAsync(second.Id, OrganizationId.Default, Now, default));
        }

        await using (var storage = await Opened.StorageAsync(directory.Path, masterKey: KeyOf(2)))
            await Assert.ThrowsAsync<CryptographicException>(() => storage.Responses.FindAsync(first.Id, OrganizationId.Default, Now, default));
    }

    private static Secret KeyOf(byte value) => new(Convert.ToHexString([.. Enumerable.Repeat(value, 32)]));
}
