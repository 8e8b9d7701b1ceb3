using System.Buffers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Streams;

/// <summary>Sends the pieces of an answer at the pace and with the faults of the script, whatever the wire.</summary>
/// <param name="exchange">The request.</param>
/// <param name="pieces">What to send, in order.</param>
/// <param name="finishes">How many of the last pieces are ends of choices: faults that are due later come before them.</param>
/// <param name="plan">What the script has decided.</param>
/// <param name="pace">The waiting.</param>
/// <param name="bill">The bill.</param>
/// <param name="billed">What is billed when so many reasoning and other tokens have been sent.</param>
internal sealed class PieceStream(
    Exchange exchange, IReadOnlyList<StreamPiece> pieces, int finishes, CallPlan plan, Pace pace, Bill bill, Func<int, int, BilledTokens> billed)
{
    // What is sent at once when nobody is to wait for anything.
    private const int FlushBytes = 4 * 1024;

    private int _reasoning;
    private int _visible;
    private bool _malformedSent;

    private int Sent => _reasoning + _visible;

    /// <param name="buffer">What the writer writes to.</param>
    /// <param name="writer">The wire.</param>
    public async Task SendAsync(JsonBuffer buffer, IPieceWriter writer)
    {
        try
        {
            await SendPiecesAsync(buffer, writer);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            bill.Write(billed(_reasoning, _visible), Outcome.Cancelled);
            throw;
        }
    }

    private async Task SendPiecesAsync(JsonBuffer buffer, IPieceWriter writer)
    {
        if (await BreaksHereAsync(buffer, writer, atEnd: false))
            return;
        await pace.WaitForTokenAsync(0, exchange.Aborted);
        Start(writer);
        writer.WriteStart();
        var eager = plan.HasFault || !pace.Immediate;
        for (var i = 0; i < pieces.Count; i++)
        {
            var atEnd = i >= pieces.Count - finishes;
            await pace.WaitForTokenAsync(Sent, exchange.Aborted);
            if (await BreaksHereAsync(buffer, writer, atEnd))
                return;
            WriteMalformed(writer, atEnd);
            _reasoning += pieces[i].ReasoningTokens;
            _visible += pieces[i].Tokens;
            writer.WritePiece(pieces[i], last: i == pieces.Count - 1, _reasoning, _visible);
            if (i < pieces.Count - 1 && (eager || i == 1 || buffer.Bytes.WrittenCount >= FlushBytes))
                await FlushAsync(buffer);
        }

        writer.WriteEnd();

        // Before the last bytes go out, so that whoever has read them finds the invoice complete.
        bill.Write(billed(_reasoning, _visible), Outcome.Completed);
        await FlushAsync(buffer);
    }

    private void Start(IPieceWriter writer)
    {
        if (!exchange.Http.Response.HasStarted)
            exchange.Http.Response.ContentType = writer.ContentType;
    }

    private void WriteMalformed(IPieceWriter writer, bool atEnd)
    {
        if (_malformedSent || !Due(plan.Malformed, atEnd))
            return;
        _malformedSent = true;
        writer.WriteMalformed();
    }

    /// <summary>Whether the script ends the stream here. It has then been ended.</summary>
    private async Task<bool> BreaksHereAsync(JsonBuffer buffer, IPieceWriter writer, bool atEnd)
    {
        if (Due(plan.StreamError, atEnd) && (plan.StreamError!.AfterTokens > 0 || buffer.Bytes.WrittenCount > 0 || Sent > 0))
        {
            Start(writer);
            writer.WriteError(new ApiError(ErrorKind.ServerError, ScriptedErrors.ServerMessage));
            bill.Write(billed(_reasoning, _visible), Outcome.Error);
            await FlushAsync(buffer);
            return true;
        }

        if (Due(plan.Cut, atEnd))
        {
            await FlushIfAnyAsync(buffer);
            bill.Write(billed(_reasoning, _visible), Outcome.Cut);
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
        var body = exchange.Http.Response.BodyWriter;
        body.Write(buffer.Bytes.WrittenSpan);
        buffer.Bytes.ResetWrittenCount();
        var result = await body.FlushAsync(exchange.Aborted);
        if (result.IsCompleted || result.IsCanceled)
            throw new OperationCanceledException("The caller has hung up.");
    }
}
