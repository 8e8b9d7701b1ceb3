using HybridAi.Client.Providers;
using HybridAi.Core.Audit;
using HybridAi.Core.Configuration;
using HybridAi.Core.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Switches providers of the configuration off, and on again: for all gateways, whatever is started anew.</summary>
internal sealed class ProviderSwitches(IDocumentStore<ProviderSwitch> store, IProviderDirectory providers, NodeSettings settings, ISnapshotRefresher refresher, TimeProvider time)
{
    /// <summary>Switches one; gives its name. What is so already is as good as done.</summary>
    public async Task<Outcome<string>> SetEnabledAsync(HttpContext http, string name, bool enabled, CancellationToken cancellationToken)
    {
        var known = providers.List().FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var off = (await store.AllAsync(cancellationToken)).FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var configured = settings.Providers.FirstOrDefault(one => one.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && !one.Value.Enabled).Key;
        // Before anything is written: it would stay off all the same.
        if (configured is not null && enabled)
            return SwitchedOffThere(configured);
        if (configured is not null && off is null)
            return configured;
        if (known is null && off is null)
            return ApiError.NotFound("provider", name);
        var (before, after) = (known is null ? null : ProviderHandlers.ToDocument(known), known is null ? null : ProviderHandlers.ToDocument(known with { Enabled = enabled }));
        if (enabled && off is not null)
            await store.DeleteAsync(off.Name, off.Revision, Entry(http, "provider.enable", off.Name, before, after), cancellationToken);
        else if (!enabled && off is null)
            await store.SaveAsync(new ProviderSwitch { Name = known!.Name, Revision = 1, UpdatedAt = Now }, Entry(http, "provider.disable", known.Name, before, after), cancellationToken);
        // The change stands, whether its caller waits or not; somebody else may have made it at the same time.
        await refresher.RefreshAsync(CancellationToken.None);
        return off?.Name ?? known!.Name;
    }

    private static ApiError SwitchedOffThere(string name) =>
        ApiError.Conflict("configured_provider", $"'{name}' is switched off in the configuration: set Providers:{name}:Enabled there to true. If it was switched off here, too, switch it on here after that.", "provider");

    // The time as the database keeps it: whole milliseconds.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private AuditEntry Entry(HttpContext http, string action, string name, ProviderDocument? before, ProviderDocument? after) =>
        AuditEntries.Of(http.GetCaller(), Now, OrganizationId.Default, action, name, before, after);
}
