using System.Text.Json;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Batches;

namespace HybridAi.Simulator.Mistral;

/// <summary>Writes batch jobs.</summary>
internal static class MistralBatchWriter
{
    public static string Status(BatchJob batch, DateTimeOffset now) => batch.Phase(now) switch
    {
        BatchPhase.Validating => "QUEUED",
        BatchPhase.Running or BatchPhase.Finalizing => "RUNNING",
        BatchPhase.Cancelling => "CANCELLATION_REQUESTED",
        BatchPhase.Completed => "SUCCESS",
        BatchPhase.Failed => "FAILED",
        BatchPhase.Cancelled => "CANCELLED",
        _ => "TIMEOUT_EXCEEDED",
    };

    /// <param name="json">Where to.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="now">The time.</param>
    /// <param name="inline">The output, where it is wanted with the job.</param>
    public static void Write(Utf8JsonWriter json, BatchJob batch, DateTimeOffset now, StoredFile? inline)
    {
        var failed = batch.End == BatchPhase.Failed;
        json.WriteStartObject();
        json.WriteString("id"u8, batch.Id);
        json.WriteString("object"u8, "batch"u8);
        json.WriteStartArray("input_files"u8);
        foreach (var file in batch.InputFiles)
            json.WriteStringValue(file);
        json.WriteEndArray();
        JobAnswer.WriteJson(json, "metadata", batch.Metadata);
        json.WriteString("endpoint"u8, batch.Endpoint);
        json.WriteString("model"u8, batch.Model);
        json.WriteNull("agent_id"u8);
        json.WriteString("output_file"u8, batch.OutputFile);
        json.WriteString("error_file"u8, batch.ErrorFile);
        json.WriteStartArray("errors"u8);
        foreach (var problem in failed ? batch.Problems : [])
        {
            json.WriteStartObject();
            json.WriteString("message"u8, problem.Message);
            json.WriteNumber("count"u8, 1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteOutputs(json, inline);
        json.WriteString("status"u8, Status(batch, now));
        JobAnswer.WriteTime(json, "created_at", batch.CreatedAt);
        json.WriteNumber("total_requests"u8, batch.Total);
        json.WriteNumber("completed_requests"u8, batch.Done);
        json.WriteNumber("succeeded_requests"u8, batch.Succeeded);
        json.WriteNumber("failed_requests"u8, batch.Failed);
        JobAnswer.WriteTime(json, "started_at", batch.Problems.Count == 0 && now >= batch.StartAt ? batch.StartAt : null);
        JobAnswer.WriteTime(json, "completed_at", batch.End switch
        {
            BatchPhase.Completed => batch.CompletedAt,
            BatchPhase.Cancelled => batch.StoppedAt,
            BatchPhase.Expired => batch.ExpiresAt,
            BatchPhase.Failed => batch.StartAt,
            _ => null,
        });
        json.WriteEndObject();
    }

    private static void WriteOutputs(Utf8JsonWriter json, StoredFile? inline)
    {
        if (inline is null)
        {
            json.WriteNull("outputs"u8);
            return;
        }

        json.WriteStartArray("outputs"u8);
        foreach (var (_, line) in JsonLines.Split(inline.Content))
            json.WriteRawValue(line.Span, skipInputValidation: true);
        json.WriteEndArray();
    }
}
