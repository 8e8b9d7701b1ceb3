using System.Buffers;
using System.Text;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Delivery;

/// <summary>Sends an answer as a stream of events, at the pace and with the faults of the script. A wire says how its pieces look.</summary>
internal abstract class PacedStream(Exchange exchange, ChatAnswer answer, CallPlan plan, Pace pace, Bill bill)
{
    // What is sent at once when nobody is to wait for anything.
    private const int FlushBytes = 4 * 1024;

    private bool _malformedSent;

    protected Exchange Exchange => exchange;

    protected ProviderProfile Profile => exchange.Profile;

    protected ChatAnswer Answer => answer;

    protected CallPlan Plan => plan;

    protected Bill Bill => bill;

    protected JsonBuffer Buffer { get; private set; } = null!;

    /// <summary>Reasoning tokens sent so far, those of the piece at hand included.</summary>
    protected int Reasoning { get; private set; }

    /// <summary>Other output tokens sent so far, those of the piece at hand included.</summary>
    protected int Visible { get; private set; }

    /// <summary>How many pieces there are.</summary>
    protected abstract int Count { get; }

    /// <summary>How many of the last pieces come after the last token.</summary>
    protected virtual int Endings => 1;

    /// <summary>The head is sent before the first token is waited for.</summary>
    protected virtual bool HeadComesFirst => false;

    private int Sent => Visible + Reasoning;

    public async Task SendAsync()
    {
        using var buffer = JsonBuffer.Rent();
        Buffer = buffer;
        try
        {
            await SendPiecesAsync();
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            bill.Write(answer.Billed(Reasoning, Visible), Outcome.Cancelled);
            throw;
        }
    }

    protected abstract (int Reasoning, int Visible) TokensOf(int piece);

    protected abstract void WritePiece(int piece);

    protected abstract void WriteMalformed();

    protected abstract void WriteError(ApiError error);

    /// <summary>Writes what comes before the first piece.</summary>
    protected virtual void WriteHead()
    {
    }

    /// <summary>Writes what comes after the last piece.</summary>
    protected virtual void WriteTail()
    {
    }

    /// <summary>Writes what is sent while the first token is awaited.</summary>
    /// <returns>Whether anything is sent then.</returns>
    protected virtual bool WriteKeepAlive()
    {
        if (Profile.KeepAliveComment is not { } comment)
            return false;
        Buffer.Bytes.Write(Encoding.UTF8.GetBytes(comment));
        return true;
    }

    private async Task SendPiecesAsync()
    {
        if (await BreaksHereAsync(atEnd: false))
            return;
        await AwaitFirstTokenAsync();
        if (!HeadComesFirst)
            Start();
        var eager = plan.HasFault || !pace.Immediate;
        for (var i = 0; i < Count; i++)
        {
            // The end of the text, for faults that come after it.
            var atEnd = i >= Count - Endings;
            await pace.WaitForTokenAsync(Sent, exchange.Aborted);
            if (await BreaksHereAsync(atEnd))
                return;
            if (!_malformedSent && Due(plan.Malformed, atEnd))
            {
                _malformedSent = true;
                WriteMalformed();
            }

            var (reasoning, visible) = TokensOf(i);
            Reasoning += reasoning;
            Visible += visible;
            WritePiece(i);
            if (i < Count - 1 && (eager || i == 1 || Buffer.Bytes.WrittenCount >= FlushBytes))
                await FlushAsync();
        }

        WriteTail();

        // Before the last bytes go out, so that whoever has read them finds the invoice complete.
        bill.Write(answer.Billed(Reasoning, Visible), Outcome.Completed);
        await FlushAsync();
    }

    private void Start()
    {
        StartResponse();
        WriteHead();
    }

    private void StartResponse()
    {
        var response = exchange.Http.Response;
        if (response.HasStarted)
            return;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
    }

    private async Task AwaitFirstTokenAsync()
    {
        if (HeadComesFirst)
            Start();
        if (WriteKeepAlive())
        {
            StartResponse();
            await FlushAsync();
            while (await pace.WaitALittleAsync(exchange.Aborted))
            {
                WriteKeepAlive();
                await FlushAsync();
            }
        }

        await pace.WaitForTokenAsync(0, exchange.Aborted);
    }

    /// <summary>Whether the script ends the stream here. It has then been ended.</summary>
    private async Task<bool> BreaksHereAsync(bool atEnd)
    {
        if (Due(plan.StreamError, atEnd) && (plan.StreamError!.AfterTokens > 0 || exchange.Http.Response.HasStarted || Buffer.Bytes.WrittenCount > 0 || Sent > 0))
        {
            StartResponse();
            WriteError(new ApiError(ErrorKind.ServerError, "The server had an error while processing your request. Sorry about that!"));
            bill.Write(answer.Billed(Reasoning, Visible), Outcome.Error);
            await FlushAsync();
            return true;
        }

        if (Due(plan.Cut, atEnd))
        {
            await FlushIfAnyAsync();
            bill.Write(answer.Billed(Reasoning, Visible), Outcome.Cut);
            await Connections.BreakAsync(exchange);
            return true;
        }

        if (!Due(plan.Stall, atEnd))
            return false;
        await FlushIfAnyAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Simulation.Time, exchange.Aborted);
        return true;
    }

    private bool Due(AnswerFault? fault, bool atEnd) => fault is not null && (Sent >= fault.AfterTokens || atEnd);

    private Task FlushIfAnyAsync() => Buffer.Bytes.WrittenCount > 0 ? FlushAsync() : Task.CompletedTask;

    private async Task FlushAsync()
    {
        var writer = exchange.Http.Response.BodyWriter;
        writer.Write(Buffer.Bytes.WrittenSpan);
        Buffer.Bytes.ResetWrittenCount();
        var result = await writer.FlushAsync(exchange.Aborted);
        if (result.IsCompleted || result.IsCanceled)
            throw new OperationCanceledException("The caller has hung up.");
    }
}
