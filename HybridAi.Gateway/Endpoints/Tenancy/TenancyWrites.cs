using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>What every write to tenants and keys has in common.</summary>
internal sealed class TenancyWrites(ITenancyStore store, ISnapshotRefresher refresher, TimeProvider time)
{
    public ITenancyStore Store => store;

    /// <summary>The time as the database keeps it: whole milliseconds.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Turns a write's result into an answer; a change serves before its answer is sent.</summary>
    public async Task<ApiError?> CommitAsync(Task<WriteResult> write, string kind, string id, string uniqueField, string references)
    {
        switch (await write)
        {
            case WriteResult.Done:
                // The change stands, whether its caller waits or not.
                await refresher.RefreshAsync(CancellationToken.None);
                return null;
            case WriteResult.Stale:
                return ApiError.Stale(kind);
            case WriteResult.NotFound:
                return ApiError.NotFound(kind, id);
            case WriteResult.Duplicate:
                return ApiError.Conflict("duplicate", $"Another {kind} has this {uniqueField} already. Choose a different one.", uniqueField);
            default:
                return ApiError.Conflict("referenced", references);
        }
    }

    /// <summary>The organization that a new document goes to: the caller's own unless an administrator of the installation names one.</summary>
    public async Task<Outcome<OrganizationId>> OrganizationForAsync(Caller caller, Guid? asked, CancellationToken cancellationToken)
    {
        var id = asked is null ? caller.OrganizationId : new OrganizationId(asked.Value);
        if (!caller.Sees(id))
            return ApiError.NotFound("organization", id.ToString());
        var organizations = await store.OrganizationsAsync(cancellationToken);
        return organizations.Any(organization => organization.Id == id) ? id : ApiError.NotFound("organization", id.ToString());
    }

    public async Task<Outcome<TeamId?>> TeamForAsync(OrganizationId organization, Guid? asked, CancellationToken cancellationToken)
    {
        if (asked is null)
            return (TeamId?)null;
        var id = new TeamId(asked.Value);
        var teams = await store.TeamsAsync(cancellationToken);
        return teams.Any(team => team.Id == id && team.OrganizationId == organization)
            ? id
            : ApiError.Invalid("teamId", "must be the id of a team of the same organization, or null");
    }
}
