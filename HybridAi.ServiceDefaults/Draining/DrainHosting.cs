using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridAi.ServiceDefaults.Draining;

/// <summary>Registers the orderly end.</summary>
internal static class DrainHosting
{
    public static void AddDraining(this IHostApplicationBuilder builder, DrainOptions options)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        // Behind the drain the rest of the host has as long again as it needs to be told.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Notice + options.Timeout + Drain.Margin + Drain.Margin);
    }
}
