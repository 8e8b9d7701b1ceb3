using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Hosting;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>The first administrator: given, made up, used again, replaced, or missing.</summary>
public sealed class AdministratorKeyTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("hybridai-admin-").FullName;
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private StorageModule _storage = null!;

    private ITenancyStore Tenancy => _storage.Tenancy;

    private string KeyFile => Path.Combine(_data, "admin.key");

    public async ValueTask InitializeAsync() =>
        _storage = await StorageModule.OpenAsync(new StorageOptions { DataDirectory = _data }, database: null, _time, null, default);

    [Fact]
    public async Task A_given_key_becomes_an_administrator_and_is_used_again()
    {
        await EnsureAsync("a-secret-of-16-chars");
        await EnsureAsync("a-secret-of-16-chars");
        var key = Assert.Single(await KeysAsync());
        Assert.Equal((Role.Administrator, OrganizationId.Default, 1L), (key.Role, key.OrganizationId, key.Revision));
        Assert.Equal(KeyHash.Of("a-secret-of-16-chars"), key.Hash);
        Assert.Equal("a-sec", key.Prefix);
        Assert.False(File.Exists(KeyFile));
        Assert.DoesNotContain("secret-of-16", string.Concat((await EntriesAsync()).Select(entry => entry.ToString())));
    }

    [Fact]
    public async Task Another_given_key_replaces_the_first()
    {
        await EnsureAsync("the-first-secret-key");
        _time.Advance(TimeSpan.FromSeconds(1));
        await EnsureAsync("the-second-secret-key");
        _time.Advance(TimeSpan.FromSeconds(1));
        await EnsureAsync("the-third-secret-key-");
        var keys = await KeysAsync();
        Assert.Equal([true, true, false], keys.Select(key => key.RevokedAt is not null));
        Assert.Equal(KeyHash.Of("the-third-secret-key-"), keys[2].Hash);
        Assert.Equal(["key.create", "key.replace", "key.replace"], (await EntriesAsync()).Select(entry => entry.Action).Order());
    }

    [Fact]
    public async Task A_made_up_key_lies_in_a_file_for_its_owner_only_and_is_used_again()
    {
        await EnsureAsync(null, makeUp: true);
        var secret = (await File.ReadAllTextAsync(KeyFile)).Trim();
        Assert.Matches("^hai-[A-Za-z0-9_-]{43}$", secret);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        await EnsureAsync(null, makeUp: true);
        Assert.Equal(KeyHash.Of(secret), Assert.Single(await KeysAsync()).Hash);
    }

    [Fact]
    public async Task Without_a_key_and_without_an_administrator_it_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync(null));
        Assert.Contains("HYBRIDAI_ADMIN_KEY", refused.Message);
        await EnsureAsync("a-secret-of-16-chars");
        await EnsureAsync(null);
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("expired")]
    [InlineData("inference")]
    public async Task A_key_that_administers_nothing_does_not_count(string kind)
    {
        await EnsureAsync("a-secret-of-16-chars");
        var key = Assert.Single(await KeysAsync());
        await WhileAnotherAdministersAsync(
            key,
            kind switch
            {
                "revoked" => key with { RevokedAt = _time.GetUtcNow(), Revision = 2 },
                "expired" => key with { ExpiresAt = _time.GetUtcNow(), Revision = 2 },
                _ => key with { Role = Role.Inference, Revision = 2 },
            });
        await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync(null));
        await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync("a-secret-of-16-chars"));
        await EnsureAsync("another-secret-of-16");
        Assert.Contains(await KeysAsync(), candidate => candidate.Hash == KeyHash.Of("another-secret-of-16") && KeyLifecycle.IsUsable(candidate, _time.GetUtcNow()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_that_was_rotated_over_the_API_stays_and_no_other_is_made_up(bool overlapIsOver)
    {
        Assert.Equal(KeyFile, await EnsureAsync(null, makeUp: true));
        var file = await File.ReadAllTextAsync(KeyFile);
        var first = Assert.Single(await KeysAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        var secret = KeySecret.Create();
        var replacement = KeyLifecycle.Replacement(first, new KeyId(Guid.NewGuid()), secret, null, _time.GetUtcNow());
        await Tenancy.RotateAsync(KeyLifecycle.Retiring(first, TimeSpan.FromHours(1), _time.GetUtcNow()), replacement, Audit(), default);
        _time.Advance(TimeSpan.FromMinutes(overlapIsOver ? 61 : 1));

        Assert.Equal(overlapIsOver ? null : KeyFile, await EnsureAsync(null, makeUp: true));

        Assert.Equal([null, null], (await KeysAsync()).Select(key => key.RevokedAt));
        Assert.Equal(file, await File.ReadAllTextAsync(KeyFile));
        // A key that is given takes over from the one that was made up, not from the administrator's own.
        await EnsureAsync("a-secret-of-16-chars");
        Assert.Equal([true, false, false], (await KeysAsync()).Select(key => key.RevokedAt is not null));
        _time.Advance(TimeSpan.FromSeconds(1));
        await EnsureAsync("another-secret-of-16");
        Assert.Equal([true, false, true, false], (await KeysAsync()).Select(key => key.RevokedAt is not null));
    }

    [Fact]
    public async Task While_somebody_administers_a_first_key_that_was_revoked_leaves_no_new_one_on_the_disk()
    {
        await EnsureAsync(null, makeUp: true);
        var first = Assert.Single(await KeysAsync());
        await Tenancy.SaveAsync(first with { Id = new KeyId(Guid.NewGuid()), Hash = KeyHash.Of("hai-own"), Name = "Mine" }, Audit(), default);
        await Tenancy.SaveAsync(first with { RevokedAt = _time.GetUtcNow(), Revision = 2 }, Audit(), default);
        File.Delete(KeyFile);
        Assert.Null(await EnsureAsync(null, makeUp: true));
        Assert.False(File.Exists(KeyFile));
        Assert.Equal(2, (await KeysAsync()).Count);
    }

    [Fact]
    public async Task A_key_file_leads_to_a_key_that_works_again_when_nobody_else_administers()
    {
        await EnsureAsync(null, makeUp: true);
        var first = Assert.Single(await KeysAsync());
        await WhileAnotherAdministersAsync(first, first with { RevokedAt = _time.GetUtcNow(), Revision = 2 });
        Assert.Equal(KeyFile, await EnsureAsync(null, makeUp: true));
        var hash = KeyHash.Of((await File.ReadAllTextAsync(KeyFile)).Trim());
        Assert.Equal(hash, Assert.Single(await KeysAsync(), key => KeyLifecycle.IsUsable(key, _time.GetUtcNow())).Hash);
    }

    [Fact]
    public async Task Gateways_that_start_at_once_with_the_same_key_all_start()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => EnsureAsync("a-secret-of-16-chars"))));
        Assert.Equal(KeyHash.Of("a-secret-of-16-chars"), Assert.Single(await KeysAsync()).Hash);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => EnsureAsync("another-secret-of-16"))));
        Assert.Equal([true, false], (await KeysAsync()).Select(key => key.RevokedAt is not null));
    }

    [Fact]
    public async Task The_audit_log_has_both_keys_of_a_replacement()
    {
        await EnsureAsync("the-first-secret-key");
        _time.Advance(TimeSpan.FromSeconds(1));
        await EnsureAsync("the-second-secret-key");
        var entries = await EntriesAsync();
        var (created, replaced) = (entries.Single(entry => entry.Action == "key.create"), entries.Single(entry => entry.Action == "key.replace"));
        Assert.Null(created.Before);
        Assert.Equal("active", Field(created.After, "status"));
        Assert.Equal(("active", null), (Field(replaced.Before, "previous", "status"), Field(replaced.Before, "replacement")));
        Assert.Equal(("revoked", "active"), (Field(replaced.After, "previous", "status"), Field(replaced.After, "replacement", "status")));
        Assert.Equal(replaced.Target, Field(replaced.After, "replacement", "id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short\n")]
    public async Task A_key_file_without_a_real_key_is_an_error(string content)
    {
        await File.WriteAllTextAsync(KeyFile, content);
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync(null, makeUp: true));
        Assert.Contains(KeyFile, refused.Message);
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync() => (await _storage.Audit.ListAsync(OrganizationId.Default, "key.", null, 100, default)).Items;

    private static string? Field(string? json, params string[] path)
    {
        var element = JsonElement.Parse(json!);
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out element))
                return null;
        }

        return element.GetString();
    }

    private async Task<string?> EnsureAsync(string? key, bool makeUp = false)
    {
        var administrator = new AdministratorKey(Settings(key), new GatewayHostOptions { MakesUpAdministratorKey = makeUp }, Tenancy, _time);
        await administrator.EnsureAsync(default);
        return administrator.KeyFile;
    }

    private Task<IReadOnlyList<ApiKey>> KeysAsync() => Tenancy.KeysAsync(default);

    // Nobody can be left without an administrator but by time.
    private async Task WhileAnotherAdministersAsync(ApiKey like, ApiKey change)
    {
        var passing = like with { Id = new KeyId(Guid.NewGuid()), Hash = KeyHash.Of("hai-passing"), ExpiresAt = _time.GetUtcNow().AddSeconds(1) };
        Assert.Equal(WriteResult.Done, await Tenancy.SaveAsync(passing, Audit(), default));
        Assert.Equal(WriteResult.Done, await Tenancy.SaveAsync(change, Audit(), default));
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    private NodeSettings Settings(string? key) => NodeSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["HYBRIDAI_DATA"] = _data, ["HYBRIDAI_ADMIN_KEY"] = key }).Build(),
        new Dictionary<string, Uri>());

    private AuditEntry Audit() => new(Guid.NewGuid(), _time.GetUtcNow(), OrganizationId.Default, new KeyId(Guid.Empty), null, "seed", "x", null, null);
}
