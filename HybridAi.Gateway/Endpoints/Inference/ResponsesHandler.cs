using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Responses;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Responses;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.Storage;

namespace HybridAi.Gateway.Endpoints.Inference;

/// <summary><c>/v1/responses/{id}[/input_items]</c>: stored responses, as far as they are the caller's organization's.</summary>
internal sealed partial class ResponsesHandler(
    SnapshotHolder snapshots, IResponseStore store, ResponseStorageOptions options, TimeProvider time, ILogger<ResponsesHandler> logger)
{
    private const int DefaultPage = 20;
    private const int LargestPage = 100;
    private const string EncryptedReasoning = "reasoning.encrypted_content";

    /// <summary>Reads or deletes a response.</summary>
    public Task HandleAsync(HttpContext http) => GuardAsync(http, ReadOrDeleteAsync);

    /// <summary>Lists the conversation before a response.</summary>
    public Task ListInputAsync(HttpContext http) => GuardAsync(http, ReadInputAsync);

    private async Task GuardAsync(HttpContext http, Func<HttpContext, Task> handle)
    {
        try
        {
            await handle(http);
        }
        catch (Exception away) when (away is DbException or StorageException)
        {
            LogAway(away, http.Request.Method, http.Request.Path);
            await RefuseAsync(http, GatewayError.StorageUnavailable);
        }
    }

    private async Task ReadOrDeleteAsync(HttpContext http)
    {
        if (HttpMethods.IsDelete(http.Request.Method))
            await DeleteAsync(http);
        else if (await FindAsync(http) is { } found)
            await AnswerAsync(http, found);
    }

    private async Task ReadInputAsync(HttpContext http)
    {
        if (await FindAsync(http) is not { } found)
            return;
        var query = http.Request.Query;
        var limit = DefaultPage;
        if (query.TryGetValue("limit", out var asked) && (!int.TryParse(asked, out limit) || limit is < 1 or > LargestPage))
        {
            await RefuseAsync(http, GatewayError.Invalid($"'limit' must be 1 to {LargestPage}.", "limit"));
            return;
        }

        if (query["order"] is { Count: > 0 } order && order != "asc" && order != "desc")
        {
            await RefuseAsync(http, GatewayError.Invalid("'order' must be 'asc' or 'desc'.", "order"));
            return;
        }

        using var document = StoredItems.Parse(found.Input);
        var items = document.RootElement.EnumerateArray().ToList();
        if (query["order"] != "asc")
            items.Reverse();
        if (query["after"] is { Count: 1 } after)
            items.RemoveRange(0, items.FindIndex(item => StoredItems.TextOf(item, "id") == after) + 1);
        await WriteAsync(http, WritePage(items, limit, Wants(http)));
    }

    private static ArrayBufferWriter<byte> WritePage(List<JsonElement> items, int limit, bool seals)
    {
        var page = items.Take(limit).ToList();
        var output = new ArrayBufferWriter<byte>(1024);
        output.Write("{\"object\":\"list\",\"data\":["u8);
        StoredItems.WriteList(page, seals, output);
        var (first, last) = page.Count == 0 ? (null, null) : (StoredItems.TextOf(page[0], "id"), StoredItems.TextOf(page[^1], "id"));
        Encoding.UTF8.GetBytes($"],\"first_id\":{JsonText(first)},\"last_id\":{JsonText(last)},\"has_more\":{(items.Count > limit ? "true" : "false")}}}", output);
        return output;
    }

    private static string JsonText(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(text)}\"";

    private async Task AnswerAsync(HttpContext http, StoredResponse found)
    {
        if (http.Request.Query["stream"] == "true")
        {
            await RefuseAsync(http, GatewayError.Invalid("A stored response is not streamed again; leave 'stream' out.", "stream"));
            return;
        }

        var output = new ArrayBufferWriter<byte>(found.Response.Length);
        StoredItems.WriteResponse(found.Response, Wants(http), output);
        await WriteAsync(http, output);
    }

    private async Task DeleteAsync(HttpContext http)
    {
        if (await IdentifyAsync(http) is not { } organization)
            return;
        var id = (string?)http.GetRouteValue("id") ?? "";
        if (ResponseIds.RequestOf(id) is { } request && await store.DeleteAsync(request, organization, time.GetUtcNow(), http.RequestAborted))
        {
            var output = new ArrayBufferWriter<byte>(128);
            Encoding.UTF8.GetBytes($"{{\"id\":{JsonText(id)},\"object\":\"response\",\"deleted\":true}}", output);
            await WriteAsync(http, output);
        }
        else
            await RefuseAsync(http, NotFound(id));
    }

    private async ValueTask<StoredResponse?> FindAsync(HttpContext http)
    {
        if (await IdentifyAsync(http) is not { } organization)
            return null;
        var id = (string?)http.GetRouteValue("id") ?? "";
        var found = ResponseIds.RequestOf(id) is { } request ? await store.FindAsync(request, organization, time.GetUtcNow(), http.RequestAborted) : null;
        if (found is null)
            await RefuseAsync(http, NotFound(id));
        return found;
    }

    private async ValueTask<OrganizationId?> IdentifyAsync(HttpContext http)
    {
        if (SnapshotAuthenticator.Find(snapshots.Current, http, time.GetUtcNow(), out var failure) is not { } key)
            await RefuseAsync(http, Identifier.Refuse(failure));
        else if (!key.MayInfer)
            await RefuseAsync(http, new GatewayError(GatewayErrorCode.RoleNotAllowed, "A key with the role viewer may not read responses; use one with the role inference."));
        else
            return key.Caller.OrganizationId;
        return null;
    }

    private GatewayError NotFound(string id) => new(
        GatewayErrorCode.ResponseNotFound,
        $"Response with id '{(id.Length <= 80 ? id : id[..80])}' not found.{(options.Enabled ? "" : " Responses are not stored here; an operator can switch that on by Responses:Storage:Enabled.")}");

    private static bool Wants(HttpContext http) =>
        http.Request.Query["include"].Concat(http.Request.Query["include[]"]).Any(value => value?.Split(',').Contains(EncryptedReasoning) == true);

    private static Task RefuseAsync(HttpContext http, GatewayError error) => ErrorWriter.WriteAsync(http, error, ResponsesErrorShape.Instance);

    private static async Task WriteAsync(HttpContext http, ArrayBufferWriter<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.WrittenCount;
        await http.Response.Body.WriteAsync(json.WrittenMemory, http.RequestAborted);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path}: the database failed")]
    private partial void LogAway(Exception exception, string method, string path);
}
