using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Core.Resilience;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Batches;

/// <summary>Asks providers how batches stand and writes that down, for whoever wants to know: a caller, or the job that settles them.</summary>
public sealed class ProviderBatches(ProviderFiles files, IProviderObjectStore store, TimeProvider time)
{
    private const int MostPages = 20;

    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(10);

    /// <summary>Asks how a batch stands.</summary>
    /// <param name="snapshot">The snapshot that the provider is of.</param>
    /// <param name="provider">The batch's provider.</param>
    /// <param name="batch">The batch; its provider's id is known.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<(ProviderObject Batch, ProviderError? Error)> RefreshAsync(
        GatewaySnapshot snapshot, ProviderEndpoint provider, ProviderObject batch, CancellationToken cancellationToken) => await KeepAsync(
            snapshot, provider, batch, await files.SendAsync(snapshot, provider, HttpMethod.Get, PathOf(provider, batch), null, cancellationToken), cancellationToken);

    /// <summary>Writes down what a provider has said of a batch.</summary>
    /// <param name="snapshot">The snapshot that the provider is of.</param>
    /// <param name="provider">The batch's provider.</param>
    /// <param name="batch">The batch as it was known.</param>
    /// <param name="reply">What the provider has answered.</param>
    /// <param name="cancellationToken">Cancels before it is written.</param>
    public async Task<(ProviderObject Batch, ProviderError? Error)> KeepAsync(
        GatewaySnapshot snapshot, ProviderEndpoint provider, ProviderObject batch, ProviderReply reply, CancellationToken cancellationToken)
    {
        if (reply.Error is { } error)
            return (batch, error);
        var now = time.GetUtcNow();
        if (BatchDocument.Apply(batch, reply.Json!, now) is not { } updated)
            return (batch, new ProviderError { Cause = FailureCause.Malformed, Message = "The provider answered with what is no batch." });
        var made = new List<ProviderObject>();
        foreach (var (what, id, known) in new[] { ("output", updated.OutputFile, batch.OutputFile), ("error", updated.ErrorFile, batch.ErrorFile) })
        {
            if (id is null || id == known)
                continue;
            var file = await files.SendAsync(snapshot, provider, HttpMethod.Get, ProviderFiles.PathOf(provider, id), null, cancellationToken);
            made.Add(BatchDocument.FileOf(updated, what, id, file.Json, now));
        }

        await store.UpdateAsync(updated, made, cancellationToken);
        return (updated, null);
    }

    /// <summary>Looks for a batch whose creation nobody saw the end of, among those that its provider has.</summary>
    /// <param name="snapshot">The snapshot that the provider is of.</param>
    /// <param name="provider">The batch's provider.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <returns>The batch, its provider's id empty if there is none; or why that cannot be said.</returns>
    public async Task<(ProviderObject Batch, ProviderError? Error)> AdoptAsync(
        GatewaySnapshot snapshot, ProviderEndpoint provider, ProviderObject batch, CancellationToken cancellationToken)
    {
        var owner = ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id);
        string? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var path = $"{provider.Profile.BatchesPath}?limit=100{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}";
            var reply = await files.SendAsync(snapshot, provider, HttpMethod.Get, path, null, cancellationToken);
            if (reply.Error is { } error)
                return (batch, error);
            foreach (var item in (reply.Json!["data"] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (item["metadata"] is JsonObject metadata && BatchDocument.TextOf(metadata, BatchDocument.OwnerPair) == owner)
                    return await KeepAsync(snapshot, provider, batch, new ProviderReply((JsonObject)item.DeepClone(), null), cancellationToken);
                after = BatchDocument.TextOf(item, "id");
                // Newest first: what comes now is older than the batch.
                if (item["created_at"] is JsonValue created && created.TryGetValue<long>(out var seconds) && seconds < (batch.At - ClockDifference).ToUnixTimeSeconds())
                    return (batch, null);
            }

            if (after is null || reply.Json["has_more"] is not JsonValue more || !more.TryGetValue<bool>(out var goesOn) || !goesOn)
                return (batch, null);
        }

        return (batch, new ProviderError { Cause = FailureCause.Malformed, Message = $"The batch is not among the newest {MostPages * 100} of its provider." });
    }

    /// <summary>The path of a batch.</summary>
    /// <param name="provider">The provider; one that has batches.</param>
    /// <param name="batch">The batch.</param>
    public static string PathOf(ProviderEndpoint provider, ProviderObject batch) => $"{provider.Profile.BatchesPath}/{Uri.EscapeDataString(batch.UpstreamId)}";
}
