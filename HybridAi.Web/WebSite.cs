using HybridAi.Client.Jobs;
using HybridAi.Client.Providers;
using HybridAi.Web.Dashboard;
using HybridAi.Web.Layout;
using HybridAi.Web.Live;
using HybridAi.Web.Pages.Audit;
using HybridAi.Web.Pages.Cache;
using HybridAi.Web.Pages.Costs;
using HybridAi.Web.Pages.Errors;
using HybridAi.Web.Pages.Events;
using HybridAi.Web.Pages.Jobs;
using HybridAi.Web.Pages.Keys;
using HybridAi.Web.Pages.Limits;
using HybridAi.Web.Pages.Models;
using HybridAi.Web.Pages.Overview;
using HybridAi.Web.Pages.Playground;
using HybridAi.Web.Pages.Providers;
using HybridAi.Web.Pages.Requests;
using HybridAi.Web.Pages.Routing;
using HybridAi.Web.Pages.Settings;
using HybridAi.Web.Pages.SignIn;
using HybridAi.Web.Session;
using HybridAi.Web.Visits;
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
        services.AddSingleton<NoticeCookie>();
        services.AddSingleton<VisitHandler>();
        services.AddSingleton<EventRelay>();
        services.AddSingleton<PlaygroundCalls>();
        services.AddSingleton<Playground>();
        services.AddSingleton<PlaygroundRelay>();
        services.AddAIPerformanceDashboard();
        return services;
    }

    /// <summary>Maps the site: its pages, <c>/signin</c>, <c>/signout</c>, <c>/live</c>, <c>/playground/answer</c> and <c>/assets</c>.</summary>
    public static IEndpointRouteBuilder MapWeb(this IEndpointRouteBuilder endpoints)
    {
        var site = endpoints.MapGroup("").ExcludeFromDescription();
        site.MapGet("/assets/{name}", SiteAssets.Serve);
        site.MapGet("/live", (HttpContext http, EventRelay relay) => relay.ServeAsync(http));
        var pages = site.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PageBoundary>();
        pages.MapPage<OverviewPage, OverviewModel>("/", OverviewModel.LoadAsync);
        pages.MapPage<ProvidersPage, ProvidersModel>("/providers", ProvidersModel.LoadAsync);
        pages.MapPage<ProviderPage, ProviderModel>("/providers/{name}", ProviderModel.LoadAsync);
        pages.MapPage<ProviderTestPage, ProviderTestDocument>("/providers/{name}/tests/{id:guid}", ProviderTestPage.LoadAsync);
        pages.MapForm("/providers/{name}/enable", ProviderForms.EnableAsync);
        pages.MapForm("/providers/{name}/disable", ProviderForms.DisableAsync);
        pages.MapForm("/providers/{name}/reset-breaker", ProviderForms.ResetBreakerAsync);
        pages.MapForm("/providers/{name}/test", ProviderForms.TestAsync);
        pages.MapPage<ModelsPage, ModelsModel>("/models", ModelsModel.LoadAsync);
        pages.MapPage<ModelPage, ModelModel>("/models/{provider}/{**model}", ModelModel.LoadAsync);
        pages.MapPage<DeploymentsPage, DeploymentsModel>("/routing", DeploymentsModel.LoadAsync);
        pages.MapForm<DeploymentsPage, DeploymentsModel>("/routing/deployments", DeploymentForms.SaveAsync, DeploymentsModel.LoadAsync);
        pages.MapForm("/routing/deployments/{name}/drain", DeploymentForms.DrainAsync);
        pages.MapForm("/routing/deployments/{name}/activate", DeploymentForms.ActivateAsync);
        pages.MapForm("/routing/deployments/{name}/delete", DeploymentForms.DeleteAsync);
        pages.MapForm("/routing/reset-breaker", DeploymentForms.ResetBreakerAsync);
        pages.MapPage<RulesPage, RulesModel>("/routing/rules", RulesModel.LoadAsync);
        pages.MapForm<RulesPage, RulesModel>("/routing/rules", RuleForms.SaveAsync, RulesModel.LoadAsync, RuleForms.Save);
        pages.MapForm("/routing/rules/{name}/move", RuleForms.MoveAsync);
        pages.MapForm("/routing/rules/{name}/switch", RuleForms.SwitchAsync);
        pages.MapForm("/routing/rules/{name}/delete", RuleForms.DeleteAsync);
        pages.MapForm("/routing/rules/versions/{revision:long}/restore", RuleForms.RestoreAsync);
        pages.MapPage<DryRunPage, DryRunModel>("/routing/try", DryRunModel.LoadAsync);
        pages.MapGet("/playground", (HttpContext http, VisitHandler visits, Playground playground) =>
            visits.ShowAsync<PlaygroundPage, PlaygroundModel>(http, visit => playground.LoadAsync(http, visit)));
        pages.MapAnswer<PlaygroundPage, PlaygroundModel>(
            "/playground", (http, visit, form) => http.RequestServices.GetRequiredService<Playground>().AnswerAsync(http, visit, form), PlaygroundForm.MostBytes);
        site.MapPost("/playground/answer", (HttpContext http, PlaygroundRelay relay) => relay.ServeAsync(http));
        pages.MapPage<RequestsPage, RequestsModel>("/requests", RequestsModel.LoadAsync);
        pages.MapPage<RequestPage, RequestModel>("/requests/{id:guid}", RequestModel.LoadAsync);
        pages.MapGet("/requests/find", RequestSearch.Find);
        pages.MapPage<CostsPage, CostsModel>("/costs", CostsModel.LoadAsync);
        pages.MapForm<CostsPage, CostsModel>("/costs/budgets", BudgetForms.SaveAsync, CostsModel.LoadAsync);
        pages.MapForm("/costs/budgets/{name}/delete", BudgetForms.DeleteAsync);
        pages.MapForm("/costs/budgets/{name}/reset", BudgetForms.ResetAsync);
        pages.MapPage<LimitsPage, LimitsModel>("/limits", LimitsModel.LoadAsync);
        pages.MapForm<LimitsPage, LimitsModel>("/limits", LimitForms.SaveAsync, LimitsModel.LoadAsync);
        pages.MapForm("/limits/{name}/delete", LimitForms.DeleteAsync);
        pages.MapForm("/limits/{name}/reset", LimitForms.ResetAsync);
        pages.MapPage<CachePage, CacheModel>("/cache", CacheModel.LoadAsync);
        pages.MapForm<CachePage, CacheModel>("/cache/purge", CacheForms.PurgeAsync, CacheModel.LoadAsync);
        pages.MapForm<CachePage, CacheModel>("/cache/rules", CacheForms.SaveRuleAsync, CacheModel.LoadAsync);
        pages.MapForm("/cache/rules/{name}/delete", CacheForms.DeleteRuleAsync);
        pages.MapForm("/cache/rules/{name}/apply", CacheForms.ApplyRuleAsync);
        pages.MapPage<JobsPage, IReadOnlyList<JobDocument>>("/jobs", JobsPage.LoadAsync);
        pages.MapPage<JobPage, JobModel>("/jobs/{name}", JobModel.LoadAsync);
        pages.MapForm("/jobs/{name}/run", JobForms.RunAsync);
        pages.MapForm("/jobs/{name}/pause", JobForms.PauseAsync);
        pages.MapForm("/jobs/{name}/resume", JobForms.ResumeAsync);
        pages.MapPage<ErrorsPage, ErrorsModel>("/errors", ErrorsModel.LoadAsync);
        pages.MapForm("/errors/{id:guid}/resolve", ErrorForms.ResolveAsync);
        pages.MapForm("/errors/{id:guid}/reopen", ErrorForms.ReopenAsync);
        pages.MapPage<EventsPage, EventsModel>("/events", EventsModel.LoadAsync);
        pages.MapPage<KeysPage, KeysModel>("/keys", KeysModel.LoadAsync);
        pages.MapForm<KeysPage, KeysModel>("/keys", KeyForms.SaveAsync, KeysModel.LoadAsync);
        pages.MapForm<KeysPage, KeysModel>("/keys/{id:guid}/rotate", KeyForms.RotateAsync, KeysModel.LoadAsync);
        pages.MapForm("/keys/{id:guid}/revoke", KeyForms.RevokeAsync);
        pages.MapPage<UsersPage, UsersModel>("/keys/users", UsersModel.LoadAsync);
        pages.MapForm<UsersPage, UsersModel>("/keys/users", TenantForms.SaveUserAsync, UsersModel.LoadAsync);
        pages.MapForm("/keys/users/{id:guid}/delete", TenantForms.DeleteUserAsync);
        pages.MapPage<NamedPage, NamedModel>("/keys/teams", NamedModel.TeamsAsync);
        pages.MapForm<NamedPage, NamedModel>("/keys/teams", TenantForms.SaveTeamAsync, NamedModel.TeamsAsync);
        pages.MapForm("/keys/teams/{id:guid}/delete", TenantForms.DeleteTeamAsync);
        pages.MapPage<NamedPage, NamedModel>("/keys/organizations", NamedModel.OrganizationsAsync);
        pages.MapForm<NamedPage, NamedModel>("/keys/organizations", TenantForms.SaveOrganizationAsync, NamedModel.OrganizationsAsync);
        pages.MapForm("/keys/organizations/{id:guid}/delete", TenantForms.DeleteOrganizationAsync);
        pages.MapPage<AuditPage, AuditModel>("/audit", AuditModel.LoadAsync);
        pages.MapPage<SettingsPage, SettingsModel>("/settings", SettingsModel.LoadAsync);
        pages.MapForm<SettingsPage, SettingsModel>("/settings/metrics", CustomMetricForms.SaveAsync, SettingsModel.LoadAsync);
        pages.MapForm("/settings/metrics/{name}/delete", CustomMetricForms.DeleteAsync);
        pages.MapGet("/settings/backup", BackupForms.DownloadAsync);
        pages.MapForm("/settings/restore", BackupForms.RestoreAsync, BackupForms.Restore);
        pages.MapGet("/signin", SignInEndpoints.Show);
        pages.MapPost("/signin", SignInEndpoints.SignInAsync);
        pages.MapPost("/signout", SignInEndpoints.SignOutAsync);
        return endpoints;
    }
}
