using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects;

/// <summary>An API that callers speak, as far as translation needs it. Stateless and safe for concurrent use.</summary>
internal interface IDialect
{
    ChatDialect Name { get; }

    /// <summary>Reads a request body.</summary>
    /// <param name="body">The body: a JSON object. The request may hold slices of it.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="request">What is asked, if nothing is wrong.</param>
    /// <returns>What is wrong with it and how to mend it, or null.</returns>
    GatewayError? TryRead(ReadOnlyMemory<byte> body, IHeaderDictionary headers, out ChatRequest? request);

    /// <summary>Writes a whole answer.</summary>
    void WriteAnswer(ChatResponse response, DialectContext context, IBufferWriter<byte> output);

    /// <summary>Begins a streamed answer.</summary>
    IDialectStream OpenStream(DialectContext context);
}

/// <summary>Writes one streamed answer, event by event.</summary>
internal interface IDialectStream
{
    /// <summary>Writes what an event amounts to, if anything: whole server-sent events. Of <see cref="ChatEvent.Ended"/>, the terminator.</summary>
    /// <param name="next">The next event of a legal stream, never <see cref="ChatEvent.Failed"/>.</param>
    /// <param name="output">Gets the bytes.</param>
    void Write(ChatEvent next, IBufferWriter<byte> output);

    /// <summary>Ends the stream with an error, in the dialect's grammar, at whatever point it is.</summary>
    void WriteError(GatewayError error, IBufferWriter<byte> output);
}

/// <summary>What an answer's writer has to know besides the answer.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="RequestId">The gateway's id of the request.</param>
/// <param name="At">When the request arrived.</param>
/// <param name="Time">The clock.</param>
internal sealed record DialectContext(ChatRequest Request, Guid RequestId, DateTimeOffset At, TimeProvider Time)
{
    /// <summary>The request's body, for what an answer repeats of it.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Takes the whole answer as the gateway keeps it; null where it does not.</summary>
    public Action<ReadOnlyMemory<byte>>? Keep { get; init; }
}
