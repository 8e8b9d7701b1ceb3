using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Configuration;
using HybridAi.Gateway.Hosting;
using HybridAi.Gateway.Tests.Management.Fakes;
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
        _storage = await StorageModule.OpenAsync(new StorageOptions { DataDirectory = _data }, _time, null, default);

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
        await Tenancy.SaveAsync(
            kind switch
            {
                "revoked" => key with { RevokedAt = _time.GetUtcNow(), Revision = 2 },
                "expired" => key with { ExpiresAt = _time.GetUtcNow(), Revision = 2 },
                _ => key with { Role = Role.Inference, Revision = 2 },
            },
            Audit(), default);
        await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync(null));
        await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync("a-secret-of-16-chars"));
        await EnsureAsync("another-secret-of-16");
        Assert.Contains(await KeysAsync(), candidate => candidate.Hash == KeyHash.Of("another-secret-of-16") && KeyLifecycle.IsUsable(candidate, _time.GetUtcNow()));
    }

    [Fact]
    public async Task After_a_given_key_the_file_leads_to_a_key_that_works_again()
    {
        await EnsureAsync(null, makeUp: true);
        await EnsureAsync("a-secret-of-16-chars");
        await EnsureAsync(null, makeUp: true);
        var hash = KeyHash.Of((await File.ReadAllTextAsync(KeyFile)).Trim());
        Assert.Equal(hash, Assert.Single(await KeysAsync(), key => key.RevokedAt is null).Hash);
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

    private Task EnsureAsync(string? key, bool makeUp = false) => new AdministratorKey(Settings(key), Tenancy, _time).EnsureAsync(makeUp, default);

    private Task<IReadOnlyList<ApiKey>> KeysAsync() => Tenancy.KeysAsync(default);

    private GatewaySettings Settings(string? key) => GatewaySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["HYBRIDAI_DATA"] = _data, ["HYBRIDAI_ADMIN_KEY"] = key }).Build(),
        new Dictionary<string, Uri>());

    private AuditEntry Audit() => new(Guid.NewGuid(), _time.GetUtcNow(), OrganizationId.Default, new KeyId(Guid.Empty), null, "seed", "x", null, null);
}
