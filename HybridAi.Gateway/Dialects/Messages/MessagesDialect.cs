using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Anthropic's messages API, as its callers speak it.</summary>
internal sealed class MessagesDialect : IDialect
{
    public ChatDialect Name => ChatDialect.Messages;

    public GatewayError? TryRead(ReadOnlyMemory<byte> body, IHeaderDictionary headers, out ChatRequest? request)
    {
        request = null;
        return MessagesVersion.Read(headers, out var version)
            ?? BodyReader.Read(body, fields => MessagesRequest.Read(fields, version, headers[MessagesVersion.BetaHeader].ToString()), out request, static (request, unread) => request with { Unread = unread });
    }

    public void WriteAnswer(ChatResponse response, DialectContext context, IBufferWriter<byte> output) => MessagesAnswer.Write(response, output);

    public IDialectStream OpenStream(DialectContext context) => new MessagesStream(context);
}
