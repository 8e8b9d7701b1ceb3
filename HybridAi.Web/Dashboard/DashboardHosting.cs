using HybridAi.Web.Gateway;
using HybridAi.Web.Layout;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAi.Web.Dashboard;

/// <summary>Puts the dashboard into an application of somebody else's.</summary>
public static class DashboardHosting
{
    private const string Folder = "/hybridai/";

    /// <summary>Where the dashboard's stylesheet is served.</summary>
    internal static string Stylesheet { get; } = Folder + SiteAssets.DashboardStylesheet;

    /// <summary>Registers what <see cref="AIPerformanceDashboard"/> needs. The application has its own Razor components.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the gateway's address and key, unless each dashboard is given them.</param>
    public static IServiceCollection AddAIPerformanceDashboard(this IServiceCollection services, Action<AIPerformanceDashboardOptions>? configure = null)
    {
        var options = services.AddOptions<AIPerformanceDashboardOptions>().ValidateDataAnnotations();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddGatewayClients();
        services.TryAddSingleton<DashboardReader>();
        return services;
    }

    /// <summary>Maps the dashboard's stylesheet, which it links to.</summary>
    /// <param name="endpoints">The application's endpoints.</param>
    public static IEndpointConventionBuilder MapAIPerformanceDashboard(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Stylesheet, (HttpContext http) => Serve(http)).ExcludeFromDescription();

    private static Results<FileContentHttpResult, NotFound> Serve(HttpContext http) => SiteAssets.Serve(SiteAssets.DashboardStylesheet, http);
}
