using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.ServiceDefaults.Logging;

/// <summary>Registers logs in files.</summary>
internal static class LogFileHosting
{
    private const string DefaultDataDirectory = ".hybridai";

    public static void AddLogFiles(this IHostApplicationBuilder builder, LogFileOptions options)
    {
        var folder = options.FolderIn(Path.GetFullPath(builder.Configuration["HYBRIDAI_DATA"] is { Length: > 0 } data ? data : DefaultDataDirectory));
        // Processes on one machine, and machines that share a folder, are told apart.
        var writer = $"{builder.Environment.ApplicationName.ToLowerInvariant().Replace('.', '-')}.{Environment.MachineName.ToLowerInvariant()}.{Environment.ProcessId}";
        builder.Services.AddSingleton<ILoggerProvider>(provider => new LogFileProvider(options, folder, writer, provider.GetRequiredService<TimeProvider>()));
    }
}
