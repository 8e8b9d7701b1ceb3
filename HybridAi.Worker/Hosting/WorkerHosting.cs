using HybridAi.Node.Hosting;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;
using HybridAi.Worker.Jobs;
using HybridAi.Worker.Jobs.UsageRollup;
using HybridAi.Worker.Running;
using HybridAi.Worker.Scheduling;
using Quartz;

namespace HybridAi.Worker.Hosting;

/// <summary>Puts the worker, which runs the background jobs, into a host.</summary>
public static class WorkerHosting
{
    /// <summary>Reads the configuration and registers the worker, which begins to work when the host is started.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="simulatedProviders">Addresses of simulated providers by name, used for those that no key is known of.</param>
    /// <returns>The settings of this process.</returns>
    /// <exception cref="ConfigurationException">The configuration cannot be used; every error is listed.</exception>
    public static NodeSettings AddWorker(this IHostApplicationBuilder builder, IReadOnlyDictionary<string, Uri> simulatedProviders)
    {
        var reader = new OptionsReader(builder.Configuration);
        var options = reader.Read<WorkerOptions>("Worker");
        var jobs = new JobRegistry(builder.Services, reader);
        jobs.AddJobs();
        ReportUnknownJobs(builder.Configuration, jobs, reader);
        var settings = AddNode(builder, simulatedProviders, reader);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(reader.InEffect);
        builder.Services.AddSingleton(jobs.Entries);
        builder.Services.AddSingleton<RollupRun>();
        builder.Services.AddSingleton<JobWake>();
        builder.Services.AddSingleton<DueJobs>();
        builder.Services.AddTransient<DueTrigger>();
        builder.Services.AddQuartz();
        builder.Services.AddHostedService<JobTriggers>();
        builder.Services.AddHostedService<JobRunner>();
        return settings;
    }

    /// <summary>Opens database and journal of a built host, if they are not open yet; to be called before the host is started.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="StorageException">Data directory or database cannot be used.</exception>
    public static Task OpenWorkerAsync(this IHost host) => host.Services.OpenNodeAsync(CancellationToken.None);

    // Jobs and the rest are read in turn, but what is wrong with either is told at once.
    private static NodeSettings AddNode(IHostApplicationBuilder builder, IReadOnlyDictionary<string, Uri> simulatedProviders, OptionsReader reader)
    {
        try
        {
            var settings = builder.AddNode(simulatedProviders);
            reader.ThrowIfInvalid();
            return settings;
        }
        catch (ConfigurationException invalid) when (invalid.Errors != reader.Errors && reader.Errors.Count > 0)
        {
            throw new ConfigurationException([.. invalid.Errors, .. reader.Errors]);
        }
    }

    private static void ReportUnknownJobs(IConfiguration configuration, JobRegistry jobs, OptionsReader reader)
    {
        foreach (var section in configuration.GetSection("Jobs").GetChildren().Where(section => !jobs.Sections.Contains(section.Key, StringComparer.OrdinalIgnoreCase)))
            reader.Report(section.Path, $"is unknown. Known are: {string.Join(", ", jobs.Sections)}.");
    }
}
