using System.Text.Json;
using HybridAi.Client.Serialization;
using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Endpoints.Audit;

/// <summary>Makes the entries that go with changes. Documents of the API have no secrets and no hashes, so they are what is kept.</summary>
internal static class AuditEntries
{
    public static AuditEntry Of<T>(Caller actor, DateTimeOffset at, OrganizationId organization, string action, string target, T? before, T? after)
        where T : class =>
        Of(actor.KeyId, actor.UserId, at, organization, action, target, before, after);

    public static AuditEntry Of<T>(KeyId actor, UserId? user, DateTimeOffset at, OrganizationId organization, string action, string target, T? before, T? after)
        where T : class =>
        new(Guid.CreateVersion7(at), at, organization, actor, user, action, target, Json(before), Json(after));

    private static string? Json<T>(T? document)
        where T : class =>
        document is null ? null : JsonSerializer.Serialize(document, HybridAiJson.Default.Options.GetTypeInfo(typeof(T)));
}
