using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>OpenAI's chat completions.</summary>
/// <remarks>OpenAI's OpenAPI file; reasoning as OpenRouter and vLLM show it, since OpenAI itself does not.</remarks>
internal sealed class ChatCompletionsDialect : IDialect
{
    public ChatDialect Name => ChatDialect.ChatCompletions;

    public GatewayError? TryRead(ReadOnlyMemory<byte> body, IHeaderDictionary headers, out ChatRequest? request) =>
        BodyReader.Read(body, ChatRequestReader.Read, out request, static (request, unread) => request with { Unread = unread });

    public void WriteAnswer(ChatResponse response, DialectContext context, IBufferWriter<byte> output) =>
        ChatAnswerWriter.Write(response, context, output);

    public IDialectStream OpenStream(DialectContext context) => new ChatStreamWriter(context);
}
