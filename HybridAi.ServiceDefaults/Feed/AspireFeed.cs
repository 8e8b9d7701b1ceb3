using HybridAi.ServiceDefaults.Discovery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using OpenTelemetry;
using Polly;

namespace HybridAi.ServiceDefaults.Feed;

/// <summary>What the hosts take from Aspire's packages, where the feed carries them. PlainFeed.cs has the same methods.</summary>
internal static class FeedServices
{
    /// <summary>OpenTelemetry, started with the host and ended, all exported, with its container.</summary>
    public static IOpenTelemetryBuilder AddOpenTelemetry(IServiceCollection services) => services.AddOpenTelemetry();

    /// <summary>The Postgres database.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="connection">Npgsql's keywords.</param>
    public static void AddDatabase(IHostApplicationBuilder builder, string connection) => builder.AddNpgsqlDataSource("database", settings =>
    {
        settings.ConnectionString = connection;
        // The hosts write their own report, and listen to Npgsql's sources only where there is somewhere to send them.
        (settings.DisableHealthChecks, settings.DisableMetrics, settings.DisableTracing) = (true, true, true);
    });

    /// <summary>The Redis server, connected to when it is asked for the first time, and again whenever it can be.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="connection">StackExchange.Redis' configuration.</param>
    public static void AddCache(IHostApplicationBuilder builder, string connection) => builder.AddRedisClient(
        "cache",
        settings =>
        {
            settings.ConnectionString = connection;
            (settings.DisableHealthChecks, settings.DisableTracing, settings.DisableAutoActivation) = (true, true, true);
        },
        options => options.AbortOnConnectFail = false);

    /// <summary>Finds services by name, and tries again where that does no harm.</summary>
    public static void AddInternalCalls(IHttpClientBuilder client)
    {
        client.Services.AddServiceDiscovery();
        client.AddStandardResilienceHandler(options =>
        {
            SetRetries(options.Retry);
            options.AttemptTimeout.Timeout = InternalCalls.LongestTry;
            options.TotalRequestTimeout.Timeout = InternalCalls.LongestTry * (1 + InternalCalls.MoreTries);
            // One instance that is gone must not close the way to the others.
            options.CircuitBreaker.SamplingDuration = 2 * InternalCalls.LongestTry;
            options.CircuitBreaker.FailureRatio = 1;
        });
        client.AddServiceDiscovery();
    }

    /// <summary>The same, and leaves it to the caller how long they may take.</summary>
    public static void AddInternalWaits(IHttpClientBuilder client)
    {
        client.Services.AddServiceDiscovery();
        client.AddResilienceHandler("retries", static pipeline =>
        {
            var retries = new HttpRetryStrategyOptions();
            SetRetries(retries);
            pipeline.AddRetry(retries);
        });
        client.AddServiceDiscovery();
    }

    private static void SetRetries(HttpRetryStrategyOptions retries)
    {
        retries.MaxRetryAttempts = InternalCalls.MoreTries;
        retries.Delay = InternalCalls.FirstPause;
        retries.ShouldHandle = static attempt => ValueTask.FromResult(InternalCalls.IsWorthAnotherTry(attempt.Outcome.Result, attempt.Outcome.Exception));
        retries.DisableForUnsafeHttpMethods();
    }
}
