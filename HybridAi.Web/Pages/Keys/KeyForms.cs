using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Keys;

/// <summary>What the forms about keys do. The API says who may.</summary>
internal static class KeyForms
{
    public static async Task<FormResult> SaveAsync(Visit visit, IFormCollection form)
    {
        var (name, ends) = (form.Needed("name", "The name"), form.TimeOf("ends", "The end"));
        if (form.IdOf("id", "The key") is { } id)
        {
            await visit.Client.UpdateKeyAsync(
                id,
                new UpdateKeyRequest
                {
                    Revision = form.RevisionOf(),
                    Name = name,
                    AllowedModels = new Patch<IReadOnlyList<string?>?>(form.ListOf("models")),
                    ExpiresAt = new Patch<DateTimeOffset?>(ends),
                },
                visit.Cancelled);
            return new FormResult($"The key {name} is changed.", Visit.Left(form));
        }

        var created = await visit.Client.CreateAsync(
            new CreateKeyRequest
            {
                Name = name,
                Role = form.TextOf("role"),
                UserId = form.IdOf("user", "The user"),
                TeamId = form.IdOf("team", "The team"),
                OrganizationId = form.IdOf("organization", "The organization"),
                AllowedModels = form.ListOf("models"),
                ExpiresAt = ends,
            },
            visit.Cancelled);
        return new FormResult($"The key {name} is made.") { Secret = created.Secret };
    }

    public static async Task<FormResult> RotateAsync(Visit visit, IFormCollection form)
    {
        var id = Guid.Parse(visit.Named("id"));
        var rotated = await visit.Client.RotateKeyAsync(
            id, new RotateKeyRequest { Overlap = form.TextOf("overlap"), Revision = form.RevisionOf() }, visit.Cancelled);
        return new FormResult($"A new key takes over from {rotated.Name}.") { Secret = rotated.Secret, IsReadersKey = id == visit.Reader.KeyId };
    }

    public static async Task<FormResult> RevokeAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.RevokeKeyAsync(Guid.Parse(visit.Named("id")), form.RevisionOf(), visit.Cancelled);
        return new FormResult("The key is revoked.", Visit.Left(form));
    }
}
