using HybridAi.Core.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Postgres;

/// <summary>Rules that one process would keep by itself, with several on one database.</summary>
public sealed class ManyGatewaysTests(MigratedPostgres postgres) : IAsyncLifetime
{
    private readonly List<TempDirectory> _directories = [];
    private readonly List<StorageModule> _gateways = [];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(postgres);
        for (var i = 0; i < 4; i++)
        {
            _directories.Add(new TempDirectory());
            _gateways.Add(await Opened.StorageAsync(_directories[i].Path, masterKey: new(new string('a', 64)), database: _database.Source));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();
        foreach (var directory in _directories)
            directory.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Administrators_who_revoke_each_other_at_once_leave_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var keys = Enumerable.Range(0, 8).Select(_ => Administrator()).ToArray();
            foreach (var key in keys)
                Assert.Equal(WriteResult.Done, await _gateways[0].Tenancy.SaveAsync(key, Records.Audit(), default));
            var others = (await _gateways[0].Tenancy.KeysAsync(default)).Where(key => key.RevokedAt is null && !keys.Any(mine => mine.Id == key.Id));
            foreach (var other in others)
                Assert.Equal(WriteResult.Done, await _gateways[0].Tenancy.SaveAsync(Revoked(other), Records.Audit(), default));

            var results = await AtOnceAsync(keys.Length, (gateway, i) => gateway.Tenancy.SaveAsync(Revoked(keys[i]), Records.Audit(), default));
            Assert.Equal(7, results.Count(result => result == WriteResult.Done));
            Assert.Equal(1, results.Count(result => result == WriteResult.LastAdministrator));
            Assert.Single(await _gateways[1].Tenancy.KeysAsync(default), key => key.RevokedAt is null);
        }
    }

    [Fact]
    public async Task Of_many_writers_of_one_key_one_wins_and_the_rest_are_stale()
    {
        var key = Administrator();
        await _gateways[0].Tenancy.SaveAsync(key, Records.Audit(), default);
        var results = await AtOnceAsync(20, (gateway, i) => gateway.Tenancy.SaveAsync(key with { Name = $"N{i}", Revision = 2 }, Records.Audit(), default));
        Assert.Equal(1, results.Count(result => result == WriteResult.Done));
        Assert.Equal(19, results.Count(result => result == WriteResult.Stale));
        Assert.Equal(2, (await _gateways[1].Audit.ListAsync(null, null, null, 100, default)).Items.Count);
    }

    [Fact]
    public async Task A_first_key_is_made_once_by_all_that_start_together()
    {
        var key = Administrator();
        var results = await AtOnceAsync(8, (gateway, i) => gateway.Tenancy.SaveAsync(key with { Name = $"N{i}" }, Records.Audit(), default));
        Assert.Equal(1, results.Count(result => result == WriteResult.Done));
        Assert.All(results, result => Assert.True(result is WriteResult.Done or WriteResult.Stale or WriteResult.Duplicate));
        Assert.Single(await _gateways[1].Tenancy.KeysAsync(default));
    }

    [Fact]
    public async Task A_team_that_goes_while_users_come_has_none_left_behind()
    {
        for (var round = 0; round < 10; round++)
        {
            var team = new Team(new TeamId(Guid.CreateVersion7()), OrganizationId.Default, $"T{round}", Records.Now(), 1);
            await _gateways[0].Tenancy.SaveAsync(team, Records.Audit(), default);
            var results = await AtOnceAsync(4, (gateway, i) => i == 0
                ? gateway.Tenancy.DeleteAsync(team.Id, 1, Records.Audit(), default)
                : gateway.Tenancy.SaveAsync(new User(new UserId(Guid.CreateVersion7()), OrganizationId.Default, team.Id, "Ann", null, Records.Now(), 1), Records.Audit(), default));
            var users = results.Skip(1).Count(result => result == WriteResult.Done);
            Assert.Equal(results[0] == WriteResult.Done, users == 0);
            Assert.Equal(users, (await _gateways[1].Tenancy.UsersAsync(default)).Count(user => user.TeamId == team.Id));
        }
    }

    [Fact]
    public async Task A_providers_name_is_taken_once_and_its_key_is_the_winners()
    {
        var results = await AtOnceAsync(8, (gateway, i) => gateway.Providers.SaveAsync(
            new ProviderDefinition { Name = "mine", Region = $"r{i}", UpdatedAt = Records.Now() }, new($"key-{i}"), Records.Audit(), default));
        Assert.Equal(1, results.Count(result => result == WriteResult.Done));
        Assert.Equal(7, results.Count(result => result == WriteResult.Duplicate));
        var winner = Array.IndexOf(results, WriteResult.Done);
        Assert.Equal($"r{winner}", Assert.Single(await _gateways[0].Providers.AllAsync(default)).Region);
        Assert.Equal($"key-{winner}", (await _gateways[1].ProviderKeys.AllAsync(default))["mine"].Reveal());
    }

    [Fact]
    public async Task Expired_responses_are_removed_once_by_all_together()
    {
        for (var i = 0; i < 50; i++)
            await _gateways[0].Responses.SaveAsync(new(Guid.CreateVersion7(), OrganizationId.Default, Records.Now(), Records.Now(), "{}"u8.ToArray(), "[]"u8.ToArray()), default);
        var removed = await AtOnceAsync(4, (gateway, _) => gateway.Responses.PruneAsync(Records.Now().AddHours(1), 20, default));
        Assert.Equal(50, removed.Sum());
    }

    private Task<T[]> AtOnceAsync<T>(int count, Func<StorageModule, int, Task<T>> work) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => work(_gateways[i % _gateways.Count], i))));

    private static ApiKey Revoked(ApiKey key) => key with { RevokedAt = Records.Now(), Revision = key.Revision + 1 };

    private static ApiKey Administrator() => new()
    {
        Id = new KeyId(Guid.CreateVersion7()), Hash = KeyHash.Of(Guid.NewGuid().ToString()), Prefix = "hai-", Name = "key", Role = Role.Administrator,
        OrganizationId = OrganizationId.Default, CreatedAt = Records.Now(), Revision = 1,
    };
}
