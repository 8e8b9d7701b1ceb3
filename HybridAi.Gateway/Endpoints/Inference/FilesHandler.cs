using HybridAi.Core.Batches;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Files;
using HybridAi.Gateway.Health.Resources;
using HybridAi.Node.Batches;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary><c>/v1/files</c>: what the caller's key has uploaded, and what its batches have made.</summary>
internal sealed class FilesHandler(ObjectAccess access, MemoryPressure pressure, FileUpload upload, ProviderFiles files, IProviderObjectStore store)
{
    private const int LargestPage = 10_000;

    public Task CollectionAsync(HttpContext http) => access.GuardAsync(
        http, HttpMethods.IsPost(http.Request.Method) ? BeginAsync : (request, caller) => access.ListAsync(request, caller, ProviderObjectKind.File, LargestPage));

    public Task ItemAsync(HttpContext http) => access.GuardAsync(http, async (request, caller) =>
    {
        var (file, error) = await access.FindAsync(request, caller, ProviderObjectKind.File);
        if (file is null)
            return error;
        if (HttpMethods.IsDelete(request.Request.Method))
            return await DeleteAsync(request, caller, file);
        await ObjectAccess.AnswerAsync(request, file, caller.Snapshot.Providers.GetValueOrDefault(file.Provider));
        return null;
    });

    public Task ContentAsync(HttpContext http) => access.GuardAsync(http, async (request, caller) =>
    {
        var (file, error) = await access.FindAsync(request, caller, ProviderObjectKind.File);
        if (file is null)
            return error;
        var (provider, unusable) = ObjectAccess.ProviderOf(caller, file);
        if (provider is null)
            return unusable;
        var (response, refused) = await files.OpenAsync(caller.Snapshot, provider, file.UpstreamId, request.RequestAborted);
        if (response is null)
            return ObjectAccess.Refused(refused!, ProviderObjectKind.File, file.Id, file.Provider);
        using (response)
            return await SendAsync(request, file, response);
    });

    private Task<GatewayError?> BeginAsync(HttpContext http, ObjectCaller caller) =>
        pressure.Refusal is { } exhausted ? Task.FromResult<GatewayError?>(exhausted) : upload.HandleAsync(http, caller);

    private async Task<GatewayError?> SendAsync(HttpContext http, ProviderObject file, HttpResponseMessage response)
    {
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/octet-stream";
        http.Response.ContentLength = response.Content.Headers.ContentLength;
        http.Response.Headers["x-hybridai-provider"] = file.Provider;
        try
        {
            await using var content = await files.ContentAsync(response, http.RequestAborted);
            await content.CopyToAsync(http.Response.Body, http.RequestAborted);
            return null;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            // Begun, it ends with the connection, so that nobody takes a part for the whole.
            http.Response.ContentLength = http.Response.HasStarted ? http.Response.ContentLength : null;
            return GatewayError.Of(new ProviderError { Cause = FailureCause.Cut, Message = "The provider broke off in the middle of the file." }, file.Provider);
        }
    }

    private async Task<GatewayError?> DeleteAsync(HttpContext http, ObjectCaller caller, ProviderObject file)
    {
        if (file.BatchId is { } id && await store.FindAsync(id, ProviderObjectKind.Batch, file.OrganizationId, http.RequestAborted) is { SettledAt: null })
            return GatewayError.Invalid("What this batch used is still to be recorded from this file; delete it in a few minutes.");
        var (provider, unusable) = ObjectAccess.ProviderOf(caller, file);
        if (provider is null)
            return unusable;
        var reply = await files.SendAsync(caller.Snapshot, provider, HttpMethod.Delete, ProviderFiles.PathOf(provider, file.UpstreamId), null, http.RequestAborted);
        if (reply.Error is { Cause: not FailureCause.NotFound } error)
            return GatewayError.Of(error, file.Provider);
        await store.DeleteAsync(file.Id, CancellationToken.None);
        await ObjectAccess.WriteAsync(http, $"{{\"id\":\"{ProviderObjectId.Write(ProviderObjectKind.File, file.Id)}\",\"object\":\"file\",\"deleted\":true}}");
        return null;
    }
}
