using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Configuration;
using HybridAi.Gateway.Hosting;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>The first administrator: given, made up, used again, replaced, or missing.</summary>
public sealed class AdministratorKeyTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("hybridai-admin-").FullName;
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryTenancyStore _store = new();

    public AdministratorKeyTests() => _store.SaveAsync(new Organization(OrganizationId.Default, "Default", _time.GetUtcNow(), 1), Audit(), default);

    private string KeyFile => Path.Combine(_data, "admin.key");

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
        Assert.DoesNotContain("secret-of-16", string.Concat(_store.Audit.Select(entry => entry.ToString())));
    }

    [Fact]
    public async Task Another_given_key_replaces_the_first()
    {
        await EnsureAsync("the-first-secret-key");
        await EnsureAsync("the-second-secret-key");
        var key = Assert.Single(await KeysAsync());
        Assert.Equal((KeyHash.Of("the-second-secret-key"), 2L), (key.Hash, key.Revision));
        Assert.Equal(["key.create", "key.replace"], _store.Audit.Skip(1).Select(entry => entry.Action));
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
    [InlineData("elsewhere")]
    public async Task A_key_that_administers_nothing_does_not_count(string kind)
    {
        await EnsureAsync("a-secret-of-16-chars");
        var key = Assert.Single(await KeysAsync());
        var other = new OrganizationId(Guid.NewGuid());
        await _store.SaveAsync(new Organization(other, "Other", _time.GetUtcNow(), 1), Audit(), default);
        await _store.SaveAsync(
            kind switch
            {
                "revoked" => key with { RevokedAt = _time.GetUtcNow(), Revision = 2 },
                "expired" => key with { ExpiresAt = _time.GetUtcNow(), Revision = 2 },
                "inference" => key with { Role = Role.Inference, Revision = 2 },
                _ => key with { OrganizationId = other, Revision = 2 },
            },
            Audit(), default);
        await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync(null));
        await Assert.ThrowsAsync<ConfigurationException>(() => EnsureAsync("a-secret-of-16-chars"));
        await EnsureAsync("another-secret-of-16");
        Assert.Contains(await KeysAsync(), candidate => candidate.Hash == KeyHash.Of("another-secret-of-16") && KeyLifecycle.IsUsable(candidate, _time.GetUtcNow()));
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

    [Fact]
    public async Task A_key_that_could_not_be_saved_is_an_error()
    {
        var empty = new MemoryTenancyStore();
        await Assert.ThrowsAsync<ConfigurationException>(() => new AdministratorKey(Settings("a-secret-of-16-chars"), empty, _time).EnsureAsync(false, default));
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private Task EnsureAsync(string? key, bool makeUp = false) => new AdministratorKey(Settings(key), _store, _time).EnsureAsync(makeUp, default);

    private Task<IReadOnlyList<ApiKey>> KeysAsync() => _store.KeysAsync(default);

    private GatewaySettings Settings(string? key) => GatewaySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["HYBRIDAI_DATA"] = _data, ["HYBRIDAI_ADMIN_KEY"] = key }).Build(),
        new Dictionary<string, Uri>());

    private AuditEntry Audit() => new(Guid.NewGuid(), _time.GetUtcNow(), OrganizationId.Default, new KeyId(Guid.Empty), null, "seed", "x", null, null);
}
