using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Core.Configuration;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Batches;
using HybridAi.Providers.Batches;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Files;

/// <summary>
/// <c>POST /v1/batches</c>. Whose the batch will be is written down before its provider is called, and goes along in its metadata: should nobody see the end of
/// the call, the job that settles batches finds it again.
/// </summary>
internal sealed class BatchCreation(ObjectAccess access, ProviderFiles files, ProviderBatches batches, IProviderObjectStore store, TimeProvider time)
{
    private const int MostPairs = 15;

    private static readonly ByteSize LargestBody = new(1024 * 1024);

    public async Task<GatewayError?> HandleAsync(HttpContext http, ObjectCaller caller)
    {
        if (caller.Key.Policy is not null)
            return new GatewayError(GatewayErrorCode.PolicyDenied, "The policy of this key cannot hold for the lines of a batch, so the key may make none. Use another key, or send the requests one by one.");
        // Moderations have nothing of their own in the reading of a body.
        var (body, unreadable) = await RequestBody.ReadAsync(http.Request, InferenceApi.Moderations, LargestBody);
        if (body is null)
            return unreadable;
        JsonObject json;
        using (body)
        {
            if (Read(body.Scan) is not { } read)
                return GatewayError.Invalid("A field of the body is there twice, or is no Unicode.");
            json = read;
        }

        if (Check(json) is { } invalid)
            return invalid;
        var (file, unknown) = await access.FindAsync(caller, ProviderObjectKind.File, BatchDocument.TextOf(json, "input_file_id"), "input_file_id", http.RequestAborted);
        if (file is null)
            return unknown;
        if (CheckFile(caller, file, BatchDocument.TextOf(json, "endpoint")!) is { } unfit)
            return unfit;
        return await CreateAsync(http, caller, file, json);
    }

    private static JsonObject? Read(BodyScan scan)
    {
        try
        {
            return JsonNode.Parse(scan.Body.Span) is JsonObject json && json.Count >= 0 ? json : null;
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static GatewayError? Check(JsonObject json)
    {
        foreach (var name in (ReadOnlySpan<string>)["input_file_id", "endpoint", "completion_window"])
        {
            if (BatchDocument.TextOf(json, name) is not { Length: > 0 })
                return GatewayError.Invalid($"The field '{name}' is missing; it must be a text.", name);
        }

        if (json.ContainsKey("hybridai"))
            return GatewayError.Invalid("A batch goes to the provider that has its file; leave 'hybridai' out.", "hybridai");
        return json["metadata"] switch
        {
            null => null,
            JsonObject { Count: <= MostPairs } pairs when !pairs.ContainsKey(BatchDocument.OwnerPair) => null,
            JsonObject => GatewayError.Invalid($"'metadata' may have at most {MostPairs} pairs, none of them '{BatchDocument.OwnerPair}'.", "metadata"),
            _ => GatewayError.Invalid("'metadata' must be an object of texts.", "metadata"),
        };
    }

    private static GatewayError? CheckFile(ObjectCaller caller, ProviderObject file, string endpoint)
    {
        if (file.Endpoint is null)
            return GatewayError.Invalid($"The file was uploaded with the purpose '{file.Purpose}'; a batch needs one with 'batch'.", "input_file_id");
        if (file.Endpoint != endpoint)
            return GatewayError.Invalid($"The file's lines call '{file.Endpoint}'; 'endpoint' must be the same.", "endpoint");
        if (caller.Snapshot.Providers.ContainsKey(file.Provider) && caller.Snapshot.Models.FindModel(file.Provider, file.Model!) is null)
            return GatewayError.Invalid($"The model '{file.RequestedModel}' that the file's lines name cannot be used any more; upload lines with one that GET /v1/models lists.", "input_file_id");
        if (caller.Key.AllowedModels is { } allowed && allowed.Filter(file.RequestedModel!, caller.Snapshot.Models.FindModel(file.Provider, file.Model!) is { } model ? [model] : []).Length == 0)
            return new GatewayError(GatewayErrorCode.ModelNotAllowed, $"This key may not use the model '{file.RequestedModel}'. GET /v1/models lists what it may use.", "input_file_id");
        return null;
    }

    private async Task<GatewayError?> CreateAsync(HttpContext http, ObjectCaller caller, ProviderObject file, JsonObject json)
    {
        var (provider, unusable) = ObjectAccess.ProviderOf(caller, file);
        if (provider is null)
            return unusable;
        var batch = BatchOf(caller, file, json);
        json["input_file_id"] = file.UpstreamId;
        (json["metadata"] ??= new JsonObject())[BatchDocument.OwnerPair] = ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id);
        if (IBatchWire.Of(provider.Profile.Batches!).WriteCreation(json, file.Model!, out var problem, out var param) is not { } creation)
            return GatewayError.Invalid(problem!, param);
        using var content = new StringContent(creation.ToJsonString(), Encoding.UTF8, "application/json");
        await store.AddAsync(batch, http.RequestAborted);
        // Not with the caller: once it is asked for, what becomes of it is to be known.
        var reply = await files.SendAsync(caller.Snapshot, provider, HttpMethod.Post, provider.Profile.Batches!.Path, content, CancellationToken.None);
        if (reply.Error is { Status: >= 400 and < 500 and not 408 } refused)
        {
            await store.DeleteAsync(batch.Id, CancellationToken.None);
            return ObjectAccess.Refused(refused, ProviderObjectKind.File, file.Id, file.Provider);
        }

        var (made, error) = await batches.KeepAsync(caller.Snapshot, provider, batch, reply, CancellationToken.None);
        if (error is not null)
            return GatewayError.Of(error, provider.Name);
        await ObjectAccess.AnswerAsync(http, made, provider);
        return null;
    }

    private ProviderObject BatchOf(ObjectCaller caller, ProviderObject file, JsonObject json)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var (id, owner) = (Guid.CreateVersion7(at), caller.Key.Caller);
        var document = new JsonObject
        {
            ["id"] = ProviderObjectId.Write(ProviderObjectKind.Batch, id),
            ["object"] = "batch",
            ["endpoint"] = file.Endpoint,
            ["input_file_id"] = ProviderObjectId.Write(ProviderObjectKind.File, file.Id),
            ["completion_window"] = json["completion_window"]!.DeepClone(),
            ["status"] = "validating",
            ["output_file_id"] = null,
            ["error_file_id"] = null,
            ["created_at"] = at.ToUnixTimeSeconds(),
            ["request_counts"] = new JsonObject { ["total"] = 0, ["completed"] = 0, ["failed"] = 0 },
            ["metadata"] = json["metadata"]?.DeepClone(),
        };
        return new ProviderObject
        {
            Id = id,
            Kind = ProviderObjectKind.Batch,
            At = at,
            OrganizationId = owner.OrganizationId,
            TeamId = owner.TeamId,
            UserId = owner.UserId,
            KeyId = owner.KeyId,
            Provider = file.Provider,
            Endpoint = file.Endpoint,
            RequestedModel = file.RequestedModel,
            Model = file.Model,
            Status = "validating",
            Document = document.ToJsonString(),
        };
    }
}
