using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Keys;

/// <summary>The users.</summary>
/// <param name="Users">A page of them.</param>
/// <param name="Teams">The teams that they may be of.</param>
/// <param name="Edited">The one that is being changed, or null.</param>
public sealed record UsersModel(DocumentPage<UserDocument> Users, Part<DocumentPage<TeamDocument>> Teams, UserDocument? Edited)
{
    private const int PageLength = 50;

    /// <summary>Reads them.</summary>
    public static async Task<UsersModel> LoadAsync(Visit visit)
    {
        var users = visit.Client.UsersAsync(new ListOptions { Cursor = visit.Asked("cursor"), Limit = PageLength }, visit.Cancelled);
        var teams = visit.PartAsync((client, cancelled) => client.TeamsAsync(new ListOptions { Limit = 1000 }, cancelled));
        await Task.WhenAll(users, teams);
        return new UsersModel(await users, await teams, Guid.TryParse(visit.Asked("edit"), out var edited) ? await visit.Client.UserAsync(edited, visit.Cancelled) : null);
    }
}
