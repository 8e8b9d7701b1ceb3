using System.Globalization;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Jobs;
using HybridAi.Core.Usage;
using HybridAi.Node.Settings;
using HybridAi.Worker.Running;
using HybridAi.Worker.Scheduling;

namespace HybridAi.Worker.Jobs.SystemHealthCheck;

/// <summary>
/// Looks at what no gateway answers for by itself: how quick the database is, what the worker depends on (Redis among it), how much lies in journals, how full the disk is, and whether jobs run when they should and succeed.
/// While the database is away it cannot run, which the gateways' own health tells.
/// </summary>
internal sealed class SystemHealthCheckJob(
    IJobStore jobs, IFindingStore findings, IUsageJournal journal, IEnumerable<IDependency> dependencies, NodeSettings settings, SystemHealthCheckOptions options, TimeProvider time) : IBackgroundJob
{
    private const int Mebi = 1024 * 1024;
    private const int MostRuns = 10;

    private readonly IDependency[] _dependencies = [.. dependencies];

    public static string Name => "system-health-check";

    public static string Description => "Looks at the database, Redis, journals, the disk and the other jobs, and notes what is not as it should be.";

    public static string DefaultSchedule => "1m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var (now, found) = (time.GetUtcNow(), new List<FoundNow>());
        var asked = time.GetTimestamp();
        var known = await jobs.ListAsync(cancellationToken);
        CheckDatabase(run, time.GetElapsedTime(asked), found);
        found.AddRange(_dependencies.Select(one => one.State).Where(state => state.IsDegraded).Select(state => new FoundNow(state.Name, HealthLevel.Warning, $"{state.Name}: {state.Detail}")));
        CheckJournals(run, found);
        CheckDisk(run, found);
        foreach (var job in known.Where(job => job.Definition.Name != Name))
            await CheckAsync(job, now, found, cancellationToken);
        // What is slow may be lost, too: of each thing the worst counts there.
        var changes = await findings.SettleAsync(Name, found, now, run.Fence, cancellationToken);
        run.Count("jobs", known.Count);
        run.Count("warnings", changes.Warnings);
        run.Count("critical", changes.Critical);
        run.Count("begun", changes.Begun + changes.Changed);
        run.Count("ended", changes.Ended);
    }

    private void CheckDatabase(JobContext run, TimeSpan took, List<FoundNow> found)
    {
        run.Count("databaseMs", (long)took.TotalMilliseconds);
        if (took >= options.SlowDatabase)
            found.Add(new("database", HealthLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"the database took {took.TotalMilliseconds:0} ms for the list of jobs")));
    }

    private void CheckJournals(JobContext run, List<FoundNow> found)
    {
        if (journal.Unavailable is { } broken)
            found.Add(new("journal", HealthLevel.Critical, $"the journal cannot be written: {broken}"));
        else if (journal.Delayed is { } delayed)
            found.Add(new("journal", HealthLevel.Warning, delayed));
        var root = new DirectoryInfo(Path.Combine(settings.DataDirectory, settings.Journal.Directory ?? "journal"));
        var critical = options.JournalWarning + ((1 - options.JournalWarning) / 2);
        foreach (var node in root.Exists ? root.GetDirectories() : [])
        {
            var bytes = SizeOf(node);
            run.Count("journalBytes", bytes);
            Add(ResourceJudge.Judge(new ResourceUse($"journal {node.Name}", bytes, settings.Journal.MaxBacklogBytes, "bytes"), options.JournalWarning, critical), found);
        }
    }

    // Its writer removes files meanwhile.
    private static long SizeOf(DirectoryInfo node)
    {
        var bytes = 0L;
        try
        {
            foreach (var file in node.EnumerateFiles("*.log"))
                bytes += file.Exists ? file.Length : 0;
        }
        catch (IOException)
        {
            return bytes;
        }

        return bytes;
    }

    private void CheckDisk(JobContext run, List<FoundNow> found)
    {
        var disk = new DriveInfo(settings.DataDirectory);
        run.Count("diskFreeMb", disk.AvailableFreeSpace / Mebi);
        Add(ResourceJudge.Judge(new ResourceUse("disk", disk.TotalSize - disk.AvailableFreeSpace, disk.TotalSize, "bytes"), options.DiskWarning, options.DiskCritical), found);
    }

    private async Task CheckAsync(Job job, DateTimeOffset now, List<FoundNow> found, CancellationToken cancellationToken)
    {
        var (name, late) = (job.Definition.Name, now - options.JobLateness);
        if (job.Paused)
            return;
        var waiting = (await jobs.RunsAsync(name, JobRunState.Pending, null, MostRuns, cancellationToken)).Items;
        var due = waiting.Count > 0 ? waiting.Min(run => run.ScheduledAt) : job.Definition is { Enabled: true, NextAt: { } next } ? next : (DateTimeOffset?)null;
        var running = due < late ? (await jobs.RunsAsync(name, JobRunState.Running, null, 1, cancellationToken)).Items.FirstOrDefault() : null;
        if (due < late && running is null)
            found.Add(new($"job {name}", HealthLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"the job {name} was due at {due:yyyy-MM-dd HH:mm:ss} UTC, and no worker has begun it")));
        // The next run of a long one waits for it; one that hangs renews its lease for ever.
        else if (running?.StartedAt is { } started && started + LengthOf(job.Definition, started) < late)
            found.Add(new($"job {name}", HealthLevel.Warning, string.Create(
                CultureInfo.InvariantCulture, $"the job {name} runs since {started:yyyy-MM-dd HH:mm:ss} UTC, and its next run has been waiting since {due:yyyy-MM-dd HH:mm:ss} UTC")));
        else if (due is not null && job.LastRun is { State: JobRunState.Failed } failed)
            found.Add(new($"job {name}", HealthLevel.Warning, $"the job {name} failed: {failed.Error}"));
    }

    // The time between two runs. Zero if the schedule is one of another release, or names no two times.
    private static TimeSpan LengthOf(JobDefinition job, DateTimeOffset from) =>
        JobSchedule.TryParse(job.Schedule, out var schedule) && schedule.NextDue(from) is { } next && schedule.NextDue(next) is { } second ? second - next : TimeSpan.Zero;

    private static void Add(ResourceState state, List<FoundNow> found)
    {
        if (state.Verdict.Level > HealthLevel.Healthy)
            found.Add(new(state.Use.Name, state.Verdict.Level, state.Verdict.Reason!));
    }
}
