using HybridAi.TestServers;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>A Postgres, which writes through to the disk, and a Redis, both of the run's own.</summary>
internal sealed class GatewayServers : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly RedisServer _redis;
    private readonly PidFile _pids;

    private GatewayServers(PostgresServer postgres, RedisServer redis, string database, PidFile pids)
    {
        (_postgres, _redis, _pids) = (postgres, redis, pids);
        Database = postgres.ConnectionString(database);
        pids.Add(redis.ProcessId);
    }

    /// <summary>What <c>ConnectionStrings:database</c> says.</summary>
    public string Database { get; }

    /// <summary>What <c>ConnectionStrings:cache</c> says.</summary>
    public string Cache => _redis.ConnectionString;

    public IReadOnlyDictionary<string, int> Processes => new Dictionary<string, int> { ["Postgres"] = _postgres.ProcessId, ["Redis"] = _redis.ProcessId };

    public static async Task<GatewayServers> StartAsync(Workplace workplace)
    {
        var postgres = await PostgresServer.StartAsync(fsync: true);
        try
        {
            return new(postgres, await RedisServer.StartAsync(), await postgres.CreateDatabaseAsync(), workplace.Pids);
        }
        catch (InvalidOperationException)
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var redis = _redis.ProcessId;
        await _redis.DisposeAsync();
        _pids.Remove(redis);
        await _postgres.DisposeAsync();
    }
}
