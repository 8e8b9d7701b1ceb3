using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>The Postgres and the Redis of a test run, started when the first test asks for them; they end with the run.</summary>
internal sealed record RunServers(PostgresServer Postgres, RedisServer Redis)
{
    private static readonly Lazy<Task<RunServers>> Started = new(async () => new RunServers(await PostgresServer.StartAsync(), await RedisServer.StartAsync()));

    public static Task<RunServers> GetAsync() => Started.Value;
}
