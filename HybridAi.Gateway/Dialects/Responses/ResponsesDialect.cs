using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>OpenAI's responses API, <c>POST /v1/responses</c>.</summary>
/// <param name="storing">Whether the gateway stores responses.</param>
internal sealed class ResponsesDialect(bool storing) : IDialect
{
    /// <summary>The name of what is in this wire's own words.</summary>
    public const string Wire = "responses";

    public ChatDialect Name => ChatDialect.Responses;

    public GatewayError? TryRead(ReadOnlyMemory<byte> body, IHeaderDictionary headers, out ChatRequest? request) =>
        TryRead(body, History.None, out request);

    /// <summary>Reads a request that goes on from stored responses.</summary>
    public GatewayError? TryRead(ReadOnlyMemory<byte> body, History history, out ChatRequest? request) =>
        BodyReader.Read(body, fields => new RequestReader(history, storing).Read(fields), out request, static (request, unread) => request with { Unread = unread });

    // One way to write an answer: what a stream of the same events ends with.
    public void WriteAnswer(ChatResponse response, DialectContext context, IBufferWriter<byte> output)
    {
        var stream = new ResponsesStream(context, silent: true);
        foreach (var next in ChatReplay.Events(response))
            stream.Write(next, output);
        stream.WriteResponse(output);
    }

    public IDialectStream OpenStream(DialectContext context) => new ResponsesStream(context, silent: false);
}
