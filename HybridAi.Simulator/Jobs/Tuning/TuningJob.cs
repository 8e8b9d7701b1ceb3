using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>A fine-tuning job, whatever the wire.</summary>
internal sealed class TuningJob : IJob
{
    private readonly Lock _lock = new();
    private readonly JobClock _clock;
    private bool _held;
    private JobPhase? _end;

    public TuningJob(DateTimeOffset createdAt, bool held)
    {
        CreatedAt = createdAt;
        _clock = new JobClock(createdAt);
        _held = held;
    }

    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>The model that is tuned.</summary>
    public required CatalogModel Base { get; init; }

    public required IReadOnlyList<string> TrainingFiles { get; init; }

    public IReadOnlyList<string> ValidationFiles { get; init; } = [];

    /// <summary>The name of the model to be made.</summary>
    public required string TunedName { get; init; }

    /// <summary>Settings as they were asked for, to be repeated.</summary>
    public required JsonElement Asked { get; init; }

    public string Method { get; init; } = "supervised";

    public long Seed { get; init; }

    public required TrainingPlan Plan { get; init; }

    /// <summary>What is wrong with the files.</summary>
    public JobProblem? FileProblem { get; init; }

    public required ScriptedJobs Script { get; init; }

    /// <summary>The results as a file; null where the provider has no such file.</summary>
    public Func<TuningJob, StoredFile>? MakeResults { get; init; }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public string? ResultFile { get; private set; }

    public JobProblem? Problem { get; private set; }

    /// <summary>When it was set going by hand.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When files are found to be wrong, or the next phase begins.</summary>
    public TimeSpan Half => Script.Queue / 2;

    public JobPhase Phase(DateTimeOffset now)
    {
        lock (_lock)
        {
            // An end that has come since the last look is one when somebody looks again.
            return (_end, PhaseNow(now)) switch
            {
                (null, JobPhase.FailedValidation) => JobPhase.First,
                (null, >= JobPhase.Succeeded) => JobPhase.Running,
                (_, var phase) => phase,
            };
        }
    }

    public DateTimeOffset At(TimeSpan worked)
    {
        lock (_lock)
            return _clock.At(worked);
    }

    /// <summary>Work from the start of training on; negative before.</summary>
    public TimeSpan Trained(DateTimeOffset now)
    {
        lock (_lock)
            return _clock.Worked(FinishedAt ?? now) - Script.Queue;
    }

    /// <summary>Steps done by now.</summary>
    public int StepsDone(DateTimeOffset now)
    {
        if (Phase(now) == JobPhase.Succeeded)
            return Plan.Steps;
        var done = Trained(now) / (Script.Duration > TimeSpan.Zero ? Script.Duration : TimeSpan.FromTicks(1));
        return (int)Math.Clamp(done * Plan.Steps, 0, Plan.Steps);
    }

    /// <summary>When a step was done.</summary>
    public DateTimeOffset StepAt(int step) => At(Script.Queue + (Script.Duration * ((double)step / Plan.Steps)));

    public bool Cancel(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (PhaseNow(now) is JobPhase.Succeeded or JobPhase.Failed or JobPhase.FailedValidation or JobPhase.Cancelled)
                return false;
            (_end, FinishedAt) = (JobPhase.Cancelled, now);
            return true;
        }
    }

    public bool Pause(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (PhaseNow(now) is not (JobPhase.Second or JobPhase.Running))
                return false;
            _clock.Stop(now);
            return true;
        }
    }

    public bool Resume(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (PhaseNow(now) != JobPhase.Paused)
                return false;
            _clock.Resume(now);
            return true;
        }
    }

    /// <summary>Sets a job going that waits for it.</summary>
    public bool Start(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (PhaseNow(now) != JobPhase.Validated)
                return false;
            _held = false;
            _clock.Resume(now);
            StartedAt = now;
            return true;
        }
    }

    /// <summary>Does what is due when the job has ended.</summary>
    public void Advance(Simulation simulation, SimulatedProvider provider, DateTimeOffset now)
    {
        lock (_lock)
        {
            var phase = PhaseNow(now);
            if (_end is not null || phase < JobPhase.Succeeded)
                return;
            _end = phase;
            FinishedAt = _clock.At(phase switch
            {
                JobPhase.Succeeded => Script.Queue + Script.Duration,
                JobPhase.Failed => Script.Queue + (Script.Duration / 2),
                _ => Half,
            });
            Problem = phase == JobPhase.Failed ? new JobProblem("server_error", Script.Fail!, null) : FileProblem;
        }

        if (_end == JobPhase.Succeeded)
            Finish(simulation, provider);
    }

    private void Finish(Simulation simulation, SimulatedProvider provider)
    {
        if (MakeResults?.Invoke(this) is { } results)
        {
            provider.Jobs.Files.Add(results);
            ResultFile = results.Id;
        }

        foreach (var step in Plan.Checkpoints)
        {
            provider.Jobs.Models.Add(Owner, TunedModels.Make(Base, NameAt(step), new TunedFrom(Base.Tuned?.Base ?? Base.Id, Id, StepAt(step))
            {
                Quality = Script.Quality ?? Base.Tuned?.Quality,
                Checkpoint = step != Plan.Steps,
            }));
        }

        var price = Base.FineTuning?.TrainingPrice;
        simulation.Invoice.Add(new InvoiceLine(
            Id, provider.Profile.Name, Base.Tuned?.Base ?? Base.Id, new BilledTokens { Training = Plan.TrainedTokens },
            Pricing.TrainingNanoDollars(Plan.TrainedTokens, price), Outcome.Completed, price is not null, FinishedAt!.Value));
    }

    /// <summary>The name of the model as it is after a step.</summary>
    public string NameAt(int step) => step == Plan.Steps ? TunedName : $"{TunedName}:ckpt-step-{step}";

    private JobPhase PhaseNow(DateTimeOffset now)
    {
        if (_end is { } end)
            return end;
        var worked = _clock.Worked(now);
        if (worked < Half)
            return JobPhase.First;
        if (FileProblem is not null)
            return JobPhase.FailedValidation;
        if (_held && worked >= Script.Queue)
        {
            _clock.Stop(_clock.At(Script.Queue));
            return JobPhase.Validated;
        }

        if (_clock.Stopped)
            return JobPhase.Paused;
        if (worked < Script.Queue)
            return JobPhase.Second;
        if (Script.Fail is not null && worked >= Script.Queue + (Script.Duration / 2))
            return JobPhase.Failed;
        return worked < Script.Queue + Script.Duration ? JobPhase.Running : JobPhase.Succeeded;
    }
}
