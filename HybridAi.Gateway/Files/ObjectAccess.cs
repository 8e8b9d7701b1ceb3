using System.Data.Common;
using HybridAi.Core.Batches;
using HybridAi.Core.Paging;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;
using HybridAi.Storage;
using Microsoft.AspNetCore.Connections;

namespace HybridAi.Gateway.Files;

/// <summary>Who may see which files and batches, and how they are answered: what was made with the caller's key, and to operators what its organization made.</summary>
internal sealed partial class ObjectAccess(SnapshotHolder snapshots, IProviderObjectStore store, TimeProvider time, ILogger<ObjectAccess> logger)
{
    private const int DefaultPage = 20;

    /// <summary>Runs a handler for a caller that is known; what it returns is answered as an error.</summary>
    public async Task GuardAsync(HttpContext http, Func<HttpContext, ObjectCaller, Task<GatewayError?>> handle)
    {
        RequestIds.Tag(http, time);
        GatewayError? error;
        try
        {
            var snapshot = snapshots.Current;
            error = SnapshotAuthenticator.Find(snapshot, http, time.GetUtcNow(), out var failure) is not { } key ? Identifier.Refuse(failure)
                : !key.MayInfer ? new GatewayError(GatewayErrorCode.RoleNotAllowed, "A key with the role viewer may not use files and batches; use one with the role inference.")
                : await handle(http, new ObjectCaller(snapshot, key));
        }
        catch (Exception away) when (away is DbException or StorageException)
        {
            LogAway(away, http.Request.Method, http.Request.Path);
            error = new GatewayError(GatewayErrorCode.StorageUnavailable, "The database does not answer, so files and batches cannot be reached. Try again shortly.");
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested))
        {
            http.Abort();
            return;
        }

        if (error is null)
            return;
        if (http.Response.HasStarted)
            http.Abort();
        else
            await ErrorWriter.WriteAsync(http, error, OpenAiErrorShape.Instance);
    }

    /// <summary>Finds what an id stands for, if the caller may see it.</summary>
    public async Task<(ProviderObject? Found, GatewayError? Error)> FindAsync(
        ObjectCaller caller, ProviderObjectKind kind, string? id, string? param, CancellationToken cancellationToken)
    {
        var found = ProviderObjectId.Read(kind, id) is { } known ? await store.FindAsync(known, kind, caller.Key.Caller.OrganizationId, cancellationToken) : null;
        return found is not null && caller.Sees(found) ? (found, null) : (null, NotFound(kind, id, param));
    }

    /// <summary>Finds what the path of a request names.</summary>
    public Task<(ProviderObject? Found, GatewayError? Error)> FindAsync(HttpContext http, ObjectCaller caller, ProviderObjectKind kind) =>
        FindAsync(caller, kind, (string?)http.GetRouteValue("id"), param: null, http.RequestAborted);

    /// <summary>Answers with a page of a list.</summary>
    public async Task<GatewayError?> ListAsync(HttpContext http, ObjectCaller caller, ProviderObjectKind kind, int largestPage)
    {
        var query = http.Request.Query;
        var limit = DefaultPage;
        if (query.TryGetValue("limit", out var asked) && (!int.TryParse(asked, out limit) || limit < 1 || limit > largestPage))
            return GatewayError.Invalid($"'limit' must be 1 to {largestPage}.", "limit");
        if (query["order"] is { Count: > 0 } order && order != "asc" && order != "desc")
            return GatewayError.Invalid("'order' must be 'asc' or 'desc'.", "order");
        PageCursor? after = null;
        if (query["after"] is { Count: > 0 } last && last != "")
        {
            var (seen, error) = await FindAsync(caller, kind, last, "after", http.RequestAborted);
            if (seen is null)
                return error;
            after = new PageCursor(seen.At.ToUnixTimeMilliseconds(), seen.Id);
        }

        var page = await store.ListAsync(
            new ProviderObjectQuery
            {
                Kind = kind, Organization = caller.Key.Caller.OrganizationId, Keys = caller.Keys, After = after, Limit = limit,
                Ascending = query["order"] == "asc", Purpose = query["purpose"] is { Count: > 0 } purpose && purpose != "" ? purpose.ToString() : null,
            },
            http.RequestAborted);
        var items = page.Items;
        var (first, end) = items.Count == 0 ? ("null", "null") : ($"\"{ProviderObjectId.Write(kind, items[0].Id)}\"", $"\"{ProviderObjectId.Write(kind, items[^1].Id)}\"");
        await WriteAsync(http, $"{{\"object\":\"list\",\"data\":[{string.Join(',', items.Select(item => item.Document))}],\"first_id\":{first},\"last_id\":{end},\"has_more\":{(page.Next is null ? "false" : "true")}}}");
        return null;
    }

    /// <summary>The provider that has an object, or why it cannot be asked.</summary>
    public static (ProviderEndpoint? Provider, GatewayError? Error) ProviderOf(ObjectCaller caller, ProviderObject item) =>
        caller.Snapshot.Providers.TryGetValue(item.Provider, out var provider) && provider.Profile.FilesPath is not null && (item.Endpoint is null || provider.Profile.Batches is not null)
            ? (provider, null)
            : (null, GatewayError.Of(new ProviderError { Cause = FailureCause.Connection, Message = $"The provider '{item.Provider}', which has it, cannot be used at the moment; an administrator can set its key." }, item.Provider));

    /// <summary>A provider's refusal as a caller gets it: without the provider's own ids where it has no such thing.</summary>
    public static GatewayError Refused(ProviderError error, ProviderObjectKind kind, Guid id, string provider) => error.Cause == FailureCause.NotFound
        ? new GatewayError(GatewayErrorCode.ObjectNotFound, $"The provider '{provider}' does not have '{ProviderObjectId.Write(kind, id)}' any more: it has expired or was deleted there.")
        : GatewayError.Of(error, provider);

    /// <summary>Answers with an object.</summary>
    public static Task AnswerAsync(HttpContext http, ProviderObject item, ProviderEndpoint? provider)
    {
        http.Response.Headers["x-hybridai-provider"] = item.Provider;
        if (provider?.IsSimulated == true)
            http.Response.Headers["x-hybridai-simulated"] = "true";
        return WriteAsync(http, item.Document);
    }

    /// <summary>Answers with JSON.</summary>
    public static async Task WriteAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json, http.RequestAborted);
    }

    private static GatewayError NotFound(ProviderObjectKind kind, string? id, string? param) => new(
        GatewayErrorCode.ObjectNotFound, $"No {(kind == ProviderObjectKind.File ? "file" : "batch")} '{(id is { Length: > 80 } ? id[..80] : id)}' was made with this key.", param);

    [LoggerMessage(LogLevel.Error, "{Method} {Path}: the database failed")]
    private partial void LogAway(Exception exception, string method, string path);
}
