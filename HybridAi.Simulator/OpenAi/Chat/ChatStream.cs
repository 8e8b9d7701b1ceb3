using System.Buffers;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Sends an answer as a stream of events, at the pace and with the faults of the script.</summary>
internal sealed class ChatStream(Exchange exchange, ChatRequest request, ChatAnswer answer, CallPlan plan, Pace pace, Bill bill)
{
    // What is sent at once when nobody is to wait for anything.
    private const int FlushBytes = 4 * 1024;

    private int _reasoning;
    private int _visible;
    private bool _malformedSent;

    private ProviderProfile Profile => exchange.Profile;

    private int Sent => _visible + _reasoning;

    public async Task SendAsync()
    {
        using var buffer = JsonBuffer.Rent();
        try
        {
            await SendPiecesAsync(buffer);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            bill.Write(answer.Billed(_reasoning, _visible), Outcome.Cancelled);
            throw;
        }
    }

    private async Task SendPiecesAsync(JsonBuffer buffer)
    {
        if (await BreaksHereAsync(buffer, atEnd: false))
            return;
        await KeepAliveAsync(buffer);
        await pace.WaitForTokenAsync(0, exchange.Aborted);
        Start();
        var chunks = new ChunkWriter(Profile, request, answer, buffer, withUsage: !plan.OmitUsage);
        if (Profile.WritesFilterResults)
            chunks.WritePromptFilterChunk();
        var pieces = StreamPiece.Cut(request, answer, Profile);
        var lastSends = answer.Choices.Count;
        var cost = bill.NanoDollars(answer.Billed(answer.ReasoningTokens, answer.VisibleTokens));
        var eager = plan.HasFault || !pace.Immediate;
        for (var i = 0; i < pieces.Count; i++)
        {
            // The finish of the first choice is the end of the text, for faults that come after it.
            var atEnd = i >= pieces.Count - lastSends;
            await pace.WaitForTokenAsync(Sent, exchange.Aborted);
            if (await BreaksHereAsync(buffer, atEnd))
                return;
            WriteMalformed(buffer, atEnd);
            _reasoning += pieces[i].ReasoningTokens;
            _visible += pieces[i].Tokens;
            chunks.WritePiece(pieces[i], last: i == pieces.Count - 1, _reasoning, _visible, cost);
            if (i < pieces.Count - 1 && (eager || i == 1 || buffer.Bytes.WrittenCount >= FlushBytes))
                await FlushAsync(buffer);
        }

        chunks.WriteUsageChunk(cost);
        if (!plan.OmitDone)
            buffer.Bytes.Write("data: [DONE]\n\n"u8);

        // Before the last bytes go out, so that whoever has read them finds the invoice complete.
        bill.Write(answer.Billed(_reasoning, _visible), Outcome.Completed);
        await FlushAsync(buffer);
    }

    private void Start()
    {
        var response = exchange.Http.Response;
        if (response.HasStarted)
            return;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
    }

    // Comments go out at once and while the first token is awaited.
    private async Task KeepAliveAsync(JsonBuffer buffer)
    {
        if (Profile.KeepAliveComment is not { } comment)
            return;
        Start();
        var bytes = System.Text.Encoding.UTF8.GetBytes(comment);
        do
        {
            buffer.Bytes.Write(bytes);
            await FlushAsync(buffer);
        }
        while (await pace.WaitALittleAsync(exchange.Aborted));
    }

    private void WriteMalformed(JsonBuffer buffer, bool atEnd)
    {
        if (_malformedSent || !Due(plan.Malformed, atEnd))
            return;
        _malformedSent = true;
        buffer.Bytes.Write("data: {\"id\":\"chatcmpl-\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\"\n\n"u8);
    }

    /// <summary>Whether the script ends the stream here. It has then been ended.</summary>
    private async Task<bool> BreaksHereAsync(JsonBuffer buffer, bool atEnd)
    {
        if (Due(plan.StreamError, atEnd) && (plan.StreamError!.AfterTokens > 0 || exchange.Http.Response.HasStarted || buffer.Bytes.WrittenCount > 0 || Sent > 0))
        {
            Start();
            new ChunkWriter(Profile, request, answer, buffer, withUsage: false)
                .WriteError(new ApiError(ErrorKind.ServerError, "The server had an error while processing your request. Sorry about that!"));
            bill.Write(answer.Billed(_reasoning, _visible), Outcome.Error);
            await FlushAsync(buffer);
            return true;
        }

        if (Due(plan.Cut, atEnd))
        {
            await FlushIfAnyAsync(buffer);
            bill.Write(answer.Billed(_reasoning, _visible), Outcome.Cut);
            await Connections.BreakAsync(exchange);
            return true;
        }

        if (!Due(plan.Stall, atEnd))
            return false;
        await FlushIfAnyAsync(buffer);
        await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Simulation.Time, exchange.Aborted);
        return true;
    }

    private bool Due(AnswerFault? fault, bool atEnd) => fault is not null && (Sent >= fault.AfterTokens || atEnd);

    private Task FlushIfAnyAsync(JsonBuffer buffer) => buffer.Bytes.WrittenCount > 0 ? FlushAsync(buffer) : Task.CompletedTask;

    private async Task FlushAsync(JsonBuffer buffer)
    {
        var writer = exchange.Http.Response.BodyWriter;
        writer.Write(buffer.Bytes.WrittenSpan);
        buffer.Bytes.ResetWrittenCount();
        var result = await writer.FlushAsync(exchange.Aborted);
        if (result.IsCompleted || result.IsCanceled)
            throw new OperationCanceledException("The caller has hung up.");
    }
}
