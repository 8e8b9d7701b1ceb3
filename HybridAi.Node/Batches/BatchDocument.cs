using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Batches;

namespace HybridAi.Node.Batches;

/// <summary>Reads a provider's batch object and makes of it what callers get (OpenAI OpenAPI file, <c>Batch</c>).</summary>
public static class BatchDocument
{
    /// <summary>The pair of a batch's metadata that says whose it is, so that one whose creation nobody saw the end of is found again.</summary>
    public const string OwnerPair = "hybridai_id";

    private static readonly string[] Ends = ["completed_at", "failed_at", "expired_at", "cancelled_at"];

    /// <summary>The batch as its provider says that it stands.</summary>
    /// <param name="batch">The batch as it was known.</param>
    /// <param name="json">The provider's object in OpenAI's words; it is changed.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null if the object is no batch.</returns>
    public static ProviderObject? Apply(ProviderObject batch, JsonObject json, DateTimeOffset now)
    {
        if (TextOf(json, "id") is not { Length: > 0 } upstreamId || TextOf(json, "status") is not { Length: > 0 } status)
            return null;
        var updated = batch with
        {
            UpstreamId = upstreamId,
            Status = status,
            OutputFile = TextOf(json, "output_file_id"),
            ErrorFile = TextOf(json, "error_file_id"),
            EndedAt = status is "completed" or "failed" or "expired" or "cancelled" ? EndOf(batch, json, now) : null,
        };
        json["id"] = ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id);
        // The file by the id that the caller knows, and what not every provider repeats.
        var known = JsonNode.Parse(batch.Document) as JsonObject ?? [];
        json["input_file_id"] = known["input_file_id"]?.DeepClone();
        json["completion_window"] ??= known["completion_window"]?.DeepClone();
        json["output_file_id"] = updated.OutputFile is null ? null : ProviderObjectId.Write(ProviderObjectKind.File, FileIdOf(batch, "output"));
        json["error_file_id"] = updated.ErrorFile is null ? null : ProviderObjectId.Write(ProviderObjectKind.File, FileIdOf(batch, "error"));
        if (json["metadata"] is JsonObject metadata && metadata.Remove(OwnerPair) && metadata.Count == 0)
            json["metadata"] = null;
        return updated with { Document = json.ToJsonString() };
    }

    /// <summary>A batch that its provider can tell nothing of any more.</summary>
    /// <param name="batch">The batch as it was known.</param>
    /// <param name="now">The time.</param>
    public static ProviderObject GiveUp(ProviderObject batch, DateTimeOffset now)
    {
        var end = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var json = JsonNode.Parse(batch.Document) as JsonObject ?? [];
        (json["status"], json["failed_at"]) = ("failed", end.ToUnixTimeSeconds());
        return batch with { Status = "failed", EndedAt = end, Document = json.ToJsonString() };
    }

    /// <summary>A file that a batch has made.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="what"><c>output</c> or <c>error</c>.</param>
    /// <param name="upstreamId">The provider's id of it.</param>
    /// <param name="json">The provider's object of it, or null if it did not tell.</param>
    /// <param name="now">The time.</param>
    public static ProviderObject FileOf(ProviderObject batch, string what, string upstreamId, JsonObject? json, DateTimeOffset now)
    {
        var id = FileIdOf(batch, what);
        json ??= new JsonObject
        {
            ["object"] = "file", ["created_at"] = (batch.EndedAt ?? now).ToUnixTimeSeconds(), ["purpose"] = "batch_output", ["status"] = "processed",
        };
        json["id"] = ProviderObjectId.Write(ProviderObjectKind.File, id);
        // The provider makes the name of its own id of the batch.
        json["filename"] = $"{ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id)}_{what}.jsonl";
        return new ProviderObject
        {
            Id = id,
            Kind = ProviderObjectKind.File,
            At = batch.EndedAt ?? now,
            OrganizationId = batch.OrganizationId,
            TeamId = batch.TeamId,
            UserId = batch.UserId,
            KeyId = batch.KeyId,
            Provider = batch.Provider,
            UpstreamId = upstreamId,
            Purpose = "batch_output",
            BatchId = batch.Id,
            Status = "processed",
            Document = json.ToJsonString(),
        };
    }

    /// <summary>A text of an object, or null.</summary>
    /// <param name="json">The object.</param>
    /// <param name="name">Its name.</param>
    public static string? TextOf(JsonObject json, string name) => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    // By the time that the batch was made, which is known as long as it is.
    private static Guid FileIdOf(ProviderObject batch, string what) => ProviderObjectId.Derive(batch.At, batch.Id, $"file:{what}");

    // The provider's word if it can be true: it is the time of the batch's usage records.
    private static DateTimeOffset EndOf(ProviderObject batch, JsonObject json, DateTimeOffset now)
    {
        foreach (var name in Ends)
        {
            if (json[name] is JsonValue value && value.TryGetValue<long>(out var seconds) && seconds >= batch.At.ToUnixTimeSeconds() && seconds <= now.ToUnixTimeSeconds())
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
    }
}
