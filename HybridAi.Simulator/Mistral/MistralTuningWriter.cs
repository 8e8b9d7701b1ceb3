using System.Text.Json;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Tuning;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Mistral;

/// <summary>Writes fine-tuning jobs; their events and checkpoints are part of them.</summary>
internal static class MistralTuningWriter
{
    public static string Status(JobPhase phase) => phase switch
    {
        JobPhase.First => "QUEUED",
        JobPhase.Second => "VALIDATING",
        JobPhase.Validated => "VALIDATED",
        JobPhase.Running or JobPhase.Paused => "RUNNING",
        JobPhase.Succeeded => "SUCCESS",
        JobPhase.Failed => "FAILED",
        JobPhase.FailedValidation => "FAILED_VALIDATION",
        _ => "CANCELLED",
    };

    /// <summary>A text as it was asked for.</summary>
    public static string? Asked(TuningJob job, string name) => RequestFields.Text(job.Asked, name);

    public static void Write(Utf8JsonWriter json, TuningJob job, DateTimeOffset now, bool detailed)
    {
        var phase = job.Phase(now);
        var events = Events(job, phase, now);
        json.WriteStartObject();
        json.WriteString("id"u8, job.Id);
        json.WriteString("object"u8, "job"u8);
        json.WriteString("job_type"u8, "completion"u8);
        json.WriteBoolean("auto_start"u8, RequestFields.Flag(job.Asked, "auto_start") ?? true);
        json.WriteString("model"u8, Asked(job, "model"));
        json.WriteString("status"u8, Status(phase));
        JobAnswer.WriteTime(json, "created_at", job.CreatedAt);
        JobAnswer.WriteTime(json, "modified_at", events[0].At);
        WriteTexts(json, "training_files", job.TrainingFiles);
        WriteTexts(json, "validation_files", job.ValidationFiles);
        json.WriteString("fine_tuned_model"u8, phase == JobPhase.Succeeded ? job.TunedName : null);
        json.WriteString("suffix"u8, Asked(job, "suffix"));
        json.WritePropertyName("integrations"u8);
        if (RequestFields.Get(job.Asked, "integrations") is { } integrations)
            integrations.WriteTo(json);
        else
            json.WriteRawValue("[]");
        json.WritePropertyName("trained_tokens"u8);
        if (phase == JobPhase.Succeeded)
            json.WriteNumberValue(job.Plan.TrainedTokens);
        else
            json.WriteNullValue();
        json.WriteStartObject("metadata"u8);
        WriteMetadata(json, job);
        json.WriteEndObject();
        WriteHyperparameters(json, job);
        json.WriteStartArray("repositories"u8);
        json.WriteEndArray();
        if (detailed)
        {
            WriteEvents(json, events);
            WriteCheckpoints(json, job, now);
        }

        json.WriteEndObject();
    }

    /// <summary>What a job would take, without its being made.</summary>
    public static void WriteEstimate(Utf8JsonWriter json, TuningJob job)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "job.metadata"u8);
        json.WriteBoolean("deprecated"u8, true);
        json.WriteString("details"u8, job.FileProblem?.Message ?? "");
        json.WriteNumber("epochs"u8, job.Plan.Epochs);
        json.WriteNumber("training_steps"u8, job.Plan.Steps);
        WriteMetadata(json, job);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, TuningJob job)
    {
        json.WriteNumber("expected_duration_seconds"u8, (long)Math.Ceiling(job.Script.Duration.TotalSeconds));
        json.WriteNumber("cost"u8, Pricing.TrainingNanoDollars(job.Plan.TrainedTokens, job.Base.FineTuning!.TrainingPrice) / 1_000_000_000m);
        json.WriteString("cost_currency"u8, "USD"u8);
        json.WriteNumber("train_tokens_per_step"u8, job.Plan.TrainedTokens / job.Plan.Steps);
        json.WriteNumber("train_tokens"u8, job.Plan.TrainedTokens);
        json.WriteNumber("data_tokens"u8, (long)Math.Round(job.Plan.TrainedTokens / job.Plan.Epochs));
        JobAnswer.WriteTime(json, "estimated_start_time", job.CreatedAt + job.Script.Queue);
    }

    private static void WriteHyperparameters(Utf8JsonWriter json, TuningJob job)
    {
        var asked = RequestFields.Get(job.Asked, "hyperparameters")!.Value;
        json.WriteStartObject("hyperparameters"u8);
        json.WriteNumber("training_steps"u8, job.Plan.Steps);
        json.WriteNumber("learning_rate"u8, job.Plan.LearningRate);
        json.WriteNumber("weight_decay"u8, RequestFields.Number(asked, "weight_decay") ?? 0.1);
        json.WriteNumber("warmup_fraction"u8, RequestFields.Number(asked, "warmup_fraction") ?? 0.05);
        json.WriteNumber("epochs"u8, job.Plan.Epochs);
        if (RequestFields.Integer(asked, "seq_len") is { } length)
            json.WriteNumber("seq_len"u8, length);
        if (RequestFields.Number(asked, "fim_ratio") is { } ratio)
            json.WriteNumber("fim_ratio"u8, ratio);
        json.WriteEndObject();
    }

    // Newest first.
    private static List<(DateTimeOffset At, string Status, string? Error)> Events(TuningJob job, JobPhase phase, DateTimeOffset now)
    {
        var events = new List<(DateTimeOffset At, string Status, string? Error)> { (job.CreatedAt, "QUEUED", null) };
        var until = job.FinishedAt ?? now;
        var passed = job.FileProblem is null && phase != JobPhase.First;
        if (passed && until >= job.At(job.Half))
            events.Add((job.At(job.Half), "VALIDATING", null));
        if (passed && job.Trained(now) >= TimeSpan.Zero)
        {
            events.Add((job.At(job.Script.Queue), "VALIDATED", null));
            if (phase is not JobPhase.Validated && (job.StartedAt is not null || RequestFields.Flag(job.Asked, "auto_start") != false))
                events.Add((job.StartedAt ?? job.At(job.Script.Queue), "RUNNING", null));
        }

        if (job.FinishedAt is { } end)
            events.Add((end, Status(phase), job.Problem?.Message));
        events.Reverse();
        return events;
    }

    private static void WriteEvents(Utf8JsonWriter json, List<(DateTimeOffset At, string Status, string? Error)> events)
    {
        json.WriteStartArray("events"u8);
        foreach (var (at, status, error) in events)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, "status-updated"u8);
            json.WriteStartObject("data"u8);
            json.WriteString("status"u8, status);
            if (error is not null)
                json.WriteString("error"u8, error);
            json.WriteEndObject();
            JobAnswer.WriteTime(json, "created_at", at);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCheckpoints(Utf8JsonWriter json, TuningJob job, DateTimeOffset now)
    {
        var done = job.StepsDone(now);
        json.WriteStartArray("checkpoints"u8);
        foreach (var step in job.Plan.Checkpoints.Where(step => step <= done).Reverse())
        {
            json.WriteStartObject();
            json.WriteStartObject("metrics"u8);
            json.WriteNumber("train_loss"u8, job.Plan.Curve.TrainLoss(step));
            if (job.ValidationFiles.Count > 0)
            {
                json.WriteNumber("valid_loss"u8, job.Plan.Curve.ValidLoss(step));
                json.WriteNumber("valid_mean_token_accuracy"u8, TrainingCurve.Accuracy(job.Plan.Curve.ValidLoss(step)));
            }

            json.WriteEndObject();
            json.WriteNumber("step_number"u8, step);
            JobAnswer.WriteTime(json, "created_at", job.StepAt(step));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
