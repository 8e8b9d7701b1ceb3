using System.Buffers;
using System.Data.Common;
using System.Runtime.InteropServices;
using HybridAi.Core.Responses;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;
using HybridAi.Storage;

namespace HybridAi.Gateway.Responses;

/// <summary>
/// Recalls what a request goes on from and keeps what was answered, where storing is switched on. A request that is kept or goes on from
/// something kept is translated even where its provider has the same API: the gateway has to know what was said.
/// </summary>
internal sealed partial class ResponseMemory(IResponseStore store, ResponseStorageOptions options, TimeProvider time, ILogger<ResponseMemory> logger)
{
    private const int LongestConversation = 64 * 1024 * 1024;
    private const int MostReferredResponses = 64;

    // The answer's last bytes wait for it.
    private static readonly TimeSpan LongestSave = TimeSpan.FromSeconds(5);

    /// <summary>Finds what earlier responses bring into a request.</summary>
    /// <returns>Why that is not possible, or null.</returns>
    public async ValueTask<GatewayError?> RecallAsync(Exchange exchange)
    {
        try
        {
            return await TryRecallAsync(exchange);
        }
        catch (Exception away) when (away is DbException or StorageException)
        {
            LogAway(away, exchange.Id);
            return GatewayError.StorageUnavailable;
        }
    }

    private async ValueTask<GatewayError?> TryRecallAsync(Exchange exchange)
    {
        if (exchange.Api != InferenceApi.Responses)
            return null;
        var fields = RequestFields.Of(exchange.Body.Scan);
        // Nobody could fetch it, and nothing would meter it.
        if (fields.IsBackground)
            return GatewayError.Invalid("The field 'background' is not offered here: leave it out, or set it to false.", "background");
        if (!options.Enabled)
            return null;
        var references = StoredItems.References(exchange.Body.Scan);
        var keeps = fields.Store != false;
        if (!keeps && fields.PreviousId is null && references.Count == 0)
            return null;
        var history = new ArrayBufferWriter<byte>();
        if (fields.PreviousId is { } previous && await WriteHistoryAsync(exchange, previous, history) is { } unknown)
            return unknown;
        if (history.WrittenCount > LongestConversation)
            return GatewayError.Invalid($"The conversation is longer than {LongestConversation} bytes; begin a new one.", "previous_response_id");
        exchange.Turn = new StoredTurn(new History(history.WrittenMemory, await ReferredAsync(exchange, references)), keeps);
        exchange.MustTranslate = true;
        return null;
    }

    /// <summary>Keeps an answer, if it is to be kept. A failure to do so is logged; the answer is good without.</summary>
    public async ValueTask KeepAsync(Exchange exchange, AttemptResult result)
    {
        if (exchange.Turn is not { Answer: { } answer } turn || result.Failure is not null)
            return;
        try
        {
            var now = time.GetUtcNow();
            var input = InputOf(exchange, turn.History);
            using var enough = new CancellationTokenSource(LongestSave, time);
            await store.SaveAsync(
                new StoredResponse(exchange.Id, exchange.Caller.OrganizationId, now, now + options.Retention, answer, input), enough.Token);
        }
        catch (Exception lost)
        {
            LogLost(lost, exchange.Id);
        }
    }

    private async ValueTask<GatewayError?> WriteHistoryAsync(Exchange exchange, string previousId, ArrayBufferWriter<byte> history)
    {
        if (ResponseIds.RequestOf(previousId) is not { } id
            || await store.FindAsync(id, exchange.Caller.OrganizationId, time.GetUtcNow(), exchange.Unwanted) is not { } previous)
            return new GatewayError(
                GatewayErrorCode.PreviousResponseNotFound,
                $"Previous response with id '{Shorten(previousId)}' not found. It may have expired, been deleted, or not been stored ('store' was false).", "previous_response_id");
        using var response = StoredItems.Parse(previous.Response);
        history.Write("{\"input\":["u8);
        history.Write(previous.Input.Span[1..^1]);
        var output = response.RootElement.GetProperty("output");
        if (previous.Input.Length > 2 && output.GetArrayLength() > 0)
            history.Write(","u8);
        StoredItems.WriteList(output.EnumerateArray(), seals: true, history);
        history.Write("]}"u8);
        return null;
    }

    // References that lead nowhere are left for the parser to name by their place.
    private async ValueTask<Dictionary<string, ReadOnlyMemory<byte>>> ReferredAsync(Exchange exchange, HashSet<string> references)
    {
        var items = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var request in references.Select(ResponseIds.RequestOfItem).OfType<Guid>().Distinct().Take(MostReferredResponses))
        {
            if (await store.FindAsync(request, exchange.Caller.OrganizationId, time.GetUtcNow(), exchange.Unwanted) is not { } stored)
                continue;
            using var response = StoredItems.Parse(stored.Response);
            using var input = StoredItems.Parse(stored.Input);
            foreach (var item in input.RootElement.EnumerateArray().Concat(response.RootElement.GetProperty("output").EnumerateArray()))
            {
                if (StoredItems.TextOf(item, "id") is { } id && references.Contains(id))
                    items[id] = JsonMarshal.GetRawUtf8Value(item).ToArray();
            }
        }

        return items;
    }

    private static ReadOnlyMemory<byte> InputOf(Exchange exchange, History history)
    {
        var own = new ArrayBufferWriter<byte>();
        var count = StoredItems.WriteInput(exchange.Body.Scan, exchange.Id, history, own);
        var input = new ArrayBufferWriter<byte>(own.WrittenCount + history.Items.Length + 8);
        input.Write("["u8);
        if (!history.IsEmpty)
        {
            using var document = StoredItems.Parse(history.Items);
            var items = document.RootElement.GetProperty("input");
            StoredItems.WriteList(items.EnumerateArray(), seals: true, input);
            if (count > 0 && items.GetArrayLength() > 0)
                input.Write(","u8);
        }

        input.Write(own.WrittenSpan);
        input.Write("]"u8);
        return input.WrittenMemory;
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";

    [LoggerMessage(LogLevel.Error, "Request {Id} goes on from a stored response, but the database failed")]
    private partial void LogAway(Exception exception, Guid id);

    [LoggerMessage(LogLevel.Error, "The response to request {Id} could not be stored")]
    private partial void LogLost(Exception exception, Guid id);
}
