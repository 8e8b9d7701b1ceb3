using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>A Postgres and a Redis.</summary>
internal sealed record RunServers(PostgresServer Postgres, RedisServer Redis) : IAsyncDisposable
{
    private static readonly Lazy<Task<RunServers>> OfTheRun = new(StartAsync);

    /// <summary>Those of the test run, started when the first test asks for them; they end with the run.</summary>
    public static Task<RunServers> GetAsync() => OfTheRun.Value;

    /// <summary>Starts some for a test that does them harm.</summary>
    public static async Task<RunServers> StartAsync() => new(await PostgresServer.StartAsync(), await RedisServer.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
