using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Keys;

/// <summary>The API keys, and whom they may belong to.</summary>
public sealed record KeysModel
{
    private const int PageLength = 50;
    private const int MostToChoose = 1000;

    /// <summary>A page of keys.</summary>
    public required DocumentPage<KeyDocument> Keys { get; init; }

    /// <summary>The organizations that the reader sees.</summary>
    public required Part<DocumentPage<OrganizationDocument>> Organizations { get; init; }

    /// <summary>Their teams.</summary>
    public required Part<DocumentPage<TeamDocument>> Teams { get; init; }

    /// <summary>Their users.</summary>
    public required Part<DocumentPage<UserDocument>> Users { get; init; }

    /// <summary>The key that is being changed, or null.</summary>
    public KeyDocument? Edited { get; init; }

    /// <summary>Reads them.</summary>
    public static async Task<KeysModel> LoadAsync(Visit visit)
    {
        var keys = visit.Client.KeysAsync(
            new ListOptions
            {
                Status = visit.Asked("status"),
                Team = Guid.TryParse(visit.Asked("team"), out var team) ? team : null,
                User = Guid.TryParse(visit.Asked("user"), out var user) ? user : null,
                Organization = Guid.TryParse(visit.Asked("organization"), out var organization) ? organization : null,
                Cursor = visit.Asked("cursor"),
                Limit = PageLength,
            },
            visit.Cancelled);
        var all = new ListOptions { Limit = MostToChoose };
        var organizations = visit.PartAsync((client, cancelled) => client.OrganizationsAsync(all, cancelled));
        var teams = visit.PartAsync((client, cancelled) => client.TeamsAsync(all, cancelled));
        var users = visit.PartAsync((client, cancelled) => client.UsersAsync(all, cancelled));
        await Task.WhenAll(keys, organizations, teams, users);
        return new KeysModel
        {
            Keys = await keys,
            Organizations = await organizations,
            Teams = await teams,
            Users = await users,
            Edited = Guid.TryParse(visit.Asked("edit"), out var edited) ? await visit.Client.KeyAsync(edited, visit.Cancelled) : null,
        };
    }

    /// <summary>Whom a key belongs to, in words.</summary>
    public string OwnerOf(KeyDocument key) => string.Join(", ", new[]
    {
        key.UserId is { } user ? Users.Value?.Data.FirstOrDefault(one => one.Id == user)?.Name ?? user.ToString() : null,
        key.TeamId is { } team ? Teams.Value?.Data.FirstOrDefault(one => one.Id == team)?.Name ?? team.ToString() : null,
        Organizations.Value?.Data.FirstOrDefault(one => one.Id == key.OrganizationId)?.Name ?? key.OrganizationId.ToString(),
    }.OfType<string>());
}
