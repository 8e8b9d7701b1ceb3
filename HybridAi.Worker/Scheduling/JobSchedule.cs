using System.Diagnostics.CodeAnalysis;
using HybridAi.Core.Configuration;
using Quartz;

namespace HybridAi.Worker.Scheduling;

/// <summary>
/// When a job runs: every so often, counted from the Unix epoch, or by a cron expression in UTC. Either way the times are the same on every worker,
/// whenever it was started, so that workers mean the same firing.
/// </summary>
internal sealed class JobSchedule
{
    /// <summary>What <see cref="TryParse"/> accepts, for error messages.</summary>
    public const string Accepted = "an interval of 1s to 366d such as 5m or 1h, or a cron expression in UTC of five fields such as '30 4 * * *' (or six with seconds in front)";

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);
    private readonly TimeSpan _interval;
    private readonly CronExpression? _cron;

    private JobSchedule(string text, TimeSpan interval, CronExpression? cron) => (Text, _interval, _cron) = (text, interval, cron);

    /// <summary>The schedule as it was configured.</summary>
    public string Text { get; }

    /// <summary>Reads a schedule.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JobSchedule? schedule)
    {
        text = text.Trim();
        schedule = DurationText.TryParse(text, out var interval)
            ? interval >= Shortest && interval <= Longest ? new JobSchedule(text, interval, null) : null
            : TryParseCron(text, out var cron) ? new JobSchedule(text, default, cron) : null;
        return schedule is not null;
    }

    /// <summary>The last time at or before a moment that it names, or null if there is none.</summary>
    public DateTimeOffset? LastDue(DateTimeOffset now) => _cron is null
        ? now.ToUniversalTime().AddTicks(-((now - DateTimeOffset.UnixEpoch).Ticks % _interval.Ticks))
        : _cron.GetPreviousValidTimeBefore(now.AddTicks(1));

    /// <summary>The first time after a moment that it names, or null if there is none.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now) => _cron is null ? LastDue(now) + _interval : _cron.GetNextValidTimeAfter(now);

    /// <summary>A trigger that fires at these times; those that pass while the process sleeps are not made up for by it.</summary>
    public ITrigger ToTrigger(string name, TimeProvider time)
    {
        var trigger = TriggerBuilder.Create(time).WithIdentity(name);
        return _cron is null
            ? trigger.StartAt(NextDue(time.GetUtcNow())!.Value).WithSchedule(
                SimpleScheduleBuilder.Create().WithInterval(_interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)).Build()
            : trigger.StartNow().WithSchedule(CronScheduleBuilder.Create(_cron).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing)).Build();
    }

    private static bool TryParseCron(string text, [NotNullWhen(true)] out CronExpression? cron)
    {
        var format = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 5 ? CronFormat.Unix : CronFormat.Quartz;
        var parsed = CronExpression.TryParse(text, format, out cron);
        cron = parsed ? cron!.WithTimeZone(TimeZoneInfo.Utc) : null;
        return parsed;
    }
}
