using HybridAi.Web.Gateway;
using HybridAi.Web.Time;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Dashboard;

/// <summary>Reads the dashboard's figures with the key that it was given.</summary>
internal sealed class DashboardReader(GatewayClients clients, IOptionsMonitor<AIPerformanceDashboardOptions> options, TimeProvider time)
{
    public AIPerformanceDashboardOptions Options => options.CurrentValue;

    public TimeProvider Time => time;

    public Task<DashboardFigures> ReadAsync(Uri? gateway, string? key, TimeRange range, CancellationToken cancelled)
    {
        if (gateway is null)
            throw new DashboardSetupException($"The dashboard has no gateway: set {nameof(AIPerformanceDashboard.GatewayAddress)} on it or in {nameof(DashboardHosting.AddAIPerformanceDashboard)}.");
        if ((key ?? Options.ApiKey) is not { Length: > 0 } secret)
            throw new DashboardSetupException($"The dashboard has no API key: set {nameof(AIPerformanceDashboard.ApiKey)} on it or in {nameof(DashboardHosting.AddAIPerformanceDashboard)}.");
        return DashboardFigures.LoadAsync(clients.For(gateway, Options.Timeout, secret), range, time.GetUtcNow(), cancelled);
    }
}
