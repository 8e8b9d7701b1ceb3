using HybridAi.ServiceDefaults.Discovery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Polly;
using Polly.Retry;
using StackExchange.Redis;

namespace HybridAi.ServiceDefaults.Feed;

/// <summary>What the hosts take from a feed that does not carry Aspire's packages: the libraries themselves. AspireFeed.cs has the same methods.</summary>
internal static class FeedServices
{
    /// <summary>OpenTelemetry, started with the host and ended, all exported, with its container.</summary>
    public static IOpenTelemetryBuilder AddOpenTelemetry(IServiceCollection services)
    {
        // First of all hosted services, so that the others are seen.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryStart>());
        return new TelemetryBuilder(services);
    }

    /// <summary>The Postgres database.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="connection">Npgsql's keywords.</param>
    public static void AddDatabase(IHostApplicationBuilder builder, string connection) =>
        builder.Services.AddSingleton(provider => new NpgsqlDataSourceBuilder(connection).UseLoggerFactory(provider.GetService<ILoggerFactory>()).Build());

    /// <summary>The Redis server, connected to when it is asked for the first time, and again whenever it can be.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="connection">StackExchange.Redis' configuration.</param>
    public static void AddCache(IHostApplicationBuilder builder, string connection) => builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
    {
        var options = ConfigurationOptions.Parse(connection);
        options.AbortOnConnectFail = false;
        return ConnectionMultiplexer.Connect(options);
    });

    /// <summary>Finds services by name, and tries again where that does no harm.</summary>
    public static void AddInternalCalls(IHttpClientBuilder client) => client
        .AddHttpMessageHandler(provider => new Retries(provider.GetRequiredService<TimeProvider>()))
        .AddHttpMessageHandler(provider => new ServiceResolver(provider.GetRequiredService<IConfiguration>()));

    /// <summary>The same, and leaves it to the caller how long they may take, as it does here anyway.</summary>
    public static void AddInternalWaits(IHttpClientBuilder client) => AddInternalCalls(client);

    private sealed class TelemetryBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }

    // Nothing is listened to before the providers are made.
    private sealed class TelemetryStart(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetService<TracerProvider>();
            services.GetService<MeterProvider>();
            services.GetService<LoggerProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Retries(TimeProvider time) : DelegatingHandler
    {
        private readonly ResiliencePipeline<HttpResponseMessage> _pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = InternalCalls.MoreTries,
                Delay = InternalCalls.FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static attempt => ValueTask.FromResult(InternalCalls.IsWorthAnotherTry(attempt.Outcome.Result, attempt.Outcome.Exception)),
            })
            .Build();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => InternalCalls.IsSafe(request.Method)
            ? await _pipeline.ExecuteAsync(async token => await base.SendAsync(request, token), cancellationToken)
            : await base.SendAsync(request, cancellationToken);
    }
}
