using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Batches;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Mistral;

/// <summary><c>…/batch/jobs</c></summary>
internal static class MistralBatches
{
    private const long MostPendingBytes = 256L * 1024 * 1024;

    private static readonly FrozenDictionary<string, FieldRule> Fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["input_files"] = new(FieldKind.Array),
        ["requests"] = new(FieldKind.Array),
        ["endpoint"] = new(FieldKind.Choice)
        {
            Nullable = false,
            Choices =
            [
                "/v1/chat/completions", "/v1/embeddings", "/v1/fim/completions", "/v1/moderations", "/v1/chat/moderations", "/v1/ocr",
                "/v1/classifications", "/v1/chat/classifications", "/v1/conversations", "/v1/audio/transcriptions",
            ],
        },
        ["model"] = new(FieldKind.Text),
        ["agent_id"] = new(FieldKind.Text) { Refused = true },
        ["metadata"] = new(FieldKind.TextMap),
        ["timeout_hours"] = new(FieldKind.Integer) { Min = 1, Max = 168, Nullable = false },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Task CreateAsync(Exchange exchange) => JobAnswer.ReadAsync(exchange, (body, json) =>
    {
        if (Check(body, exchange, out var files) is { } wrong)
            return wrong;
        var model = RequestFields.Text(body, "model");
        exchange.Entry.Model = model;
        var (lines, problems) = files.Count > 0
            ? MistralBatchInput.Read(files, model)
            : MistralBatchInput.Read(RequestFields.Get(body, "requests")!.Value, model);
        var simulation = exchange.Simulation;
        var script = exchange.Provider.Script.For(model).Script.Jobs ?? ScriptedJobs.Usual;
        if (problems.Count == 0 && script.Fail is { } reason)
            problems = [new BatchProblem("", reason)];
        var now = JobAnswer.Now(exchange);
        var batch = new BatchJob(now)
        {
            Id = MistralIds.Next(simulation),
            Owner = exchange.Key,
            InputFiles = [.. files.Select(file => file.Id)],
            Endpoint = RequestFields.Text(body, "endpoint")!,
            Metadata = RequestFields.Get(body, "metadata")?.Clone(),
            Model = model,
            Lines = problems.Count > 0 ? [] : lines,
            Problems = problems,
            Script = script,
            ExpiresAt = now + TimeSpan.FromHours(RequestFields.Integer(body, "timeout_hours") ?? 24),
            NextId = _ => MistralIds.Next(simulation),
            WritesRequestIds = false,
        };
        if (batch.PendingBytes + exchange.Provider.Jobs.Batches.All().Sum(other => other.PendingBytes) > MostPendingBytes)
            return new ApiError(ErrorKind.RateLimit, "Too many requests wait in batches.");
        exchange.Provider.Jobs.Batches.Add(batch);
        exchange.Entry.AnswerId = batch.Id;
        MistralBatchWriter.Write(json, batch, now, null);
        return null;
    });

    public static Task ListAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var now = JobAnswer.Now(exchange);
        var query = exchange.Http.Request.Query;
        var (model, states) = (query["model"].ToString(), MistralPage.Values(exchange, "status"));
        var batches = exchange.Provider.Jobs.Batches.List(exchange.Key).Where(batch =>
            (model.Length == 0 || batch.Model == model) && (states is null || states.Contains(MistralBatchWriter.Status(batch, now))));
        if (query["order_by"] == "created")
            batches = batches.Reverse();
        return MistralPage.Write(exchange, json, [.. batches], batch => MistralBatchWriter.Write(json, batch, now, null));
    });

    public static Task GetAsync(Exchange exchange) => WithAsync(exchange, (batch, json, now) =>
    {
        var inline = exchange.Http.Request.Query["inline"] == "true" && batch.OutputFile is { } id ? exchange.Provider.Jobs.Files.Find(exchange.Key, id) : null;
        MistralBatchWriter.Write(json, batch, now, inline);
        return null;
    });

    public static Task CancelAsync(Exchange exchange) => WithAsync(exchange, (batch, json, now) =>
    {
        if (!batch.Cancel(now))
            return new ApiError(ErrorKind.InvalidRequest, $"The job is in status {MistralBatchWriter.Status(batch, now)} and cannot be cancelled.");
        MistralBatchWriter.Write(json, batch, now, null);
        return null;
    });

    public static Task DeleteAsync(Exchange exchange) => WithAsync(exchange, (batch, json, now) =>
    {
        if (batch.End is null)
            return new ApiError(ErrorKind.InvalidRequest, $"The job is in status {MistralBatchWriter.Status(batch, now)} and cannot be deleted.");
        exchange.Provider.Jobs.Batches.Remove(batch);
        json.WriteStartObject();
        json.WriteString("id"u8, batch.Id);
        json.WriteString("object"u8, "batch"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
        return null;
    });

    private static ApiError? Check(JsonElement body, Exchange exchange, out List<StoredFile> files)
    {
        files = [];
        if (RequestFields.Check(body, Fields, exchange.Profile) is { } wrongField)
            return wrongField;
        if (RequestFields.Text(body, "endpoint") is not { } endpoint)
            return RequestFields.Missing(exchange.Profile, "endpoint");
        if (!BatchExecutor.Knows(endpoint))
            return new ApiError(ErrorKind.InvalidRequest, $"The endpoint {endpoint} is not simulated.", "endpoint");
        var (ids, requests) = (RequestFields.Get(body, "input_files"), RequestFields.Get(body, "requests"));
        if (ids is null == requests is null)
            return new ApiError(ErrorKind.InvalidRequest, "Exactly one of input_files and requests must be given.", "input_files");
        if (requests is { } list)
            return MistralBatchInput.Check(list, exchange.Profile);
        if (ids!.Value.GetArrayLength() is < 1 or > 100)
            return ApiError.Invalid("List should have from 1 to 100 items", "input_files", "too_long");
        foreach (var id in ids.Value.EnumerateArray())
        {
            if (id.ValueKind != JsonValueKind.String)
                return FieldRule.WrongType("input_files", "an array of strings", id);
            if (exchange.Provider.Jobs.Files.Find(exchange.Key, id.GetString()!) is not { } file)
                return MistralFiles.NotFound("File", id.GetString()!);
            if (file.Purpose != "batch")
                return new ApiError(ErrorKind.InvalidRequest, $"File {file.Id} has not the purpose batch.", "input_files");
            files.Add(file);
        }

        return null;
    }

    private static Task WithAsync(Exchange exchange, Func<BatchJob, Utf8JsonWriter, DateTimeOffset, ApiError?> answer) => JobAnswer.SendAsync(exchange, json =>
    {
        var id = JobAnswer.RouteId(exchange);
        return exchange.Provider.Jobs.Batches.Find(exchange.Key, id) is { } batch
            ? answer(batch, json, JobAnswer.Now(exchange))
            : MistralFiles.NotFound("Batch job", id);
    });
}
