using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Core.Audit;
using HybridAi.Core.Providers;
using HybridAi.Core.Resilience;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Providers;

internal static class ProviderHandlers
{
    public static Results<Ok<DocumentPage<ProviderDocument>>, ApiError> List(IProviderDirectory directory, DeploymentStatistics statistics, Breakers breakers) =>
        TypedResults.Ok(new DocumentPage<ProviderDocument>(
            [.. directory.List().Select(provider => ToDocument(provider) with { Reliability = ReliabilityOf(provider.Name, statistics, breakers) })], Next: null));

    public static async Task<Results<Ok<DocumentPage<ProviderProbeRecordDocument>>, ApiError>> ProbesAsync(
        string name, HttpContext http, IProviderDirectory directory, IProviderProbeStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var (cursor, limit) = (query.Cursor(), query.Limit());
        if (query.Problem is { } problem)
            return problem;
        if (Find(directory, name).Failed(out var error, out var provider))
            return error;
        var page = await store.ListAsync(provider.Name, cursor, limit, cancellationToken);
        return TypedResults.Ok(new DocumentPage<ProviderProbeRecordDocument>([.. page.Items.Select(ToDocument)], page.Next?.ToString()));
    }

    public static async Task<Results<Ok<ProviderDocument>, ApiError>> SetKeyAsync(
        string name, HttpContext http, IProviderKeyStore store, IProviderDirectory directory, ISnapshotRefresher refresher, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Find(directory, name).Failed(out var error, out var before)
            || (await RequestDocument.ReadAsync<SetProviderKeyRequest>(http, cancellationToken)).Failed(out error, out var request)
            || ProviderFields.Key(request.Key).Failed(out error, out var key))
            return error;
        var after = ToDocument(before with { KeySource = ProviderKeySource.Api });
        await store.SetAsync(before.Name, key, Entry(http, time, "provider-key.set", before, after), cancellationToken);
        await refresher.RefreshAsync(CancellationToken.None);
        // With a key a simulated provider becomes the real one, at another address. Should the refresh have failed, the key is set all the same.
        var standing = Find(directory, before.Name).Failed(out _, out var found) ? before : found;
        return TypedResults.Ok(ToDocument(standing with { KeySource = ProviderKeySource.Api }));
    }

    public static async Task<Results<NoContent, ApiError>> DeleteKeyAsync(
        string name, HttpContext http, IProviderKeyStore store, IProviderDirectory directory, ISnapshotRefresher refresher, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (Find(directory, name).Failed(out var error, out var before))
            return error;
        if (!await store.DeleteAsync(before.Name, Entry(http, time, "provider-key.delete", before, null), cancellationToken))
        {
            return new ApiError(
                StatusCodes.Status404NotFound, "no_key_set", $"No key was set for '{before.Name}' over the API. One from the environment is removed there.");
        }
        await refresher.RefreshAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    /// <summary>How reliable a provider was in the last ten minutes, as this gateway saw it: 0 to 100; null without a call.</summary>
    public static double? ReliabilityOf(string provider, DeploymentStatistics statistics, Breakers breakers)
    {
        var deployments = statistics.DeploymentsOf(provider).ToArray();
        var figures = deployments.Select(deployment => statistics.Of(deployment, DeploymentStatistics.Longest)).ToArray();
        return ReliabilityScore.Of(
            figures.Sum(figure => (long)figure.Calls), figures.Sum(figure => (long)figure.Failed), deployments.Length,
            deployments.Count(deployment => breakers.StateOf(deployment) == BreakerState.Closed));
    }

    private static Outcome<ProviderInfo> Find(IProviderDirectory directory, string name) =>
        directory.List().FirstOrDefault(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : ApiError.NotFound("provider", name);

    private static AuditEntry Entry(HttpContext http, TimeProvider time, string action, ProviderInfo before, ProviderDocument? after)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        return AuditEntries.Of(http.GetCaller(), now, OrganizationId.Default, action, before.Name, ToDocument(before), after);
    }

    private static ProviderProbeRecordDocument ToDocument(ProviderProbeRecord probe) => new()
    {
        Id = probe.Id, At = probe.At, Model = probe.Model, Ok = probe.Ok, Status = probe.Status, Message = probe.Message, DurationMs = probe.Duration.TotalMilliseconds,
    };

    internal static ProviderDocument ToDocument(ProviderInfo provider) => new()
    {
        Name = provider.Name,
        Format = provider.Format,
        // An address may carry a user and a password; they are nobody's business. The slash at its end comes and goes with the key.
        BaseAddress = provider.BaseAddress.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/'),
        Simulated = provider.Simulated,
        HasKey = provider.KeySource != ProviderKeySource.None,
        KeySource = provider.KeySource switch
        {
            ProviderKeySource.Api => "api",
            ProviderKeySource.Environment => "environment",
            _ => "none",
        },
        Models = provider.Models,
        Enabled = provider.Enabled,
    };
}
