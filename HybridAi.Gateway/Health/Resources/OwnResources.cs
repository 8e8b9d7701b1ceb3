using HybridAi.Core.Health.Resources;
using HybridAi.Core.Routing.Live;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Draining;
using HybridAi.Storage.Redis;

namespace HybridAi.Gateway.Health.Resources;

/// <summary>Measures what the gateway has a bounded amount of, but for memory: threads, handles, requests, and connections to providers, Postgres and Redis.</summary>
internal sealed class OwnResources(NodeSettings settings, Drain drain, DeploymentStates deployments, ProcessHandles handles, DatabasePool database, IServiceProvider services)
{
    private readonly ResourceOptions _limits = settings.Health.Resources;
    private readonly RedisConnection? _redis = services.GetService<RedisConnection>();

    /// <summary>Measures all.</summary>
    public IEnumerable<ResourceUse> Measure()
    {
        yield return new("threads", ThreadPool.ThreadCount, _limits.Threads, "threads");
        yield return new("queued-work", ThreadPool.PendingWorkItemCount, _limits.QueuedWork, "items");
        var (open, mayBeOpen) = handles.Read();
        yield return new("handles", open, Or(_limits.Handles, mayBeOpen), "files and sockets");
        yield return new("requests", drain.InFlight, _limits.Requests, "requests");
        foreach (var (provider, calls) in deployments.UnderWay().OrderBy(pair => pair.Key, StringComparer.Ordinal))
            yield return new($"upstream {provider}", calls, Or(_limits.UpstreamConnections, settings.Upstream.MaxConnectionsPerProvider), "connections");
        if (settings.Service.DatabaseConnection is not null)
        {
            var (used, most) = database.Read();
            yield return new("database connections", used, Or(_limits.DatabaseConnections, most), "connections");
        }

        if (_redis is not null)
            yield return new("redis calls", _redis.Counts.InFlight, Or(_limits.RedisCalls, settings.Redis.MaxInFlight), "calls");
    }

    private static long? Or(int wanted, long? there) => wanted > 0 ? wanted : there is > 0 ? there : null;
}
