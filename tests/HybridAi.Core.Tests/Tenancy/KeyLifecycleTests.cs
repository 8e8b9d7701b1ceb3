using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Tenancy;

public sealed class KeyLifecycleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_key_ends_exactly_at_its_end()
    {
        var key = Key() with { ExpiresAt = Now };
        Assert.True(KeyLifecycle.IsUsable(key, Now.AddMilliseconds(-1)));
        Assert.False(KeyLifecycle.IsUsable(key, Now));
        Assert.Equal(KeyStatus.Expired, KeyLifecycle.StatusOf(key, new HashSet<KeyId>(), Now));
    }

    [Fact]
    public void A_revoked_key_is_revoked_even_when_its_time_is_over_or_another_took_over()
    {
        var key = Key() with { ExpiresAt = Now, RevokedAt = Now };
        Assert.Equal(KeyStatus.Revoked, KeyLifecycle.StatusOf(key, new HashSet<KeyId> { key.Id }, Now));
    }

    [Fact]
    public void A_rotation_passes_on_the_rights_and_ends_the_old_key()
    {
        var old = Key() with { AllowedModels = ["m"], TeamId = new TeamId(Guid.NewGuid()), Revision = 4 };
        var secret = KeySecret.Create();
        var replacement = KeyLifecycle.Replacement(old, new KeyId(Guid.NewGuid()), secret, null, Now);
        var retiring = KeyLifecycle.Retiring(old, TimeSpan.FromHours(1), Now);
        Assert.Equal((old.Role, old.TeamId, old.AllowedModels, old.Id, 1), (replacement.Role, replacement.TeamId, replacement.AllowedModels, replacement.RotatedFrom, replacement.Revision));
        Assert.Equal((secret.Hash, secret.Prefix), (replacement.Hash, replacement.Prefix));
        Assert.Equal((Now.AddHours(1), 5), (retiring.ExpiresAt, retiring.Revision));
        var rotated = KeyLifecycle.RotatedAmong([retiring, replacement]);
        Assert.Equal(KeyStatus.Rotating, KeyLifecycle.StatusOf(retiring, rotated, Now));
        Assert.Equal(KeyStatus.Active, KeyLifecycle.StatusOf(replacement, rotated, Now));
    }

    [Fact]
    public void A_rotation_never_prolongs_the_old_key() =>
        Assert.Equal(Now.AddMinutes(1), KeyLifecycle.Retiring(Key() with { ExpiresAt = Now.AddMinutes(1) }, TimeSpan.FromHours(1), Now).ExpiresAt);

    [Fact]
    public void The_last_administrator_is_the_one_without_another_that_stays()
    {
        var admin = Key();
        ApiKey[] others =
        [
            Key() with { Role = Role.Operator },
            Key() with { OrganizationId = new OrganizationId(Guid.NewGuid()) },
            Key() with { RevokedAt = Now },
            Key() with { ExpiresAt = Now },
        ];
        Assert.True(KeyLifecycle.IsLastAdministrator(admin, [admin, .. others], Now));
        Assert.False(KeyLifecycle.IsLastAdministrator(admin, [admin, Key()], Now));
        Assert.False(KeyLifecycle.IsLastAdministrator(others[0], [others[0]], Now));
        Assert.False(KeyLifecycle.IsLastAdministrator(others[2], [others[2]], Now));
        var retiring = Key() with { ExpiresAt = Now.AddDays(1) };
        var replacement = Key() with { RotatedFrom = retiring.Id };
        Assert.True(KeyLifecycle.IsLastAdministrator(replacement, [retiring, replacement], Now));
    }

    [Fact]
    public void A_change_ends_the_last_administrator_if_nothing_goes_on_as_long()
    {
        var admin = Key();
        bool Ends(ApiKey before, ApiKey after, ApiKey? replacement = null, params ApiKey[] others) =>
            KeyLifecycle.EndsLastAdministrator(before, after, replacement, [before, .. others], Now);
        Assert.True(Ends(admin, admin with { RevokedAt = Now }));
        Assert.True(Ends(admin, admin with { ExpiresAt = Now.AddDays(1) }));
        Assert.True(Ends(admin, admin with { Role = Role.Operator }));
        Assert.False(Ends(admin, admin with { Name = "Renamed" }));
        Assert.False(Ends(admin, admin with { RevokedAt = Now }, null, Key()));
        Assert.False(Ends(admin with { RevokedAt = Now }, admin with { RevokedAt = Now, Name = "Renamed" }));

        var retiring = KeyLifecycle.Retiring(admin, TimeSpan.FromHours(1), Now);
        ApiKey Replacement(DateTimeOffset? end) => KeyLifecycle.Replacement(admin, new KeyId(Guid.NewGuid()), KeySecret.Create(), end, Now);
        Assert.False(Ends(admin, retiring, Replacement(null)));
        Assert.True(Ends(admin, retiring, Replacement(Now.AddYears(1))));
        Assert.True(Ends(admin, retiring, Replacement(null) with { Role = Role.Inference }));
        var ending = admin with { ExpiresAt = Now.AddDays(2) };
        Assert.False(Ends(ending, KeyLifecycle.Retiring(ending, TimeSpan.FromHours(1), Now), Replacement(ending.ExpiresAt)));
    }

    [Fact]
    public void A_new_secret_is_random_and_its_prefix_gives_little_away()
    {
        var (one, two) = (KeySecret.Create(), KeySecret.Create());
        Assert.Matches("^hai-[A-Za-z0-9_-]{43}$", one.Secret.Reveal());
        Assert.NotEqual(one.Hash, two.Hash);
        Assert.Equal(KeyHash.Of(one.Secret.Reveal()), one.Hash);
        Assert.Equal(one.Secret.Reveal()[..11], one.Prefix);
        Assert.Equal("abcd", KeySecret.Of("abcdefghijklmnop").Prefix);
    }

    private static ApiKey Key() => new()
    {
        Id = new KeyId(Guid.NewGuid()),
        Hash = KeyHash.Of(Guid.NewGuid().ToString()),
        Prefix = "hai-",
        Name = "Key",
        Role = Role.Administrator,
        OrganizationId = OrganizationId.Default,
        CreatedAt = Now,
        Revision = 1,
    };
}
