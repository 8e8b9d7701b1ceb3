using HybridAi.Core.Events;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Events;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Hosting;
using HybridAi.Node.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Opens streams of live figures, in the bounds that streams of events have.</summary>
internal sealed class StreamHandler(
    PerformanceReading reading, EventStreams streams, EventHub hub, IMetricsStore store, EventsOptions options, NodeName node, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int Usual = 5, Longest = 60;

    public async Task<Results<EmptyHttpResult, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var parameters = new ApiQuery(http.Request.Query);
        var seconds = parameters.Number("interval", 1, Longest) ?? Usual;
        if ((await reading.ReadAsync(http, parameters, null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var caller = http.GetCaller();
        var selection = new EventSelection([EventTopics.Usage], caller.OrganizationId, caller.IsInstallationAdministrator, scope.Organization, []);
        var refused = await streams.AdmitAsync(http, async mayGoOn =>
        {
            var usage = await hub.JoinAsync(selection, Math.Max(options.QueueLength, 4 * (int)seconds), http.RequestAborted);
            try
            {
                await new MetricsStream(http, scope, usage, mayGoOn, node.Value, TimeSpan.FromSeconds(seconds), store, options, lifetime.ApplicationStopping, time).RunAsync();
            }
            finally
            {
                hub.Leave(usage);
            }
        });
        return refused is { } none ? none : TypedResults.Empty;
    }
}
