using HybridAi.Core.Batches;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Files;
using HybridAi.Gateway.Health.Resources;
using HybridAi.Node.Batches;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary><c>/v1/batches</c>: the batches of the caller's key.</summary>
internal sealed class BatchesHandler(ObjectAccess access, MemoryPressure pressure, BatchCreation creation, ProviderFiles files, ProviderBatches batches)
{
    private const int LargestPage = 100;

    public Task CollectionAsync(HttpContext http) => access.GuardAsync(
        http, HttpMethods.IsPost(http.Request.Method) ? BeginAsync : (request, caller) => access.ListAsync(request, caller, ProviderObjectKind.Batch, LargestPage));

    public Task ItemAsync(HttpContext http) => access.GuardAsync(http, (request, caller) => AskAsync(request, caller, cancel: false));

    public Task CancelAsync(HttpContext http) => access.GuardAsync(http, (request, caller) => AskAsync(request, caller, cancel: true));

    private Task<GatewayError?> BeginAsync(HttpContext http, ObjectCaller caller) =>
        pressure.Refusal is { } exhausted ? Task.FromResult<GatewayError?>(exhausted) : creation.HandleAsync(http, caller);

    private async Task<GatewayError?> AskAsync(HttpContext http, ObjectCaller caller, bool cancel)
    {
        var (batch, error) = await access.FindAsync(http, caller, ProviderObjectKind.Batch);
        if (batch is null)
            return error;
        if (cancel && batch.EndedAt is not null)
            return GatewayError.Invalid($"A batch with the status '{batch.Status}' cannot be cancelled.");
        if (cancel && batch.UpstreamId.Length == 0)
            return GatewayError.Invalid("The provider has not confirmed this batch yet; try again in a few minutes.");
        var (provider, unusable) = ObjectAccess.ProviderOf(caller, batch);
        // What has ended, or nobody can be asked about, is told as it was written down.
        if (provider is null && cancel)
            return unusable;
        if (provider is not null && batch is { EndedAt: null, UpstreamId.Length: > 0 })
        {
            var reply = cancel
                ? await files.SendAsync(caller.Snapshot, provider, HttpMethod.Post, $"{ProviderBatches.PathOf(provider, batch)}/cancel", null, http.RequestAborted)
                : await files.SendAsync(caller.Snapshot, provider, HttpMethod.Get, ProviderBatches.PathOf(provider, batch), null, http.RequestAborted);
            var (known, refused) = await batches.KeepAsync(caller.Snapshot, provider, batch, reply, http.RequestAborted);
            // It ended meanwhile (OpenAI: 409).
            if (cancel && refused is { Status: StatusCodes.Status409Conflict })
                return GatewayError.Invalid("This batch cannot be cancelled any more.");
            if (refused is not null)
                return ObjectAccess.Refused(refused, ProviderObjectKind.Batch, batch.Id, batch.Provider);
            batch = known;
        }

        await ObjectAccess.AnswerAsync(http, batch, provider);
        return null;
    }
}
