using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Batches;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary><c>…/batches</c></summary>
internal static class BatchesEndpoint
{
    private const long MostPendingBytes = 256L * 1024 * 1024;

    private static readonly string[] Endpoints = ["/v1/responses", "/v1/chat/completions", "/v1/embeddings", "/v1/completions"];
    private static readonly string[] GroqEndpoints = ["/v1/chat/completions"];
    private static readonly string[] GroqWindows = ["24h", "48h", "72h", "96h", "120h", "144h", "168h", "7d"];

    private static readonly FrozenDictionary<string, FieldRule> Fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["input_file_id"] = new(FieldKind.Text) { Nullable = false },
        ["endpoint"] = new(FieldKind.Text) { Nullable = false },
        ["completion_window"] = new(FieldKind.Text) { Nullable = false },
        ["metadata"] = new(FieldKind.TextMap),
        ["output_expires_after"] = new(FieldKind.Object),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Task CreateAsync(Exchange exchange) => JobAnswer.ReadAsync(exchange, (body, json) =>
    {
        if (Check(body, exchange, out var lifetime) is { } wrong)
            return wrong;
        var endpoint = RequestFields.Text(body, "endpoint")!;
        var file = exchange.Provider.Jobs.Files.Find(exchange.Key, RequestFields.Text(body, "input_file_id")!)!;
        var (lines, problems, model) = BatchInput.Read(file.Content, endpoint);
        var script = exchange.Provider.Script.For(model).Script.Jobs ?? ScriptedJobs.Usual;
        if (problems.Count == 0 && script.Fail is { } reason)
            problems = [new BatchProblem("server_error", reason)];
        var now = JobAnswer.Now(exchange);
        var window = RequestFields.Text(body, "completion_window")!;
        var simulation = exchange.Simulation;
        var batch = new BatchJob(now)
        {
            Id = simulation.NextId("batch_", 32),
            Owner = exchange.Key,
            InputFiles = [file.Id],
            Endpoint = endpoint,
            Window = window,
            Metadata = RequestFields.Get(body, "metadata")?.Clone(),
            Model = model,
            Lines = problems.Count > 0 ? [] : lines,
            Problems = problems,
            Script = script,
            ExpiresAt = now + Length(window),
            OutputLifetime = lifetime,
            NextId = prefix => simulation.NextId(prefix, 24),
        };
        if (batch.PendingBytes + exchange.Provider.Jobs.Batches.All().Sum(other => other.PendingBytes) > MostPendingBytes)
            return new ApiError(ErrorKind.RateLimit, "Enqueued token limit reached. Please try again once some in_progress batches have been completed.", "input_file_id", "token_limit_exceeded");
        exchange.Provider.Jobs.Batches.Add(batch);
        exchange.Entry.AnswerId = batch.Id;
        BatchWriter.Write(json, batch, now);
        return null;
    });

    public static Task ListAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json => JobPage.Write(
        exchange, json, exchange.Provider.Jobs.Batches.List(exchange.Key), batch => batch.Id, batch => BatchWriter.Write(json, batch, JobAnswer.Now(exchange))));

    public static Task GetAsync(Exchange exchange) => WithAsync(exchange, static (_, _) => null);

    public static Task CancelAsync(Exchange exchange) => WithAsync(exchange, static (batch, now) => batch.Cancel(now)
        ? null
        : new ApiError(ErrorKind.InvalidRequest, $"Cannot cancel a batch with status '{BatchWriter.Status(batch, now)}'.") { Status = 409 });

    private static Task WithAsync(Exchange exchange, Func<BatchJob, DateTimeOffset, ApiError?> act) => JobAnswer.SendAsync(exchange, json =>
    {
        var id = JobAnswer.RouteId(exchange);
        if (exchange.Provider.Jobs.Batches.Find(exchange.Key, id) is not { } batch)
            return JobErrors.NoBatch(id);
        var now = JobAnswer.Now(exchange);
        if (act(batch, now) is { } error)
            return error;
        BatchWriter.Write(json, batch, now);
        return null;
    });

    private static ApiError? Check(JsonElement body, Exchange exchange, out TimeSpan? lifetime)
    {
        lifetime = null;
        var groq = exchange.Profile.Jobs == JobsWire.Groq;
        if (RequestFields.Check(body, Fields, exchange.Profile) is { } wrongField)
            return wrongField;
        foreach (var name in (ReadOnlySpan<string>)["input_file_id", "endpoint", "completion_window"])
        {
            if (RequestFields.Text(body, name) is null)
                return RequestFields.Missing(exchange.Profile, name);
        }

        var (endpoints, windows) = groq ? (GroqEndpoints, GroqWindows) : (Endpoints, ["24h"]);
        if (RequestFields.Text(body, "endpoint") is var endpoint && !endpoints.Contains(endpoint, StringComparer.Ordinal))
            return FieldRule.WrongChoice("endpoint", endpoint, endpoints);
        if (RequestFields.Text(body, "completion_window") is var window && !windows.Contains(window, StringComparer.Ordinal))
            return FieldRule.WrongChoice("completion_window", window, windows);
        if (JobErrors.CheckMetadata(RequestFields.Get(body, "metadata")) is { } wrongMetadata)
            return wrongMetadata;
        if (RequestFields.Get(body, "output_expires_after") is { } expiry)
        {
            var seconds = RequestFields.Integer(expiry, "seconds");
            if ((JobErrors.CheckMembers(expiry, "output_expires_after", exchange.Profile, "anchor", "seconds")
                ?? JobErrors.CheckExpiry(RequestFields.Text(expiry, "anchor"), seconds, "output_expires_after")) is { } wrongExpiry)
                return wrongExpiry;
            lifetime = TimeSpan.FromSeconds(seconds!.Value);
        }

        var id = RequestFields.Text(body, "input_file_id")!;
        if (exchange.Provider.Jobs.Files.Find(exchange.Key, id) is not { } file)
            return new ApiError(ErrorKind.InvalidRequest, $"Invalid 'input_file_id': no file with id '{id}' was found.", "input_file_id", "invalid_value");
        return file.Purpose == "batch"
            ? null
            : new ApiError(ErrorKind.InvalidRequest, $"Invalid 'input_file_id': the file must have been uploaded with the purpose 'batch', not '{file.Purpose}'.", "input_file_id", "invalid_value");
    }

    private static TimeSpan Length(string window) => window == "7d"
        ? TimeSpan.FromDays(7)
        : TimeSpan.FromHours(int.Parse(window.TrimEnd('h'), System.Globalization.CultureInfo.InvariantCulture));
}
