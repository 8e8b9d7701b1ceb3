using HybridAi.Client.Tenancy;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Providers;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>Creates, changes, rotates and revokes API keys.</summary>
internal sealed class KeyWrites(TenancyWrites writes, IProviderDirectory providers)
{
    public async Task<KeyList> AllAsync(CancellationToken cancellationToken) =>
        new(await writes.Store.KeysAsync(cancellationToken), writes.Now);

    public async Task<Outcome<CreatedKeyDocument>> CreateAsync(Caller caller, CreateKeyRequest request, CancellationToken cancellationToken)
    {
        if (Fields.Name(request.Name).Failed(out var error, out var name)
            || Fields.Role(request.Role).Failed(out error, out var role)
            || Fields.AllowedModels(request.AllowedModels).Failed(out error, out var models)
            || Fields.Policy(request.Policy, providers).Failed(out error, out var policy)
            || (await OwnersAsync(caller, request, cancellationToken)).Failed(out error, out var owners))
            return error;
        if (role > caller.Role)
            return ApiError.Forbidden($"A key with the role {RoleRequirement.Name(caller.Role)} cannot make one with the role {request.Role}.");
        var now = writes.Now;
        if (Fields.CheckEnd(request.ExpiresAt, now) is { } past)
            return past;
        var secret = KeySecret.Create();
        var key = new ApiKey
        {
            Id = new KeyId(Guid.CreateVersion7(now)),
            Hash = secret.Hash,
            Prefix = secret.Prefix,
            Name = name,
            Role = role,
            OrganizationId = owners.Organization,
            TeamId = owners.Team,
            UserId = owners.User,
            AllowedModels = models.Value,
            Policy = policy.Value,
            CreatedAt = now,
            ExpiresAt = request.ExpiresAt,
            Revision = 1,
        };
        var audit = Entry(caller, now, "key.create", key, null, key.ToDocument(KeyStatus.Active));
        if (await CommitAsync(key, writes.Store.SaveAsync(key, audit, cancellationToken)) is { } failure)
            return failure;
        return key.ToCreatedDocument(secret, previous: null);
    }

    public async Task<Outcome<ApiKey>> UpdateAsync(
        Caller caller, KeyList all, ApiKey before, UpdateKeyRequest request, CancellationToken cancellationToken)
    {
        if (Fields.Name(request.Name.Or(before.Name)).Failed(out var error, out var name)
            || Fields.AllowedModels(request.AllowedModels.Or(before.AllowedModels)).Failed(out error, out var models))
            return error;
        // One that stays as it is may name what is gone meanwhile.
        var policy = new Optional<KeyPolicy>(before.Policy);
        if (request.Policy.IsSet && Fields.Policy(request.Policy.Value, providers).Failed(out error, out policy))
            return error;
        if (before.RevokedAt is not null)
            return ApiError.Conflict("revoked_api_key", "The key was revoked and cannot be changed any more. Create another.");
        var end = request.ExpiresAt.Or(before.ExpiresAt);
        if (end != before.ExpiresAt)
        {
            if (Fields.CheckEnd(end, all.Now) is { } past)
                return past;
            if (all.WasRotated(before) && (end is null || end > before.ExpiresAt))
                return ApiError.Conflict("rotated_api_key", "Another key has taken over from this one: its end can only be moved forward.", "expiresAt");
        }
        var after = before with { Name = name, AllowedModels = models.Value, Policy = policy.Value, ExpiresAt = end, Revision = before.Revision + 1 };
        var audit = Entry(caller, all.Now, "key.update", before, before.ToDocument(all.StatusOf(before)), after.ToDocument(all.StatusOf(after)));
        return await CommitAsync(after, writes.Store.SaveAsync(after, audit, cancellationToken), "given an end") is { } failure ? failure : after;
    }

    public async Task<Outcome<CreatedKeyDocument>> RotateAsync(
        Caller caller, KeyList all, ApiKey old, RotateKeyRequest request, CancellationToken cancellationToken)
    {
        if (Fields.Overlap(request.Overlap).Failed(out var error, out var overlap))
            return error;
        if (all.StatusOf(old) is not KeyStatus.Active and var status)
            return ApiError.Conflict("key_not_active", $"Only an active key can be rotated; this one is {TenancyDocuments.Name(status)}.");
        var end = request.ExpiresAt.Or(old.ExpiresAt);
        if (request.ExpiresAt.IsSet && Fields.CheckEnd(end, all.Now) is { } past)
            return past;
        var secret = KeySecret.Create();
        var replacement = KeyLifecycle.Replacement(old, new KeyId(Guid.CreateVersion7(all.Now)), secret, end, all.Now);
        var retiring = KeyLifecycle.Retiring(old, overlap, all.Now);
        var previous = retiring.ToDocument(KeyLifecycle.StatusOf(retiring, new HashSet<KeyId> { old.Id }, all.Now));
        var audit = AuditEntries.Of(
            caller, all.Now, old.OrganizationId, "key.rotate", old.Id.ToString(),
            new KeyRotation(old.ToDocument(KeyStatus.Active), null), new KeyRotation(previous, replacement.ToDocument(KeyStatus.Active)));
        if (await CommitAsync(old, writes.Store.RotateAsync(retiring, replacement, audit, cancellationToken), "replaced by one that ends") is { } failure)
            return failure;
        return replacement.ToCreatedDocument(secret, previous);
    }

    public async Task<ApiError?> RevokeAsync(Caller caller, KeyList all, ApiKey key, CancellationToken cancellationToken)
    {
        var revoked = key with { RevokedAt = all.Now, Revision = key.Revision + 1 };
        var audit = Entry(caller, all.Now, "key.revoke", key, key.ToDocument(all.StatusOf(key)), revoked.ToDocument(KeyStatus.Revoked));
        return await CommitAsync(key, writes.Store.SaveAsync(revoked, audit, cancellationToken), "revoked");
    }

    /// <summary>A user's key counts to the user's team unless another is named.</summary>
    private async Task<Outcome<(OrganizationId Organization, TeamId? Team, UserId? User)>> OwnersAsync(
        Caller caller, CreateKeyRequest request, CancellationToken cancellationToken)
    {
        if ((await writes.OrganizationForAsync(caller, request.OrganizationId, cancellationToken)).Failed(out var error, out var organization)
            || (await writes.TeamForAsync(organization, request.TeamId, cancellationToken)).Failed(out error, out var team))
            return error;
        if (request.UserId is null)
            return (organization, team, null);
        var users = await writes.Store.UsersAsync(cancellationToken);
        return users.FirstOrDefault(user => user.Id.Value == request.UserId && user.OrganizationId == organization) is { } user
            ? (organization, team ?? user.TeamId, user.Id)
            : ApiError.Invalid("userId", "must be the id of a user of the same organization, or null");
    }

    private async Task<ApiError?> CommitAsync(ApiKey key, Task<WriteResult> write, string ends = "changed") =>
        await write == WriteResult.LastAdministrator
            ? ApiError.Conflict(
                "last_administrator", $"This is the last key that administers the installation, so it cannot be {ends}. Create another administrator key first.")
            : await writes.CommitAsync(write, "key", key.Id.ToString(), "secret", "The key's organization, team or user is gone. Read them again.");

    private static AuditEntry Entry(Caller caller, DateTimeOffset at, string action, ApiKey key, KeyDocument? before, KeyDocument? after) =>
        AuditEntries.Of(caller, at, key.OrganizationId, action, key.Id.ToString(), before, after);
}
