using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Completions;

/// <summary>OpenAI's legacy completions: a prompt is a user's message, and the answer its text.</summary>
/// <remarks>OpenAI's OpenAPI file, CreateCompletionRequest and CreateCompletionResponse.</remarks>
internal sealed class CompletionsDialect : IDialect
{
    public ChatDialect Name => ChatDialect.Completions;

    public GatewayError? TryRead(ReadOnlyMemory<byte> body, IHeaderDictionary headers, out ChatRequest? request) =>
        BodyReader.Read(body, CompletionRequestReader.Read, out request, static (request, unread) => request with { Unread = unread });

    public void WriteAnswer(ChatResponse response, DialectContext context, IBufferWriter<byte> output) =>
        CompletionAnswerWriter.Write(response, context, output);

    public IDialectStream OpenStream(DialectContext context) => new CompletionStreamWriter(context);
}
