using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Batches;
using HybridAi.Node.Settings;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Files;

/// <summary><c>POST /v1/files</c>: the file goes to one provider, that of a batch's lines rewritten for it, and is the caller's key's.</summary>
internal sealed class FileUpload(ProviderFiles files, IProviderObjectStore store, NodeSettings settings, TimeProvider time)
{
    private const string BatchPurpose = "batch";

    public async Task<GatewayError?> HandleAsync(HttpContext http, ObjectCaller caller)
    {
        var folder = Path.Combine(settings.DataDirectory, "uploads");
        var (form, unreadable) = await FileForm.ReadAsync(http, settings.Gateway.MaxFileSize, folder);
        if (form is null)
            return unreadable;
        await using (form)
        {
            if (form.Fields.GetValueOrDefault("purpose") is not { Length: > 0 } purpose)
                return GatewayError.Invalid("The field 'purpose' is missing; it is 'batch' for a batch's lines.", "purpose");
            var (wanted, invalid) = ReadProvider(http, caller, form);
            if (invalid is not null)
                return invalid;
            if (purpose != BatchPurpose)
                return FirstWithFiles(caller, wanted) is { } provider
                    ? await SendAsync(http, caller, form, purpose, form.File!, provider, null)
                    : GatewayError.Invalid($"{(wanted is null ? "No provider that can be used" : $"The provider '{wanted}'")} has {(wanted is null ? "" : "no ")}files.", "provider");
            await using var rewritten = SpooledFile.Create(folder);
            var lines = new BatchLines(caller.Snapshot, caller.Key, wanted);
            if (await lines.RewriteAsync(form.File!, rewritten, LongestLine, http.RequestAborted) is { } wrong)
                return wrong;
            rewritten.Position = 0;
            return await SendAsync(http, caller, form, purpose, rewritten, caller.Snapshot.Providers[lines.Deployment!.Provider], lines);
        }
    }

    // A line is a request, and may be as large as one.
    private int LongestLine => (int)Math.Min(settings.Gateway.MaxBodySize.Bytes, int.MaxValue / 4);

    // As with every other call: the field 'hybridai', or the header.
    private static (string? Provider, GatewayError? Error) ReadProvider(HttpContext http, ObjectCaller caller, FileForm form)
    {
        JsonNode? options = null;
        try
        {
            if (form.Fields.TryGetValue("hybridai", out var text))
                options = JsonNode.Parse(text);
            else if (form.Fields.TryGetValue("hybridai[provider]", out var provider))
                options = new JsonObject { ["provider"] = provider };
        }
        catch (JsonException)
        {
            return (null, GatewayError.Invalid("The field 'hybridai' must be a JSON object.", "hybridai"));
        }

        using var scan = BodyScan.TryScan(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["hybridai"] = options }), out _)!;
        if (RequestOptionsReader.TryRead(http.Request.Headers, scan, out var wrong, out var param) is not { } read)
            return (null, GatewayError.Invalid(wrong!, param));
        return read.Provider is null || caller.Snapshot.Providers.ContainsKey(read.Provider)
            ? (read.Provider, null)
            : (null, GatewayError.Invalid($"There is no provider '{read.Provider}'. There are {string.Join(", ", caller.Snapshot.Providers.Keys)}.", RequestOptionNames.ParamOf(scan, "provider")));
    }

    private static ProviderEndpoint? FirstWithFiles(ObjectCaller caller, string? wanted)
    {
        foreach (var models in caller.Snapshot.Models.Providers)
        {
            if ((wanted is null || models.Provider == wanted) && caller.Snapshot.Providers[models.Provider] is { Profile.FilesPath: not null } provider)
                return provider;
        }

        return null;
    }

    private async Task<GatewayError?> SendAsync(
        HttpContext http, ObjectCaller caller, FileForm form, string purpose, Stream content, ProviderEndpoint provider, BatchLines? lines)
    {
        using var body = Form(form, content);
        var length = content.Length;
        var reply = await files.SendAsync(caller.Snapshot, provider, HttpMethod.Post, provider.Profile.FilesPath!, body, http.RequestAborted);
        if (reply.Error is { } error)
            return GatewayError.Of(error, provider.Name);
        if (BatchDocument.TextOf(reply.Json!, "id") is not { Length: > 0 } upstreamId)
            return GatewayError.Of(new ProviderError { Cause = Core.Resilience.FailureCause.Malformed, Message = "The provider answered with what is no file." }, provider.Name);
        var file = FileOf(caller, purpose, provider, lines, upstreamId, reply.Json!, form.FileName, length);
        try
        {
            // Whoever hung up by now finds it in the list.
            await store.AddAsync(file, CancellationToken.None);
        }
        catch (Exception)
        {
            // Nobody would ever find it.
            await files.SendAsync(caller.Snapshot, provider, HttpMethod.Delete, ProviderFiles.PathOf(provider, upstreamId), null, CancellationToken.None);
            throw;
        }

        if (lines?.Dropped is { } dropped)
            http.Response.Headers["x-hybridai-dropped"] = AnswerHeaders.Names(dropped);
        await ObjectAccess.AnswerAsync(http, file, provider);
        return null;
    }

    private static MultipartFormDataContent Form(FileForm form, Stream content)
    {
        var body = new MultipartFormDataContent();
        foreach (var (name, value) in form.Fields)
        {
            if (name == "hybridai" || name.StartsWith("hybridai[", StringComparison.Ordinal))
                continue;
            var field = new StringContent(value);
            field.Headers.ContentType = null;
            body.Add(field, Quoted(name));
        }

        var file = new StreamContent(content);
        if (MediaTypeHeaderValue.TryParse(form.MediaType, out var type))
            file.Headers.ContentType = type;
        file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = "\"file\"",
            FileName = Quoted(Ascii.IsValid(form.FileName) ? form.FileName : $"file{Path.GetExtension(form.FileName)}"),
            FileNameStar = Ascii.IsValid(form.FileName) ? null : form.FileName,
        };
        body.Add(file);
        return body;
    }

    // Quotes and backslashes as browsers write them; some servers want names in quotes.
    private static string Quoted(string text) => $"\"{text.Replace("\\", "%5C", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal)}\"";

    private ProviderObject FileOf(
        ObjectCaller caller, string purpose, ProviderEndpoint provider, BatchLines? lines, string upstreamId, JsonObject json, string name, long length)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var (id, owner) = (Guid.CreateVersion7(at), caller.Key.Caller);
        json["id"] = ProviderObjectId.Write(ProviderObjectKind.File, id);
        json["object"] = "file";
        json["filename"] = name;
        json["bytes"] ??= length;
        return new ProviderObject
        {
            Id = id,
            Kind = ProviderObjectKind.File,
            At = at,
            OrganizationId = owner.OrganizationId,
            TeamId = owner.TeamId,
            UserId = owner.UserId,
            KeyId = owner.KeyId,
            Provider = provider.Name,
            UpstreamId = upstreamId,
            Purpose = purpose,
            Endpoint = lines?.Endpoint,
            RequestedModel = lines?.RequestedModel,
            Model = lines?.Deployment!.Model,
            Status = BatchDocument.TextOf(json, "status") ?? "processed",
            Document = json.ToJsonString(),
        };
    }
}
