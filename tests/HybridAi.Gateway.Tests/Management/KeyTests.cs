using HybridAi.Client;
using HybridAi.Client.Paging;
using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

public sealed class KeyTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    private readonly HybridAiClient _admin = server.Client(Role.Administrator);

    [Fact]
    public async Task A_new_key_works_at_once_and_its_secret_is_shown_once()
    {
        var created = await _admin.CreateAsync(new CreateKeyRequest { Name = "App", AllowedModels = ["openai/*", "gpt-6-astra"] });
        Assert.Matches("^hai-[A-Za-z0-9_-]{43}$", created.Secret);
        Assert.Equal(("inference", "active", created.Secret[..11]), (created.Role, created.Status, created.Prefix));
        Assert.Equal("App", (await server.Client(created.Secret).MeAsync()).KeyName);
        Assert.Equal(["openai/*", "gpt-6-astra"], (await _admin.KeyAsync(created.Id)).AllowedModels!);
        foreach (var path in new[] { "/api/keys", $"/api/keys/{created.Id}", "/api/audit" })
        {
            var text = (await server.AsAdministratorAsync(HttpMethod.Get, path)).Text;
            Assert.Contains(created.Id.ToString(), text);
            Assert.DoesNotContain(created.Secret, text);
            Assert.DoesNotContain(KeyHash.Of(created.Secret).ToString(), text);
        }
        Assert.DoesNotContain(created.Secret, created.ToString());
    }

    [Fact]
    public async Task A_users_key_counts_to_the_users_team_unless_another_is_named()
    {
        var team = await _admin.CreateAsync(new CreateTeamRequest { Name = "Counted" });
        var another = await _admin.CreateAsync(new CreateTeamRequest { Name = "Counted too" });
        var user = await _admin.CreateAsync(new CreateUserRequest { Name = "Grace", TeamId = team.Id });
        Assert.Equal(team.Id, (await _admin.CreateAsync(new CreateKeyRequest { Name = "A", UserId = user.Id })).TeamId);
        Assert.Equal(another.Id, (await _admin.CreateAsync(new CreateKeyRequest { Name = "B", UserId = user.Id, TeamId = another.Id })).TeamId);
        Assert.Equal(2, (await _admin.KeysAsync(new ListOptions { User = user.Id })).Data.Count);
        Assert.Equal("B", Assert.Single((await _admin.KeysAsync(new ListOptions { Team = another.Id })).Data).Name);
    }

    [Fact]
    public async Task A_key_is_changed_by_the_fields_given()
    {
        var end = server.Time.GetUtcNow().AddDays(3);
        var key = await _admin.CreateAsync(new CreateKeyRequest { Name = "Plain", AllowedModels = ["a"], ExpiresAt = end });
        var renamed = await _admin.UpdateKeyAsync(key.Id, new UpdateKeyRequest { Revision = 1, Name = "Fancy" });
        Assert.Equal(("Fancy", end), (renamed.Name, renamed.ExpiresAt));
        Assert.Equal(["a"], renamed.AllowedModels!);
        var freed = await _admin.UpdateKeyAsync(key.Id, new UpdateKeyRequest
        {
            Revision = 2,
            AllowedModels = new Patch<IReadOnlyList<string?>?>(null),
            ExpiresAt = new Patch<DateTimeOffset?>(null),
        });
        Assert.Equal((null, null, 3), (freed.AllowedModels, freed.ExpiresAt, freed.Revision));
        var role = await server.AsAdministratorAsync(HttpMethod.Patch, $"/api/keys/{key.Id}", """{"revision":3,"role":"administrator"}""");
        Assert.Equal((400, "role"), (role.Status, role.Param));
    }

    [Fact]
    public async Task An_expired_key_is_refused_and_says_so()
    {
        var key = await _admin.CreateAsync(new CreateKeyRequest { Name = "Brief", ExpiresAt = server.Time.GetUtcNow().AddMinutes(5) });
        await server.Client(key.Secret).MeAsync();
        server.Time.Advance(TimeSpan.FromMinutes(5));
        await AssertFailsAsync(401, "expired_api_key", () => server.Client(key.Secret).MeAsync());
        Assert.Equal("expired", (await _admin.KeyAsync(key.Id)).Status);
        Assert.Contains((await _admin.KeysAsync(new ListOptions { Status = "expired" })).Data, listed => listed.Id == key.Id);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_for_good_and_revoking_again_changes_nothing()
    {
        var key = await _admin.CreateAsync(new CreateKeyRequest { Name = "Doomed" });
        await _admin.RevokeKeyAsync(key.Id);
        await AssertFailsAsync(401, "revoked_api_key", () => server.Client(key.Secret).MeAsync());
        var first = await _admin.KeyAsync(key.Id);
        Assert.Equal(("revoked", 2), (first.Status, first.Revision));
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await _admin.RevokeKeyAsync(key.Id);
        Assert.Equal(first, await _admin.KeyAsync(key.Id));
        await AssertFailsAsync(409, "revoked_api_key", () => _admin.UpdateKeyAsync(key.Id, new UpdateKeyRequest { Revision = 2, Name = "Undead" }));
        await AssertFailsAsync(409, "key_not_active", () => _admin.RotateKeyAsync(key.Id, new RotateKeyRequest()));
    }

    [Fact]
    public async Task A_rotated_key_lives_beside_its_replacement_for_the_overlap()
    {
        var old = await _admin.CreateAsync(new CreateKeyRequest { Name = "Turning", Role = "viewer", AllowedModels = ["m"] });
        var replacement = await _admin.RotateKeyAsync(old.Id, new RotateKeyRequest { Overlap = "2h" });
        Assert.Equal(("Turning", "viewer", old.Id, null), (replacement.Name, replacement.Role, replacement.RotatedFrom, replacement.ExpiresAt));
        Assert.Equal(["m"], replacement.AllowedModels!);
        Assert.NotEqual(old.Secret, replacement.Secret);
        Assert.Equal(("rotating", server.Time.GetUtcNow().AddHours(2)), (replacement.Previous!.Status, replacement.Previous.ExpiresAt));
        await server.Client(old.Secret).MeAsync();
        await server.Client(replacement.Secret).MeAsync();
        await AssertFailsAsync(409, "key_not_active", () => _admin.RotateKeyAsync(old.Id, new RotateKeyRequest()));
        var longer = new UpdateKeyRequest { Revision = 2, ExpiresAt = new Patch<DateTimeOffset?>(null) };
        await AssertFailsAsync(409, "rotated_api_key", () => _admin.UpdateKeyAsync(old.Id, longer));

        server.Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        await server.Client(old.Secret).MeAsync();
        server.Time.Advance(TimeSpan.FromMilliseconds(1));
        await AssertFailsAsync(401, "expired_api_key", () => server.Client(old.Secret).MeAsync());
        await server.Client(replacement.Secret).MeAsync();
        await AssertFailsAsync(409, "rotated_api_key", () => _admin.UpdateKeyAsync(old.Id, longer));
    }

    [Fact]
    public async Task A_rotation_overlaps_a_day_unless_said_otherwise_and_never_prolongs_the_old_key()
    {
        var old = await _admin.CreateAsync(new CreateKeyRequest { Name = "Default overlap" });
        var answer = await server.AsAdministratorAsync(HttpMethod.Post, $"/api/keys/{old.Id}/rotate");
        Assert.Equal(201, answer.Status);
        Assert.Equal(server.Time.GetUtcNow().AddDays(1), (await _admin.KeyAsync(old.Id)).ExpiresAt);

        var end = server.Time.GetUtcNow().AddHours(1);
        var brief = await _admin.CreateAsync(new CreateKeyRequest { Name = "Ends anyway", ExpiresAt = end });
        var replacement = await _admin.RotateKeyAsync(brief.Id, new RotateKeyRequest { ExpiresAt = end.AddDays(30) });
        Assert.Equal((end, end.AddDays(30)), (replacement.Previous!.ExpiresAt, replacement.ExpiresAt));

        var now = await _admin.CreateAsync(new CreateKeyRequest { Name = "At once" });
        await _admin.RotateKeyAsync(now.Id, new RotateKeyRequest { Overlap = "0s" });
        await AssertFailsAsync(401, "expired_api_key", () => server.Client(now.Secret).MeAsync());
    }

    [Theory]
    [InlineData("31d")]
    [InlineData("-1h")]
    [InlineData("soon")]
    [InlineData("24")]
    [InlineData("")]
    public async Task A_wrong_overlap_is_400(string overlap)
    {
        var key = await _admin.CreateAsync(new CreateKeyRequest { Name = "Overlap" });
        var failure = await AssertFailsAsync(400, "invalid_value", () => _admin.RotateKeyAsync(key.Id, new RotateKeyRequest { Overlap = overlap }));
        Assert.Equal("overlap", failure.Param);
    }

    [Fact]
    public async Task A_rotation_decided_on_a_stale_revision_is_409()
    {
        var key = await _admin.CreateAsync(new CreateKeyRequest { Name = "Stale rotation" });
        await _admin.UpdateKeyAsync(key.Id, new UpdateKeyRequest { Revision = 1, Name = "Changed" });
        await AssertFailsAsync(409, "stale_revision", () => _admin.RotateKeyAsync(key.Id, new RotateKeyRequest { Revision = 1 }));
    }

    [Fact]
    public async Task Of_many_rotations_of_one_key_exactly_one_wins()
    {
        var key = await _admin.CreateAsync(new CreateKeyRequest { Name = "Rotation race" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.AsAdministratorAsync(HttpMethod.Post, $"/api/keys/{key.Id}/rotate", "{}")));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal(409, answer.Status));
    }
}
