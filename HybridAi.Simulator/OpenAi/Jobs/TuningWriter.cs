using System.Text.Json;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Tuning;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>Writes fine-tuning jobs and their checkpoints.</summary>
internal static class TuningWriter
{
    public static string Status(JobPhase phase) => phase switch
    {
        JobPhase.First => "validating_files",
        JobPhase.Second or JobPhase.Validated => "queued",
        JobPhase.Running => "running",
        JobPhase.Paused => "paused",
        JobPhase.Succeeded => "succeeded",
        JobPhase.Cancelled => "cancelled",
        _ => "failed",
    };

    public static JsonElement? Metadata(TuningJob job) => RequestFields.Get(job.Asked, "metadata");

    public static string CheckpointId(TuningJob job, int step) => $"ftckpt_{Hash(job, step):x16}";

    /// <summary>The same for the same job and number.</summary>
    public static ulong Hash(TuningJob job, int number) => Randomness.Mix((ulong)number + 1, BitConverter.ToUInt64(System.Text.Encoding.UTF8.GetBytes(job.Id[^8..])));

    public static void Write(Utf8JsonWriter json, TuningJob job, DateTimeOffset now)
    {
        var phase = job.Phase(now);
        var succeeded = phase == JobPhase.Succeeded;
        var decided = job.FileProblem is null && (phase is >= JobPhase.Second and <= JobPhase.Failed);
        json.WriteStartObject();
        json.WriteString("object"u8, "fine_tuning.job"u8);
        json.WriteString("id"u8, job.Id);
        json.WriteString("model"u8, job.Base.FineTuning!.Snapshot is { } snapshot && job.Base.Tuned is null ? snapshot : job.Base.Id);
        JobAnswer.WriteTime(json, "created_at", job.CreatedAt);
        JobAnswer.WriteTime(json, "finished_at", job.FinishedAt);
        json.WriteString("fine_tuned_model"u8, succeeded ? job.TunedName : null);
        json.WriteString("organization_id"u8, "org-simulated"u8);
        json.WriteStartArray("result_files"u8);
        if (job.ResultFile is { } results)
            json.WriteStringValue(results);
        json.WriteEndArray();
        json.WriteString("status"u8, Status(phase));
        json.WriteString("validation_file"u8, job.ValidationFiles.Count > 0 ? job.ValidationFiles[0] : null);
        json.WriteString("training_file"u8, job.TrainingFiles[0]);
        json.WritePropertyName("hyperparameters"u8);
        WriteHyperparameters(json, job, decided);
        json.WritePropertyName("trained_tokens"u8);
        if (succeeded)
            json.WriteNumberValue(job.Plan.TrainedTokens);
        else
            json.WriteNullValue();
        WriteError(json, job.Problem);
        json.WriteNumber("seed"u8, job.Seed);
        JobAnswer.WriteTime(json, "estimated_finish", phase == JobPhase.Running ? job.StepAt(job.Plan.Steps) : null);
        json.WritePropertyName("integrations"u8);
        if (RequestFields.Get(job.Asked, "integrations") is { } integrations)
            integrations.WriteTo(json);
        else
            json.WriteRawValue("[]");
        JobAnswer.WriteJson(json, "metadata", Metadata(job));
        json.WriteString("user_provided_suffix"u8, RequestFields.Text(job.Asked, "suffix"));
        json.WriteStartObject("method"u8);
        json.WriteString("type"u8, job.Method);
        json.WriteStartObject(job.Method);
        json.WritePropertyName("hyperparameters"u8);
        WriteHyperparameters(json, job, decided);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteCheckpoint(Utf8JsonWriter json, TuningJob job, int step)
    {
        var (train, valid) = (job.Plan.Curve.TrainLoss(step), job.Plan.Curve.ValidLoss(step));
        json.WriteStartObject();
        json.WriteString("object"u8, "fine_tuning.job.checkpoint"u8);
        json.WriteString("id"u8, CheckpointId(job, step));
        JobAnswer.WriteTime(json, "created_at", job.StepAt(step));
        json.WriteString("fine_tuned_model_checkpoint"u8, job.NameAt(step));
        json.WriteString("fine_tuning_job_id"u8, job.Id);
        json.WriteNumber("step_number"u8, step);
        json.WriteStartObject("metrics"u8);
        json.WriteNumber("step"u8, step);
        json.WriteNumber("train_loss"u8, train);
        json.WriteNumber("train_mean_token_accuracy"u8, TrainingCurve.Accuracy(train));
        if (job.ValidationFiles.Count > 0)
        {
            json.WriteNumber("valid_loss"u8, valid);
            json.WriteNumber("valid_mean_token_accuracy"u8, TrainingCurve.Accuracy(valid));
            json.WriteNumber("full_valid_loss"u8, valid);
            json.WriteNumber("full_valid_mean_token_accuracy"u8, TrainingCurve.Accuracy(valid));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, JobProblem? problem)
    {
        if (problem is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, problem.Code);
        json.WriteString("message"u8, problem.Message);
        json.WriteString("param"u8, problem.Param);
        json.WriteEndObject();
    }

    // "auto" as long as the files have not been looked at.
    private static void WriteHyperparameters(Utf8JsonWriter json, TuningJob job, bool decided)
    {
        var asked = RequestFields.Get(job.Asked, "hyperparameters");
        if (RequestFields.Get(job.Asked, "method") is { } method && RequestFields.Get(method, job.Method) is { } settings)
            asked = RequestFields.Get(settings, "hyperparameters");
        json.WriteStartObject();
        Write("n_epochs", job.Plan.Epochs);
        Write("batch_size", job.Plan.BatchSize);
        Write("learning_rate_multiplier", job.Plan.LearningRate);
        if (job.Plan.Beta is { } beta)
            Write("beta", beta);
        json.WriteEndObject();

        void Write(string name, double value)
        {
            if (decided || (asked is { } given && RequestFields.Number(given, name) is not null))
                json.WriteNumber(name, value);
            else
                json.WriteString(name, "auto"u8);
        }
    }
}
