using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Jobs.Tuning;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>One thing that happened to a job.</summary>
internal sealed record TuningEvent(string Id, DateTimeOffset At, string Level, string Message, Action<Utf8JsonWriter>? Metrics)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "fine_tuning.job.event"u8);
        json.WriteString("id"u8, Id);
        json.WriteNumber("created_at"u8, At.ToUnixTimeSeconds());
        json.WriteString("level"u8, Level);
        json.WriteString("message"u8, Message);
        json.WriteStartObject("data"u8);
        Metrics?.Invoke(json);
        json.WriteEndObject();
        json.WriteString("type"u8, Metrics is null ? "message"u8 : "metrics"u8);
        json.WriteEndObject();
    }
}

/// <summary>What has happened to a job, worked out anew for whoever asks.</summary>
internal static class TuningEvents
{
    private const int MostMetrics = 1_000;

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<TuningEvent> Of(TuningJob job, DateTimeOffset now)
    {
        var events = new List<TuningEvent>();
        var phase = job.Phase(now);
        Add(job.CreatedAt, $"Created fine-tuning job: {job.Id}");
        Add(job.CreatedAt, $"Validating training file: {job.TrainingFiles[0]}{(job.ValidationFiles.Count > 0 ? $" and validation file: {job.ValidationFiles[0]}" : "")}");
        var until = job.FinishedAt ?? now;
        if (job.FileProblem is null && until >= job.At(job.Half) && phase != JobPhase.First)
            Add(job.At(job.Half), "Files validated, moving job to queued state");
        if (job.FileProblem is null && job.Trained(now) >= TimeSpan.Zero && phase >= JobPhase.Running)
        {
            Add(job.At(job.Script.Queue), "Fine-tuning job started");
            AddSteps(job, job.StepsDone(now), Add);
        }

        switch (phase)
        {
            case JobPhase.Succeeded:
                Add(until, "New fine-tuned model created");
                Add(until, "The job has successfully completed");
                break;
            case JobPhase.Cancelled:
                Add(until, "Fine-tuning job cancelled", "warn");
                break;
            case JobPhase.Failed or JobPhase.FailedValidation:
                Add(until, job.Problem!.Message, "error");
                break;
        }

        events.Reverse();
        return events;

        void Add(DateTimeOffset at, string message, string level = "info", Action<Utf8JsonWriter>? metrics = null) =>
            events.Add(new TuningEvent($"ftevent-{TuningWriter.Hash(job, 1_000_000 + events.Count):x16}", at, level, message, metrics));
    }

    /// <summary>The steps whose metrics are told: all of a short training, and some of a long one.</summary>
    public static IEnumerable<int> MetricSteps(TrainingPlan plan)
    {
        var stride = Math.Max(1, (int)Math.Ceiling((double)plan.Steps / MostMetrics));
        for (var step = 1; step < plan.Steps; step += stride)
            yield return step;
        yield return plan.Steps;
    }

    private static void AddSteps(TuningJob job, int done, Action<DateTimeOffset, string, string, Action<Utf8JsonWriter>?> add)
    {
        var checkpoints = job.Plan.Checkpoints;
        foreach (var step in MetricSteps(job.Plan).Union(checkpoints).Order())
        {
            if (step > done)
                break;
            var (train, valid) = (job.Plan.Curve.TrainLoss(step), job.Plan.Curve.ValidLoss(step));
            var validated = job.ValidationFiles.Count > 0;
            var message = string.Create(
                CultureInfo.InvariantCulture, $"Step {step}/{job.Plan.Steps}: training loss={train:0.00}{(validated ? $", validation loss={valid:0.00}" : "")}");
            add(job.StepAt(step), message, "info", json =>
            {
                json.WriteNumber("step"u8, step);
                json.WriteNumber("total_steps"u8, job.Plan.Steps);
                json.WriteNumber("train_loss"u8, train);
                json.WriteNumber("train_mean_token_accuracy"u8, TrainingCurve.Accuracy(train));
                if (!validated)
                    return;
                json.WriteNumber("valid_loss"u8, valid);
                json.WriteNumber("valid_mean_token_accuracy"u8, TrainingCurve.Accuracy(valid));
            });
            if (checkpoints.Contains(step) && step != job.Plan.Steps)
                add(job.StepAt(step), $"Checkpoint created at step {step}", "info", null);
        }
    }
}
