using HybridAi.Client.Providers;
using HybridAi.Core.Audit;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Providers as data: defined, tried, changed and removed without code or restart.</summary>
internal sealed class DefinitionHandlers(
    IProviderStore store, IProviderKeyStore keys, ProviderSetup setup, ProviderProbe probe, ISnapshotRefresher refresher, TimeProvider time)
{
    private const string Kind = "provider definition";

    // The time as the database keeps it: whole milliseconds.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public static async Task<Results<Ok<ProviderDefinitionDocument>, ApiError>> GetAsync(
        string name, HttpContext http, DefinitionHandlers handlers, CancellationToken cancellationToken)
    {
        if ((await handlers.FindAsync(name, cancellationToken)).Failed(out var error, out var definition))
            return error;
        Revisions.Tag(http, definition.Revision);
        return TypedResults.Ok(definition.ToDocument(await handlers.KeyOfAsync(definition.Name, cancellationToken) is not null));
    }

    public static async Task<Results<Created<ProviderDefinitionDocument>, ApiError>> CreateAsync(
        HttpContext http, DefinitionHandlers handlers, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<SaveProviderRequest>(http, cancellationToken)).Failed(out var error, out var request)
            || DocumentName.Read(request.Name).Failed(out error, out var name)
            || ProviderFields.Definition(name, revision: 1, handlers.Now, request).Failed(out error, out var definition)
            || (await handlers.SaveAsync(http, null, definition, request.Key, cancellationToken)).Failed(out error, out var document))
            return error;
        return TypedResults.Created($"/api/providers/{name}", document);
    }

    public static async Task<Results<Ok<ProviderDefinitionDocument>, ApiError>> ReplaceAsync(
        string name, HttpContext http, DefinitionHandlers handlers, CancellationToken cancellationToken)
    {
        if ((await handlers.FindAsync(name, cancellationToken)).Failed(out var error, out var before)
            || (await RequestDocument.ReadAsync<SaveProviderRequest>(http, cancellationToken)).Failed(out error, out var request))
            return error;
        if (request.Name is { } renamed && renamed.Trim() != before.Name)
            return ApiError.Invalid("name", "cannot be changed; define another provider and delete this one");
        if (Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale)
            return stale;
        if (ProviderFields.Definition(before.Name, before.Revision + 1, handlers.Now, request).Failed(out error, out var definition)
            || (await handlers.SaveAsync(http, before, definition, request.Key, cancellationToken)).Failed(out error, out var document))
            return error;
        return TypedResults.Ok(document);
    }

    public static async Task<Results<NoContent, ApiError>> DeleteAsync(
        string name, HttpContext http, DefinitionHandlers handlers, CancellationToken cancellationToken)
    {
        if ((await handlers.FindAsync(name, cancellationToken)).Failed(out var error, out var before))
            return error;
        if (Revisions.CheckDeletion(http, before.Revision, Kind) is { } stale)
            return stale;
        var entry = handlers.Entry(http, "provider.delete", before, null);
        switch (await handlers.DeleteAsync(before, entry, cancellationToken))
        {
            case WriteResult.Done:
                return TypedResults.NoContent();
            case WriteResult.Stale:
                return ApiError.Stale(Kind);
            default:
                return ApiError.NotFound(Kind, name);
        }
    }

    /// <summary>Switches a provider that was defined over the API on or off, without trying it.</summary>
    public async Task<Outcome<ProviderDefinition>> SetEnabledAsync(HttpContext http, string name, bool enabled, CancellationToken cancellationToken)
    {
        if ((await FindAsync(name, cancellationToken)).Failed(out var error, out var before) || before.Enabled == enabled)
            return error is null ? before! : error;
        var after = before with { Enabled = enabled, Revision = before.Revision + 1, UpdatedAt = Now };
        switch (await store.SaveAsync(after, key: null, Entry(http, "provider.update", before, after), cancellationToken))
        {
            case WriteResult.Stale:
                return ApiError.Stale(Kind);
            case WriteResult.NotFound:
                return ApiError.NotFound(Kind, name);
        }

        await refresher.RefreshAsync(CancellationToken.None);
        return after;
    }

    private async Task<Outcome<ProviderDefinitionDocument>> SaveAsync(
        HttpContext http, ProviderDefinition? before, ProviderDefinition asked, string? newKey, CancellationToken cancellationToken)
    {
        Secret? key = null;
        if ((newKey is not null && ProviderFields.Key(newKey).Failed(out var error, out key))
            || KeptSecrets.Key(before, asked, key, await KeyOfAsync(asked.Name, cancellationToken)).Failed(out error, out var standing)
            || KeptSecrets.Headers(before, asked).Failed(out error, out var after)
            || (await ProbeAsync(http, after, standing, cancellationToken)).Failed(out error, out var probed))
            return error;
        if (KeptSecrets.ExtraKeys(before, after, ExtraKeys.Of((await keys.AllAsync(cancellationToken)).Keys, after.Name)) is { } left)
            return left;
        switch (await store.SaveAsync(after, key, Entry(http, before is null ? "provider.create" : "provider.update", before, after), cancellationToken))
        {
            case WriteResult.Duplicate:
                return ApiError.Conflict("duplicate", $"There is already a definition of '{after.Name}'. PUT /api/providers/{after.Name} replaces it.", "name");
            case WriteResult.Stale:
                return ApiError.Stale(Kind);
            case WriteResult.NotFound:
                return ApiError.NotFound(Kind, after.Name);
        }

        // The change stands, whether its caller waits or not.
        await refresher.RefreshAsync(CancellationToken.None);
        Revisions.Tag(http, after.Revision);
        return after.ToDocument(standing is not null) with { Probe = probed };
    }

    // What does not work is not saved, unless the caller says so: the provider may be down just now, or not be there yet.
    private async Task<Outcome<ProviderProbeDocument>> ProbeAsync(
        HttpContext http, ProviderDefinition definition, Secret? key, CancellationToken cancellationToken)
    {
        switch (http.Request.Query["probe"].ToString())
        {
            case "false":
                return new ProviderProbeDocument { Message = "It was not tried: the request said probe=false." };
            case not ("" or "true"):
                return ApiError.Invalid("probe", "must be true or false");
        }

        if (setup.Try(definition, key) is not { } provider)
            return ApiError.Invalid("baseUrl", "is required");
        var result = await probe.RunAsync(provider, cancellationToken);
        if (result.Ok is not false)
            return result.ToDocument();
        var told = AsSentence(result.Status is { } status ? $"it answered {status}: {result.Message}" : $"{result.Message}");
        return new ApiError(
            StatusCodes.Status400BadRequest, "probe_failed",
            $"Nothing was saved, because a trial call of '{result.Model}' failed: {told} Mend the definition, or save it as it is with ?probe=false.");
    }

    private static string AsSentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?'] ended ? ended : $"{text.TrimEnd()}.";

    private async Task<WriteResult> DeleteAsync(ProviderDefinition before, AuditEntry entry, CancellationToken cancellationToken)
    {
        var result = await store.DeleteAsync(before.Name, before.Revision, entry, cancellationToken);
        if (result == WriteResult.Done)
            await refresher.RefreshAsync(CancellationToken.None);
        return result;
    }

    private async Task<Outcome<ProviderDefinition>> FindAsync(string name, CancellationToken cancellationToken) =>
        (await store.AllAsync(cancellationToken)).FirstOrDefault(definition => definition.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found
            : ApiError.NotFound(Kind, name);

    private async Task<Secret?> KeyOfAsync(string name, CancellationToken cancellationToken) =>
        (await keys.AllAsync(cancellationToken)).GetValueOrDefault(name);

    private AuditEntry Entry(HttpContext http, string action, ProviderDefinition? before, ProviderDefinition? after) => AuditEntries.Of(
        http.GetCaller(), Now, OrganizationId.Default, action, (after ?? before)!.Name, before?.ToDocument(hasKey: true), after?.ToDocument(hasKey: true));
}
