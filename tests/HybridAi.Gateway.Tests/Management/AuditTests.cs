using HybridAi.Client.Audit;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Tests.Management;

public sealed class AuditTests : IAsyncLifetime
{
    private readonly ManagementServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_change_is_there_with_who_what_before_and_after()
    {
        var admin = _server.Client(Role.Administrator);
        var me = await admin.MeAsync();
        var team = await admin.CreateAsync(new CreateTeamRequest { Name = "First" });
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await admin.UpdateTeamAsync(team.Id, new UpdateTeamRequest { Revision = 1, Name = "Second" });
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await admin.DeleteTeamAsync(team.Id);

        var entries = (await admin.AuditAsync(new AuditFilter { Action = "team." })).Data;
        Assert.Equal(["team.delete", "team.update", "team.create"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal((me.KeyId, team.Id.ToString()), (entry.ActorKeyId, entry.Target)));
        Assert.Equal((null, "First"), (Name(entries[2].Before), Name(entries[2].After)));
        Assert.Equal(("First", "Second"), (Name(entries[1].Before), Name(entries[1].After)));
        Assert.Equal(("Second", null), (Name(entries[0].Before), Name(entries[0].After)));
        Assert.Equal("team.update", Assert.Single((await admin.AuditAsync(new AuditFilter { Action = "team.update" })).Data).Action);
    }

    [Fact]
    public async Task The_life_of_a_key_is_there_without_its_secret_or_hash()
    {
        var admin = _server.Client(Role.Administrator);
        var key = await admin.CreateAsync(new CreateKeyRequest { Name = "Watched" });
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await admin.UpdateKeyAsync(key.Id, new UpdateKeyRequest { Revision = 1, Name = "Watched well" });
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        var replacement = await admin.RotateKeyAsync(key.Id, new RotateKeyRequest { Overlap = "1h" });
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await admin.RevokeKeyAsync(replacement.Id);

        var entries = await _server.AuditAsync("key.");
        Assert.Equal(["key.create", "key.update", "key.rotate", "key.revoke"], entries.Select(entry => entry.Action));
        Assert.All(entries, entry =>
        {
            var json = entry.Before + entry.After;
            Assert.DoesNotContain("secret", json, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("hash", json, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(key.Secret[12..], json);
            Assert.DoesNotContain(replacement.Secret[12..], json);
        });
        Assert.Contains("rotating", entries[2].After);
        Assert.Contains(replacement.Id.ToString(), entries[2].After);
        Assert.Contains("\"status\":\"revoked\"", entries[3].After);
    }

    [Fact]
    public async Task Refused_writes_leave_no_entry_and_no_refresh()
    {
        var (entries, version) = ((await _server.AuditAsync()).Count, _server.SnapshotVersion);
        await _server.AsAdministratorAsync(HttpMethod.Post, "/api/organizations", """{"name":"other"}""");
        await _server.AsAdministratorAsync(HttpMethod.Post, "/api/teams", """{"name":""}""");
        await _server.SendAsync(HttpMethod.Post, "/api/teams", """{"name":"Mine"}""", _server.Secret(Role.Operator));
        Assert.Equal((entries, version), ((await _server.AuditAsync()).Count, _server.SnapshotVersion));
    }

    [Fact]
    public async Task An_organizations_administrator_sees_its_own_entries()
    {
        var admin = _server.Client(Role.Administrator);
        await admin.CreateAsync(new CreateTeamRequest { Name = "Ours" });
        var inside = await admin.CreateAsync(new CreateTeamRequest { Name = "Theirs", OrganizationId = ManagementServer.Other.Value });
        var outsider = _server.Client(Role.Administrator, ManagementServer.Other);
        Assert.Equal(inside.Id.ToString(), Assert.Single((await outsider.AuditAsync(new AuditFilter { Action = "team." })).Data).Target);
        Assert.Equal(2, (await admin.AuditAsync(new AuditFilter { Action = "team." })).Data.Count);
        var page = await admin.AuditAsync(new AuditFilter { Action = "team.", Limit = 1 });
        Assert.Single((await admin.AuditAsync(new AuditFilter { Action = "team.", Limit = 1, Cursor = page.Next })).Data);
    }

    private static string? Name(System.Text.Json.JsonElement? document) => document?.GetProperty("name").GetString();
}
