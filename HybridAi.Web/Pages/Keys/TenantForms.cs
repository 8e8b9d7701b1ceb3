using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Keys;

/// <summary>What the forms about users, teams and organizations do. The API says who may.</summary>
internal static class TenantForms
{
    public static async Task<FormResult> SaveUserAsync(Visit visit, IFormCollection form)
    {
        var (name, email, team) = (form.Needed("name", "The name"), form.TextOf("email"), form.IdOf("team", "The team"));
        if (form.IdOf("id", "The user") is { } id)
        {
            await visit.Client.UpdateUserAsync(
                id, new UpdateUserRequest { Revision = Revision(form), Name = name, Email = new Patch<string?>(email), TeamId = new Patch<Guid?>(team) }, visit.Cancelled);
            return new FormResult($"The user {name} is changed.", Visit.Left(form));
        }

        await visit.Client.CreateAsync(new CreateUserRequest { Name = name, Email = email, TeamId = team }, visit.Cancelled);
        return new FormResult($"The user {name} is added.", Visit.Left(form));
    }

    public static async Task<FormResult> DeleteUserAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteUserAsync(Id(visit), Revision(form), visit.Cancelled);
        return new FormResult("The user is deleted.", Visit.Left(form));
    }

    public static async Task<FormResult> SaveTeamAsync(Visit visit, IFormCollection form)
    {
        var name = form.Needed("name", "The name");
        if (form.IdOf("id", "The team") is { } id)
            await visit.Client.UpdateTeamAsync(id, new UpdateTeamRequest { Revision = Revision(form), Name = name }, visit.Cancelled);
        else
            await visit.Client.CreateAsync(new CreateTeamRequest { Name = name }, visit.Cancelled);
        return new FormResult($"The team {name} is saved.");
    }

    public static async Task<FormResult> DeleteTeamAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteTeamAsync(Id(visit), Revision(form), visit.Cancelled);
        return new FormResult("The team is deleted.");
    }

    public static async Task<FormResult> SaveOrganizationAsync(Visit visit, IFormCollection form)
    {
        var name = form.Needed("name", "The name");
        if (form.IdOf("id", "The organization") is { } id)
            await visit.Client.UpdateOrganizationAsync(id, new UpdateOrganizationRequest { Revision = Revision(form), Name = name }, visit.Cancelled);
        else
            await visit.Client.CreateAsync(new CreateOrganizationRequest { Name = name }, visit.Cancelled);
        return new FormResult($"The organization {name} is saved.");
    }

    public static async Task<FormResult> DeleteOrganizationAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteOrganizationAsync(Id(visit), Revision(form), visit.Cancelled);
        return new FormResult("The organization is deleted.");
    }

    private static Guid Id(Visit visit) => Guid.Parse(visit.Named("id"));

    private static long? Revision(IFormCollection form) => form.RevisionOf();
}
