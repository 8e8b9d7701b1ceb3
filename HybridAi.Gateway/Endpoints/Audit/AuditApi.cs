using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Audit;

internal static class AuditApi
{
    private static readonly QueryParameters Query = QueryParameters.Paged(
        ("action", "Only this action, such as `key.create`, or all that start with it when it ends in a dot, such as `key.`."),
        ("organization", "Only this organization's."));

    public static void MapAuditApi(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit").RequireRole(Role.Administrator);
        audit.MapGet("", AuditHandlers.ListAsync).Describe("listAudit", "List who changed what, newest first", Query);
    }
}
