using System.Text.Json;
using HybridAi.Client.Audit;
using HybridAi.Client.Paging;
using HybridAi.Core.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Audit;

internal static class AuditHandlers
{
    public static async Task<Results<Ok<DocumentPage<AuditEntryDocument>>, ApiError>> ListAsync(
        HttpContext http, IAuditStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (organization, action, cursor, limit) = (query.Id("organization"), query.Text("action", 64), query.Cursor(), query.Limit());
        if (query.Problem is { } problem)
            return problem;
        if (OrganizationScope.Of(http.GetCaller(), organization).Failed(out var error, out var scope))
            return error;
        var page = await store.ListAsync(scope.Id, action, cursor, limit, cancellationToken);
        return TypedResults.Ok(new DocumentPage<AuditEntryDocument>([.. page.Items.Select(ToDocument)], page.Next?.ToString()));
    }

    private static AuditEntryDocument ToDocument(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        OrganizationId = entry.OrganizationId.Value,
        ActorKeyId = entry.ActorKeyId.Value,
        ActorUserId = entry.ActorUserId?.Value,
        Action = entry.Action,
        Target = entry.Target,
        Before = ToElement(entry.Before),
        After = ToElement(entry.After),
    };

    private static JsonElement? ToElement(string? json) => json is null ? null : JsonElement.Parse(json);
}
