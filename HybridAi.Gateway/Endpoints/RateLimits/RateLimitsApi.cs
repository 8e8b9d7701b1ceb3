using HybridAi.Client.RateLimits;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.RateLimits;

internal static class RateLimitsApi
{
    private static readonly QueryParameters Status = new(("name", "Only this limit."));
    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    public static void MapRateLimitsApi(this IEndpointRouteBuilder api)
    {
        var handlers = api.ServiceProvider.GetRequiredService<RateLimitHandlers>();
        var counters = api.ServiceProvider.GetRequiredService<RateLimitCounters>();
        // Limits are the installation's: they may concern every organization.
        var limits = api.MapGroup("/ratelimits").WithTags("Rate limits").RequireInstallationRole(Role.Viewer);
        limits.MapGet("", counters.ListAsync).Describe("listRateLimitStatus", "How the rate limits in use stand, scope by scope", Status);
        limits.MapPost("{name}/reset", counters.ResetAsync).RequireInstallationRole(Role.Operator).AcceptsOptionalJson<ResetRateLimitRequest>()
            .Describe("resetRateLimit", "Count a rate limit anew, for one scope or for all; requests under way go on counting");
        limits.MapGet("config", handlers.ListAllAsync).Describe("listRateLimits", "List the rate limits that are set, over the API and by configuration");
        limits.MapGet("config/{name}", handlers.GetAnyAsync).Describe("getRateLimit", "Read a rate limit");
        var writes = limits.MapGroup("config").RequireInstallationAdministrator();
        writes.MapPost("", handlers.CreateAsync).AcceptsJson<SaveRateLimitRequest>().Describe("createRateLimit", "Set a rate limit; it holds at once");
        writes.MapPut("{name}", handlers.ReplaceAsync).AcceptsJson<SaveRateLimitRequest>()
            .Describe("replaceRateLimit", "Replace a rate limit; what is left out takes its default. What was counted stays, unless measure, window or algorithm change", Revision);
        writes.MapDelete("{name}", handlers.DeleteAsync).Describe("deleteRateLimit", "Delete a rate limit; one of its name in the configuration holds again", Revision);
    }
}
