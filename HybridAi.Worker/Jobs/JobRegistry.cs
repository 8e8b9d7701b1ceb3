using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Worker.Scheduling;

namespace HybridAi.Worker.Jobs;

/// <summary>Collects the jobs of a worker and reads their options.</summary>
internal sealed class JobRegistry(IServiceCollection services, OptionsReader reader)
{
    private readonly List<JobEntry> _entries = [];
    private readonly List<string> _sections = [];

    /// <summary>The jobs so far.</summary>
    public IReadOnlyList<JobEntry> Entries => _entries;

    /// <summary>The names of the sections under <c>Jobs</c> that they have.</summary>
    public IReadOnlyList<string> Sections => _sections;

    /// <summary>Adds a job without options of its own.</summary>
    public void Add<TJob>()
        where TJob : class, IBackgroundJob => Add<TJob, JobOptions>();

    /// <summary>Adds a job. What is wrong with its options the reader is told.</summary>
    public void Add<TJob, TOptions>()
        where TJob : class, IBackgroundJob
        where TOptions : JobOptions, new()
    {
        var section = SectionOf(TJob.Name);
        _sections.Add(section);
        // The defaults stand in the options before they are filled, so that they are told as the defaults.
        var options = new TOptions { Enabled = TJob.EnabledByDefault, Schedule = TJob.DefaultSchedule };
        reader.Fill(options, $"Jobs:{section}");
        if (options.Schedule is not { Length: > 0 })
            options.Schedule = TJob.DefaultSchedule;
        services.AddSingleton(options);
        services.AddSingleton<TJob>();
        if (JobSchedule.TryParse(options.Schedule, out var schedule))
            _entries.Add(new JobEntry(
                TJob.Name, TJob.Description, schedule, options.Enabled ?? TJob.EnabledByDefault,
                static (provider, run, cancellationToken) => provider.GetRequiredService<TJob>().RunAsync(run, cancellationToken)));
        else
            reader.Report($"Jobs:{section}:Schedule", $"must be {JobSchedule.Accepted}.");
    }

    private static string SectionOf(string name) => string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
