using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Core.Resilience;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Batches;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Batches;

/// <summary>Asks providers how batches stand and writes that down, for whoever wants to know: a caller, or the job that settles them.</summary>
public sealed class ProviderBatches(ProviderFiles files, IProviderObjectStore store, TimeProvider time)
{
    private const int MostPages = 20;
    private const int PageSize = 100;

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
        if (BatchDocument.Apply(batch, WireOf(provider).Read(reply.Json!), now) is not { } updated)
            return (batch, new ProviderError { Cause = FailureCause.Malformed, Message = "The provider answered with what is no batch." });
        var made = new List<ProviderObject>();
        foreach (var (what, id, known) in new[] { ("output", updated.OutputFile, batch.OutputFile), ("error", updated.ErrorFile, batch.ErrorFile) })
        {
            if (id is null || id == known)
                continue;
            var file = await files.SendAsync(snapshot, provider, HttpMethod.Get, ProviderFiles.PathOf(provider, id), null, cancellationToken);
            made.Add(BatchDocument.FileOf(updated, what, id, file.Json, now));
        }

        // Somebody else may have seen its end first.
        return (await store.UpdateAsync(updated, made, cancellationToken) ?? updated, null);
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
            var path = $"{provider.Profile.Batches!.Path}{WireOf(provider).PageOf(page, PageSize, after)}";
            var reply = await files.SendAsync(snapshot, provider, HttpMethod.Get, path, null, cancellationToken);
            if (reply.Error is { } error)
                return (batch, error);
            var items = (reply.Json!["data"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            if (items.Find(item => item["metadata"] is JsonObject metadata && BatchDocument.TextOf(metadata, BatchDocument.OwnerPair) == owner) is { } found)
                return await KeepAsync(snapshot, provider, batch, new ProviderReply((JsonObject)found.DeepClone(), null), cancellationToken);
            // Newest first: what comes now is older than the batch.
            if (items.Count < PageSize || items.Exists(item => IsOlder(item, batch)) || BatchDocument.TextOf(items[^1], "id") is not { } last)
                return (batch, null);
            after = last;
        }

        return (batch, new ProviderError { Cause = FailureCause.Malformed, Message = $"The batch is not among the newest {MostPages * PageSize} of its provider." });
    }

    /// <summary>The path of a batch.</summary>
    /// <param name="provider">The provider; one that has batches.</param>
    /// <param name="batch">The batch.</param>
    public static string PathOf(ProviderEndpoint provider, ProviderObject batch) => $"{provider.Profile.Batches!.Path}/{Uri.EscapeDataString(batch.UpstreamId)}";

    private static bool IsOlder(JsonObject item, ProviderObject batch) =>
        item["created_at"] is JsonValue created && created.TryGetValue<long>(out var seconds) && seconds < (batch.At - ClockDifference).ToUnixTimeSeconds();

    private static IBatchWire WireOf(ProviderEndpoint provider) => IBatchWire.Of(provider.Profile.Batches!);
}
