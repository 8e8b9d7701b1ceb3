using System.Net;
using HybridAi.ServiceDefaults.Discovery;
using HybridAi.Web.Gateway;
using HybridAi.Web.Layout;
using HybridAi.Web.Pages.Overview;
using HybridAi.Web.Pages.SignIn;
using HybridAi.Web.Session;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAi.Web;

/// <summary>
/// The site: static server-rendered pages over the gateway's own API. It has no powers of its own: whoever signs in brings a key, and the site
/// shows what that key may see. The host decides where the data protection keys, which the cookies are encrypted with, are kept.
/// </summary>
public static class WebSite
{
    /// <summary>Registers the site.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services, Action<WebOptions>? configure = null)
    {
        var options = services.AddOptions<WebOptions>();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents();
        services.AddDataProtection();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "hybridai-form";
            antiforgery.Cookie.HttpOnly = true;
            antiforgery.Cookie.SameSite = SameSiteMode.Strict;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.FormFieldName = FormToken.FieldName;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SignInLimiter>();
        services.AddGatewayClients();
        return services;
    }

    /// <summary>Maps the site: <c>/</c>, <c>/signin</c>, <c>/signout</c> and <c>/assets</c>.</summary>
    public static IEndpointRouteBuilder MapWeb(this IEndpointRouteBuilder endpoints)
    {
        var site = endpoints.MapGroup("").ExcludeFromDescription();
        site.MapGet("/assets/{name}", SiteAssets.Serve);
        var pages = site.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PageBoundary>();
        pages.MapGet("/", OverviewEndpoint.ShowAsync);
        pages.MapGet("/signin", SignInEndpoints.Show);
        pages.MapPost("/signin", SignInEndpoints.SignInAsync);
        pages.MapPost("/signout", SignInEndpoints.SignOutAsync);
        return endpoints;
    }

    private static void AddGatewayClients(this IServiceCollection services)
    {
        services.AddSingleton<GatewayClients>();
        // The gateway is a neighbour: no proxy, no redirects, no cookies that one visitor could leave to the next.
        services.AddHttpClient(GatewayClients.Name).SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
        }).AddInternalCalls();
    }
}
