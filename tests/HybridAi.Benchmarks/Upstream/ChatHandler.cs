using System.Diagnostics;
using System.IO.Pipelines;
using HybridAi.Benchmarks.RawProxy;

namespace HybridAi.Benchmarks.Upstream;

/// <summary>Answers a chat request at the least cost that Kestrel allows: no routing, no JSON, canned bytes.</summary>
internal sealed class ChatHandler
{
    private StreamScript _script = StreamScript.Default;

    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.Value is "/v1/chat/completions")
            return AnswerAsync(context);
        if (context.Request.Path.Value is "/failing/v1/chat/completions")
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else if (context.Request.Path.Value is "/_bench/script")
            Volatile.Write(ref _script, StreamScript.FromQuery(context.Request.Query));
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (stream, includeUsage) = await ReadWishesAsync(context);
        if (stream)
        {
            await StreamAsync(context, includeUsage, Volatile.Read(ref _script));
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = CannedAnswers.Chat.Length;
        await context.Response.BodyWriter.WriteAsync(CannedAnswers.Chat, context.RequestAborted);
    }

    private static async Task<(bool Stream, bool IncludeUsage)> ReadWishesAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context.Request, context.RequestAborted);
        return (IsTrue(body.Span, "\"stream\""u8), IsTrue(body.Span, "\"include_usage\""u8));
    }

    /// <summary>Enough of a parser for a body whose text holds no such words.</summary>
    private static bool IsTrue(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 && body[(at + name.Length)..].TrimStart(": "u8).StartsWith("true"u8);
    }

    private static async Task StreamAsync(HttpContext context, bool includeUsage, StreamScript script)
    {
        var stop = context.RequestAborted;
        var writer = context.Response.BodyWriter;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        if (script.FirstDelay > TimeSpan.Zero)
            await Task.Delay(script.FirstDelay, stop);

        Append(writer, CannedAnswers.Role);
        AppendFirstContent(writer, script.Stamped);
        await writer.FlushAsync(stop);
        for (var i = 1; i < script.Chunks; i++)
        {
            if (script.Interval > TimeSpan.Zero)
                await Task.Delay(script.Interval, stop);
            Append(writer, CannedAnswers.Content);
            await writer.FlushAsync(stop);
        }

        Append(writer, CannedAnswers.Finish);
        if (includeUsage)
            Append(writer, CannedAnswers.Usage);
        Append(writer, CannedAnswers.Done);
        await writer.FlushAsync(stop);
    }

    private static void AppendFirstContent(PipeWriter writer, bool stamped)
    {
        if (!stamped)
        {
            Append(writer, CannedAnswers.Content);
            return;
        }

        CannedAnswers.WriteStamped(writer.GetSpan(CannedAnswers.StampedLength), Stopwatch.GetTimestamp());
        writer.Advance(CannedAnswers.StampedLength);
    }

    private static void Append(PipeWriter writer, byte[] bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
