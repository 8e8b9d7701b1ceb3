using HybridAi.Client.Paging;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Keys;

/// <summary>Teams or organizations: what has little more than a name.</summary>
/// <param name="Things">A page of them.</param>
/// <param name="Next">The cursor of the next page, or null.</param>
/// <param name="Words">What they are called.</param>
/// <param name="MayAdd">Whether the reader may add one.</param>
/// <param name="MayDelete">Whether the reader may delete one.</param>
public sealed record NamedModel(IReadOnlyList<NamedModel.Thing> Things, string? Next, NamedModel.Texts Words, bool MayAdd, bool MayDelete)
{
    private const int PageLength = 50;

    /// <summary>Reads the teams.</summary>
    public static async Task<NamedModel> TeamsAsync(Visit visit)
    {
        var teams = await visit.Client.TeamsAsync(Page(visit), visit.Cancelled);
        return new NamedModel(
            [.. teams.Data.Select(team => new Thing(team.Id, team.Name, team.CreatedAt, team.Revision))], teams.Next, new Texts("/keys/teams", "Teams", "team", "users and keys"), visit.MayAdminister,
            visit.MayAdminister);
    }

    /// <summary>Reads the organizations.</summary>
    public static async Task<NamedModel> OrganizationsAsync(Visit visit)
    {
        var organizations = await visit.Client.OrganizationsAsync(Page(visit), visit.Cancelled);
        return new NamedModel(
            [.. organizations.Data.Select(one => new Thing(one.Id, one.Name, one.CreatedAt, one.Revision))], organizations.Next,
            new Texts("/keys/organizations", "Organizations", "organization", "teams, users and keys"), visit.MayAdministerInstallation, visit.MayAdminister);
    }

    private static ListOptions Page(Visit visit) => new() { Cursor = visit.Asked("cursor"), Limit = PageLength };

    /// <summary>One of them.</summary>
    public sealed record Thing(Guid Id, string Name, DateTimeOffset CreatedAt, long Revision);

    /// <summary>What they are called, and where their page is.</summary>
    public sealed record Texts(string Path, string Many, string One, string Contents);
}
