using System.Text.Json;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Batches;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>Writes batches.</summary>
internal static class BatchWriter
{
    public static string Status(BatchJob batch, DateTimeOffset now) => batch.Phase(now) switch
    {
        BatchPhase.Validating => "validating",
        BatchPhase.Running => "in_progress",
        BatchPhase.Finalizing => "finalizing",
        BatchPhase.Cancelling => "cancelling",
        BatchPhase.Completed => "completed",
        BatchPhase.Failed => "failed",
        BatchPhase.Cancelled => "cancelled",
        _ => "expired",
    };

    public static void Write(Utf8JsonWriter json, BatchJob batch, DateTimeOffset now)
    {
        var end = batch.End;
        var started = batch.Problems.Count == 0 && now >= batch.StartAt && !(batch.CancelledAt < batch.StartAt);
        json.WriteStartObject();
        json.WriteString("id"u8, batch.Id);
        json.WriteString("object"u8, "batch"u8);
        json.WriteString("endpoint"u8, batch.Endpoint);
        json.WriteString("model"u8, batch.Model);
        WriteErrors(json, end == BatchPhase.Failed ? batch.Problems : []);
        json.WriteString("input_file_id"u8, batch.InputFiles[0]);
        json.WriteString("completion_window"u8, batch.Window);
        json.WriteString("status"u8, Status(batch, now));
        json.WriteString("output_file_id"u8, batch.OutputFile);
        json.WriteString("error_file_id"u8, batch.ErrorFile);
        JobAnswer.WriteTime(json, "created_at", batch.CreatedAt);
        JobAnswer.WriteTime(json, "in_progress_at", started ? batch.StartAt : null);
        JobAnswer.WriteTime(json, "expires_at", batch.ExpiresAt);
        JobAnswer.WriteTime(json, "finalizing_at", end == BatchPhase.Completed || batch.Phase(now) == BatchPhase.Finalizing ? batch.FinalizingAt : null);
        JobAnswer.WriteTime(json, "completed_at", end == BatchPhase.Completed ? batch.CompletedAt : null);
        JobAnswer.WriteTime(json, "failed_at", end == BatchPhase.Failed ? batch.StartAt : null);
        JobAnswer.WriteTime(json, "expired_at", end == BatchPhase.Expired ? batch.ExpiresAt : null);
        JobAnswer.WriteTime(json, "cancelling_at", batch.CancelledAt);
        JobAnswer.WriteTime(json, "cancelled_at", end == BatchPhase.Cancelled ? batch.StoppedAt : null);
        json.WriteStartObject("request_counts"u8);
        json.WriteNumber("total"u8, started ? batch.Total : 0);
        json.WriteNumber("completed"u8, batch.Succeeded);
        json.WriteNumber("failed"u8, batch.Failed);
        json.WriteEndObject();
        WriteUsage(json, batch.Usage);
        JobAnswer.WriteJson(json, "metadata", batch.Metadata);
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<BatchProblem> problems)
    {
        if (problems.Count == 0)
        {
            json.WriteNull("errors"u8);
            return;
        }

        json.WriteStartObject("errors"u8);
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, problem.Code);
            json.WriteString("message"u8, problem.Message);
            json.WriteString("param"u8, problem.Param);
            if (problem.Line is { } line)
                json.WriteNumber("line"u8, line);
            else
                json.WriteNull("line"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, BatchUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.Input);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.Cached);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.Output);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
        json.WriteEndObject();
    }
}
