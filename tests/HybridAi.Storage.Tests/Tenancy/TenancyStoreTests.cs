using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Tenancy;

public sealed class SqliteTenancyStoreTests() : TenancyStoreTests(null);

public sealed class PostgresTenancyStoreTests(MigratedPostgres postgres) : TenancyStoreTests(postgres);

public abstract class TenancyStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private ITenancyStore Store => Storage.Tenancy;

    [Fact]
    public async Task The_default_organization_is_there_from_the_start_and_cannot_be_deleted()
    {
        var organization = Assert.Single(await Store.OrganizationsAsync(default));
        Assert.Equal((OrganizationId.Default, "Default", 1L), (organization.Id, organization.Name, organization.Revision));
        // By the migration, which the run's other databases may be copies of.
        Assert.InRange(organization.CreatedAt, Records.Now().AddHours(-1), Records.Now());
        Assert.Equal(WriteResult.Referenced, await Store.DeleteAsync(OrganizationId.Default, 1, Records.Audit(), default));
        Assert.Single(await Store.OrganizationsAsync(default));
    }

    [Fact]
    public async Task What_was_saved_comes_back_whole_in_order_of_creation()
    {
        var organization = Organization("Acme");
        var team = new Team(new TeamId(Guid.CreateVersion7()), organization.Id, "Team", Records.Now(), 1);
        var user = new User(new UserId(Guid.CreateVersion7()), organization.Id, team.Id, "Ann", "ann@example.com", Records.Now(), 1);
        var key = Key("a", organization.Id) with
        {
            TeamId = team.Id, UserId = user.Id, Role = Role.Administrator, AllowedModels = ["openai/*", "gpt-6-astra"], ExpiresAt = Records.Now().AddDays(1),
        };
        var older = Key("b") with { CreatedAt = key.CreatedAt.AddDays(-1) };
        await DoneAsync(Store.SaveAsync(organization, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(team, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(user, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(key, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(older, Records.Audit(), default));

        Assert.Equal(organization, (await Store.OrganizationsAsync(default))[1]);
        Assert.Equal(team, Assert.Single(await Store.TeamsAsync(default)));
        Assert.Equal(user, Assert.Single(await Store.UsersAsync(default)));
        var keys = await Store.KeysAsync(default);
        Assert.Equal(older, keys[0]);
        Assert.Equal(key.AllowedModels, keys[1].AllowedModels);
        Assert.Equal(key, keys[1] with { AllowedModels = key.AllowedModels });
    }

    [Fact]
    public async Task A_write_that_saw_an_older_revision_is_stale_and_changes_nothing()
    {
        var organization = Organization("Acme");
        await DoneAsync(Store.SaveAsync(organization, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(organization with { Name = "One", Revision = 2 }, Records.Audit(), default));
        Assert.Equal(WriteResult.Stale, await Store.SaveAsync(organization with { Name = "Other", Revision = 2 }, Records.Audit(), default));
        Assert.Equal(WriteResult.Stale, await Store.SaveAsync(organization with { Name = "Again" }, Records.Audit(), default));
        Assert.Equal(WriteResult.Stale, await Store.DeleteAsync(organization.Id, 1, Records.Audit(), default));
        Assert.Equal("One", (await Store.OrganizationsAsync(default))[1].Name);
        Assert.Equal(2, (await Storage.Audit.ListAsync(null, null, null, 100, default)).Items.Count);
    }

    [Fact]
    public async Task Of_many_writers_with_the_same_revision_one_wins()
    {
        var organization = Organization("Acme");
        await DoneAsync(Store.SaveAsync(organization, Records.Audit(), default));
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Store.SaveAsync(organization with { Name = $"N{i}", Revision = 2 }, Records.Audit(), default)));
        Assert.Equal(1, results.Count(result => result == WriteResult.Done));
        Assert.Equal(19, results.Count(result => result == WriteResult.Stale));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        Assert.Equal(WriteResult.NotFound, await Store.SaveAsync(Organization("Ghost") with { Revision = 2 }, Records.Audit(), default));
        Assert.Equal(WriteResult.NotFound, await Store.DeleteAsync(new OrganizationId(Guid.CreateVersion7()), 1, Records.Audit(), default));
        Assert.Equal(WriteResult.NotFound, await Store.DeleteAsync(new TeamId(Guid.CreateVersion7()), 1, Records.Audit(), default));
        Assert.Equal(WriteResult.NotFound, await Store.DeleteAsync(new UserId(Guid.CreateVersion7()), 1, Records.Audit(), default));
        Assert.Equal(WriteResult.NotFound, await Store.SaveAsync(Key("a") with { Revision = 7 }, Records.Audit(), default));
    }

    [Theory]
    [InlineData("Acme", "ACME")]
    [InlineData("Élan", "éLAN")]
    public async Task Names_are_unique_without_regard_to_case(string name, string same)
    {
        var first = Organization(name);
        await DoneAsync(Store.SaveAsync(first, Records.Audit(), default));
        Assert.Equal(WriteResult.Duplicate, await Store.SaveAsync(Organization(same), Records.Audit(), default));
        var other = Organization("Other");
        await DoneAsync(Store.SaveAsync(other, Records.Audit(), default));
        Assert.Equal(WriteResult.Duplicate, await Store.SaveAsync(other with { Name = same, Revision = 2 }, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(first with { Name = same, Revision = 2 }, Records.Audit(), default));
    }

    [Fact]
    public async Task Team_names_and_addresses_are_unique_within_an_organization_only()
    {
        var organization = Organization("Acme");
        await DoneAsync(Store.SaveAsync(organization, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(Team("Red", OrganizationId.Default), Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(Team("Red", organization.Id), Records.Audit(), default));
        Assert.Equal(WriteResult.Duplicate, await Store.SaveAsync(Team("RED", organization.Id), Records.Audit(), default));

        await DoneAsync(Store.SaveAsync(User("a@example.com", OrganizationId.Default), Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(User("a@example.com", organization.Id), Records.Audit(), default));
        Assert.Equal(WriteResult.Duplicate, await Store.SaveAsync(User("A@Example.com", organization.Id), Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(User(null, organization.Id), Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(User(null, organization.Id), Records.Audit(), default));
    }

    [Fact]
    public async Task The_same_secret_cannot_be_two_keys()
    {
        await DoneAsync(Store.SaveAsync(Key("same"), Records.Audit(), default));
        Assert.Equal(WriteResult.Duplicate, await Store.SaveAsync(Key("same"), Records.Audit(), default));
    }

    [Fact]
    public async Task Who_belongs_to_nothing_or_to_another_organizations_team_is_refused()
    {
        var organization = Organization("Acme");
        var team = Team("Red", organization.Id);
        await DoneAsync(Store.SaveAsync(organization, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(team, Records.Audit(), default));
        Assert.Equal(WriteResult.Referenced, await Store.SaveAsync(Team("Blue", new OrganizationId(Guid.CreateVersion7())), Records.Audit(), default));
        Assert.Equal(WriteResult.Referenced, await Store.SaveAsync(User(null, OrganizationId.Default) with { TeamId = team.Id }, Records.Audit(), default));
        Assert.Equal(WriteResult.Referenced, await Store.SaveAsync(Key("k") with { TeamId = team.Id }, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(Key("k", organization.Id) with { TeamId = team.Id }, Records.Audit(), default));
    }

    [Fact]
    public async Task What_others_belong_to_is_not_deleted_before_them()
    {
        var organization = Organization("Acme");
        var team = Team("Red", organization.Id);
        var user = User(null, organization.Id) with { TeamId = team.Id };
        await DoneAsync(Store.SaveAsync(organization, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(team, Records.Audit(), default));
        await DoneAsync(Store.SaveAsync(user, Records.Audit(), default));
        Assert.Equal(WriteResult.Referenced, await Store.DeleteAsync(organization.Id, 1, Records.Audit(), default));
        Assert.Equal(WriteResult.Referenced, await Store.DeleteAsync(team.Id, 1, Records.Audit(), default));
        await DoneAsync(Store.DeleteAsync(user.Id, 1, Records.Audit(), default));
        await DoneAsync(Store.DeleteAsync(team.Id, 1, Records.Audit(), default));
        await DoneAsync(Store.DeleteAsync(organization.Id, 1, Records.Audit(), default));
        Assert.Single(await Store.OrganizationsAsync(default));
    }

    [Fact]
    public async Task A_rotation_changes_both_keys_or_none()
    {
        var old = Key("old");
        await DoneAsync(Store.SaveAsync(old, Records.Audit(), default));
        var expiring = old with { ExpiresAt = Records.Now().AddHours(1), Revision = 2 };
        Assert.Equal(WriteResult.Duplicate, await Store.RotateAsync(expiring, Key("old") with { RotatedFrom = old.Id }, Records.Audit(), default));
        Assert.Equal(old, Assert.Single(await Store.KeysAsync(default)));

        var replacement = Key("new") with { RotatedFrom = old.Id };
        await DoneAsync(Store.RotateAsync(expiring, replacement, Records.Audit("key.rotate"), default));
        Assert.Equal([expiring, replacement], await Store.KeysAsync(default));
        Assert.Single((await Storage.Audit.ListAsync(null, "key.rotate", null, 10, default)).Items);
    }

    private static async Task DoneAsync(Task<WriteResult> write) => Assert.Equal(WriteResult.Done, await write);

    private static Organization Organization(string name) => new(new OrganizationId(Guid.CreateVersion7()), name, Records.Now(), 1);

    private static Team Team(string name, OrganizationId organization) => new(new TeamId(Guid.CreateVersion7()), organization, name, Records.Now(), 1);

    private static User User(string? email, OrganizationId organization) =>
        new(new UserId(Guid.CreateVersion7()), organization, null, "Someone", email, Records.Now(), 1);

    private static ApiKey Key(string secret, OrganizationId? organization = null) => new()
    {
        Id = new KeyId(Guid.CreateVersion7()), Hash = KeyHash.Of(secret), Prefix = "hai-", Name = "key", Role = Role.Inference,
        OrganizationId = organization ?? OrganizationId.Default, CreatedAt = Records.Now(), Revision = 1,
    };
}
