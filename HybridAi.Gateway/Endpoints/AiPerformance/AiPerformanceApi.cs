using HybridAi.Client.AiPerformance;
using HybridAi.Client.Errors;
using HybridAi.Client.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Recording;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>The paths under <c>/api/v1/ai-performance</c>: another face of metrics, providers, breakers and usage.</summary>
internal static class AiPerformanceApi
{
    private static readonly (string, string)[] Times =
    [
        ("time", "`1h`, `24h`, `7d` or `30d` up to now; `24h` if not given."),
        ("range", "Another name of `time`."),
    ];

    private static readonly (string, string) Provider = ("provider", "Only this provider's; `claude` and `google` name anthropic and gemini, too.");
    private static readonly (string, string) Organization = ("organization", "Only this organization's (its id).");
    private static readonly (string, string) TimeZone = ("timezone", "The IANA time zone whose days and hours count; UTC if not given.");

    private static readonly (string, string)[] Conditions =
        [Provider, ("model", "Only this model's, by its provider's id."), ("user", "Only this user's (its id)."), Organization];

    private static readonly QueryParameters Now = new(Conditions);
    private static readonly QueryParameters Timed = new([.. Times, .. Conditions]);
    private static readonly QueryParameters RealTime = new([("time", "`1h`, `24h`, `7d` or `30d`: one more window to compare the last minutes with."), Times[1], .. Conditions]);
    private static readonly QueryParameters Patterns = new([.. Times, .. Conditions, TimeZone]);
    private static readonly QueryParameters Models = new([.. Times, .. Conditions.Where(condition => condition != Provider)]);
    private static readonly QueryParameters Recommended = new([.. Times, .. Conditions.Where(condition => condition.Item1 != "user")]);
    private static readonly QueryParameters Stream = new([("interval", "How many seconds there are between two events: 1 to 60, 5 if not given."), .. Conditions]);

    public static void AddAiPerformance(this IServiceCollection services)
    {
        services.AddSingleton(provider => new UpSince(provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddSingleton<PerformanceReading>();
        services.AddSingleton<StatusHandler>();
        services.AddSingleton<FiguresHandlers>();
        services.AddSingleton<CostsHandler>();
        services.AddSingleton<SummaryHandler>();
        services.AddSingleton<ProvidersHandler>();
        services.AddSingleton<HealthSummary>();
        services.AddSingleton<RecommendationsHandler>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<RecordReading>(provider, provider.GetRequiredService<Node.Settings.NodeSettings>().Monitoring));
        services.AddSingleton<ExternalRecorder>();
        services.AddSingleton<RecordHandler>();
        services.AddSingleton<StreamHandler>();
        services.AddSingleton<DebugHandler>();
    }

    public static void MapAiPerformanceApi(this IEndpointRouteBuilder api)
    {
        var services = api.ServiceProvider;
        var (figures, providers, health) = (services.GetRequiredService<FiguresHandlers>(), services.GetRequiredService<ProvidersHandler>(), services.GetRequiredService<HealthSummary>());
        var all = api.MapGroup("/v1/ai-performance").WithTags("AI performance");
        var read = all.MapGroup("").RequireRole(Role.Viewer);
        read.MapGet("status", services.GetRequiredService<StatusHandler>().GetAsync).Describe("performanceStatus", "Read what the gateway is doing now", Now);
        read.MapGet("metrics/real-time", figures.RealTimeAsync).Describe("realTimeMetrics", "Read the figures of the last minute and the last five", RealTime);
        read.MapGet("metrics/performance", figures.PerformanceAsync).Describe("performanceMetrics", "Read how well and how fast requests are answered", Timed);
        read.MapGet("metrics/costs", services.GetRequiredService<CostsHandler>().GetAsync).Describe("costMetrics", "Read what requests cost, by time, model and user", Timed);
        read.MapGet("metrics/usage-patterns", figures.PatternsAsync).Describe("usagePatternMetrics", "Read peak hours, popular models and how users behave", Patterns);
        read.MapGet("health", (HttpContext http) => TypedResults.Ok(health.Read(details: http.GetCaller().OrganizationId == OrganizationId.Default)))
            .Describe("performanceHealth", "Read how the gateway and its providers are");
        read.MapGet("optimization/recommendations", services.GetRequiredService<RecommendationsHandler>().GetAsync)
            .Describe("recommendations", "Read what could be done better, with the figures that say so", Recommended);
        read.MapGet("stream/metrics", services.GetRequiredService<StreamHandler>().GetAsync)
            .Describe("streamMetrics", "Follow the live figures, as server-sent events", Stream)
            .Produces<EventDocument>(StatusCodes.Status200OK, "text/event-stream")
            .Produces<ErrorDocument>(StatusCodes.Status429TooManyRequests)
            .Produces<ErrorDocument>(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
            {
                var schema = await context.GetOrCreateSchemaAsync(typeof(RealTimeEventData), null, cancellationToken);
                context.Document?.AddComponent(nameof(RealTimeEventData), schema);
                operation.Description = $"Each event's `data` is an EventDocument of the topic `{MetricsStream.Topic}`, whose own `data` is a RealTimeEventData; the last one is `stream.end`.";
            });
        read.MapGet("providers", providers.ListAsync).Describe("performanceProviders", "List the providers and how each did", Timed);
        read.MapGet("models/{provider}", providers.ModelsAsync).Describe("performanceModels", "List the models of a provider and how each did", Models);
        read.MapGet("analytics/summary", services.GetRequiredService<SummaryHandler>().GetAsync).Describe("analyticsSummary", "Read totals, and how they compare with the time before", Timed);
        all.MapPost("metrics/record", services.GetRequiredService<RecordHandler>().PostAsync).RequireInstallationRole(Role.Operator).AcceptsJson<RecordUsageRequest>()
            .Describe("recordUsage", "Record calls that were made outside of the gateway, each once by its id");
        all.MapGet("debug", services.GetRequiredService<DebugHandler>().GetAsync).RequireInstallationAdministrator()
            .Describe("performanceDebug", "Read what the node that answers looks like from inside");
    }
}
