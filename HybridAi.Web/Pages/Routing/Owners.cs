using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>Keys, teams and users that rules and requests name by their ids.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Teams">The teams.</param>
/// <param name="Users">The users.</param>
public sealed record Owners(Part<DocumentPage<KeyDocument>> Keys, Part<DocumentPage<TeamDocument>> Teams, Part<DocumentPage<UserDocument>> Users)
{
    private const int MostToChoose = 1000;

    /// <summary>Reads them.</summary>
    public static async Task<Owners> LoadAsync(Visit visit)
    {
        var all = new ListOptions { Limit = MostToChoose };
        var keys = visit.PartAsync((client, cancelled) => client.KeysAsync(all, cancelled));
        var teams = visit.PartAsync((client, cancelled) => client.TeamsAsync(all, cancelled));
        var users = visit.PartAsync((client, cancelled) => client.UsersAsync(all, cancelled));
        await Task.WhenAll(keys, teams, users);
        return new Owners(await keys, await teams, await users);
    }

    /// <summary>The name of one of them; its id if that is not known.</summary>
    public string NameOf(Guid id) =>
        Keys.Value?.Data.FirstOrDefault(one => one.Id == id)?.Name ?? Teams.Value?.Data.FirstOrDefault(one => one.Id == id)?.Name
        ?? Users.Value?.Data.FirstOrDefault(one => one.Id == id)?.Name ?? id.ToString();
}
