using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>Somebody can always administer the installation.</summary>
public sealed class LastAdministratorTests : IAsyncLifetime
{
    private readonly ManagementServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_last_administrator_key_cannot_be_revoked_given_an_end_or_replaced_by_one_that_ends()
    {
        var admin = _server.Client(Role.Administrator);
        var id = (await admin.MeAsync()).KeyId;
        var end = new Patch<DateTimeOffset?>(_server.Time.GetUtcNow().AddDays(1));
        await AssertFailsAsync(409, "last_administrator", () => admin.RevokeKeyAsync(id));
        await AssertFailsAsync(409, "last_administrator", () => admin.UpdateKeyAsync(id, new UpdateKeyRequest { Revision = 1, ExpiresAt = end }));
        await AssertFailsAsync(409, "last_administrator", () => admin.RotateKeyAsync(id, new RotateKeyRequest { ExpiresAt = end }));
        Assert.Equal(1, (await admin.KeyAsync(id)).Revision);
        var renamed = await admin.UpdateKeyAsync(id, new UpdateKeyRequest { Revision = 1, Name = "Still here" });
        Assert.Equal("Still here", renamed.Name);
    }

    [Fact]
    public async Task Administrators_of_other_organizations_and_keys_that_end_by_rotation_do_not_count()
    {
        var admin = _server.Client(Role.Administrator);
        var id = (await admin.MeAsync()).KeyId;
        var replacement = await admin.RotateKeyAsync(id, new RotateKeyRequest { Overlap = "7d" });
        await AssertFailsAsync(409, "last_administrator", () => admin.RevokeKeyAsync(replacement.Id));
        await admin.RevokeKeyAsync(id);
        await AssertFailsAsync(409, "last_administrator", () => _server.Client(replacement.Secret).RevokeKeyAsync(replacement.Id));
    }

    [Fact]
    public async Task A_second_administrator_lets_the_first_go()
    {
        var admin = _server.Client(Role.Administrator);
        var id = (await admin.MeAsync()).KeyId;
        var second = await admin.CreateAsync(new CreateKeyRequest { Name = "Second", Role = "administrator" });
        await _server.Client(second.Secret).RevokeKeyAsync(id);
        await AssertFailsAsync(401, "revoked_api_key", () => admin.MeAsync());
    }

    [Fact]
    public async Task Two_administrators_that_revoke_each_other_at_once_leave_one()
    {
        var admin = _server.Client(Role.Administrator);
        var id = (await admin.MeAsync()).KeyId;
        var second = await admin.CreateAsync(new CreateKeyRequest { Name = "Second", Role = "administrator" });
        var answers = await Task.WhenAll(
            _server.SendAsync(HttpMethod.Delete, $"/api/keys/{second.Id}", null, _server.Secret(Role.Administrator)),
            _server.SendAsync(HttpMethod.Delete, $"/api/keys/{id}", null, second.Secret));
        Assert.Single(answers, answer => answer.Status == 204);
    }
}
