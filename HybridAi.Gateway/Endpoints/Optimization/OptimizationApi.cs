using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Optimization;

internal static class OptimizationApi
{
    private static readonly QueryParameters Range = new(
        ("range", "`1h`, `24h`, `7d` or `30d` up to now, compared with as long a time before; `7d` if not given."));

    public static void MapOptimizationApi(this IEndpointRouteBuilder api)
    {
        // Rules and jobs are the installation's.
        api.MapGroup("/phase3").WithTags("Optimization").RequireInstallationRole(Role.Viewer)
            .MapGet("status", (HttpContext http, OptimizationStatusHandler handler, CancellationToken token) => handler.ReadAsync(http, token))
            .Describe("readOptimizationStatus", "Read which rules are in force, what jobs have done, and what was measured before and since", Range);
    }
}
