using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Deployments;

/// <summary>Extra keys of providers, beside their own, for deployments to be called with. Kept as the providers' own keys are.</summary>
internal sealed class ExtraKeyHandlers(IProviderKeyStore store, ISnapshotRefresher refresher, SnapshotHolder snapshots, TimeProvider time)
{
    public Results<Ok<DocumentPage<ProviderExtraKeyDocument>>, ApiError> List(string name) => Find(name).Failed(out var error, out var provider)
        ? error
        : TypedResults.Ok(new DocumentPage<ProviderExtraKeyDocument>(
            [.. ExtraKeys.Of(snapshots.Current.Configuration.ProviderKeys.Keys, provider).Select(key => Show(provider, key))], Next: null));

    public async Task<Results<Ok<ProviderExtraKeyDocument>, ApiError>> SetAsync(string name, string key, HttpContext http, CancellationToken cancellationToken)
    {
        if (Find(name).Failed(out var error, out var provider)
            || DocumentName.Read(key).Failed(out error, out var keyName)
            || (await RequestDocument.ReadAsync<SetProviderKeyRequest>(http, cancellationToken)).Failed(out error, out var request)
            || ProviderFields.Key(request.Key).Failed(out error, out var secret))
            return error;
        var after = Show(provider, keyName);
        await store.SetAsync(ExtraKeys.StoredName(provider, keyName), secret, Entry(http, "provider-key.set", provider, keyName, after), cancellationToken);
        await refresher.RefreshAsync(CancellationToken.None);
        return TypedResults.Ok(after);
    }

    public async Task<Results<NoContent, ApiError>> DeleteAsync(string name, string key, HttpContext http, CancellationToken cancellationToken)
    {
        if (Find(name).Failed(out var error, out var provider))
            return error;
        if (Show(provider, key).Deployments is { Count: > 0 } users)
            return ApiError.Conflict("key_in_use", $"The key is used by {string.Join(", ", users.Select(user => $"'{user}'"))}. Give these deployments another key, or delete them, first.");
        if (!await store.DeleteAsync(ExtraKeys.StoredName(provider, key), Entry(http, "provider-key.delete", provider, key, null), cancellationToken))
            return ApiError.NotFound("key of this provider", key);
        await refresher.RefreshAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    // Also one that only lacks a key of its own: the extra one can be there first.
    private Outcome<string> Find(string name)
    {
        var snapshot = snapshots.Current;
        return snapshot.Models.Providers.Select(provider => provider.Provider).Concat(snapshot.IdleProviders.Select(provider => provider.Name))
            .FirstOrDefault(provider => provider.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
                ? found
                : ApiError.NotFound("provider", name);
    }

    private ProviderExtraKeyDocument Show(string provider, string key) => new(
        key, [.. snapshots.Current.Configuration.Deployments.Where(one => one.Provider == provider && one.Key == key).Select(one => one.Name)]);

    private AuditEntry Entry(HttpContext http, string action, string provider, string key, ProviderExtraKeyDocument? after)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return AuditEntries.Of(http.GetCaller(), now, OrganizationId.Default, action, ExtraKeys.StoredName(provider, key), null, after);
    }
}
