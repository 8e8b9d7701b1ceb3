using System.Buffers;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>A chat completion as a stream of chunks.</summary>
internal sealed class ChatStream(Exchange exchange, ChatRequest request, ChatAnswer answer, CallPlan plan, Pace pace, Bill bill)
    : PacedStream(exchange, answer, plan, pace, bill)
{
    private readonly List<StreamPiece> _pieces = StreamPiece.Cut(request, answer, exchange.Profile);
    private readonly long _cost = bill.NanoDollars(answer.Billed(answer.ReasoningTokens, answer.VisibleTokens));
    private ChunkWriter? _chunks;

    protected override int Count => _pieces.Count;

    protected override int Endings => Answer.Choices.Count;

    private ChunkWriter Chunks => _chunks ??= new ChunkWriter(Profile, request, Answer, Buffer, withUsage: !Plan.OmitUsage);

    protected override (int Reasoning, int Visible) TokensOf(int piece) => (_pieces[piece].ReasoningTokens, _pieces[piece].Tokens);

    protected override void WriteHead()
    {
        if (Profile.WritesFilterResults)
            Chunks.WritePromptFilterChunk();
    }

    protected override void WritePiece(int piece) =>
        Chunks.WritePiece(_pieces[piece], last: piece == _pieces.Count - 1, Reasoning, Visible, _cost);

    protected override void WriteTail()
    {
        Chunks.WriteUsageChunk(_cost);
        if (!Plan.OmitDone)
            Buffer.Bytes.Write("data: [DONE]\n\n"u8);
    }

    protected override void WriteMalformed() =>
        Buffer.Bytes.Write("data: {\"id\":\"chatcmpl-\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\"\n\n"u8);

    protected override void WriteError(ApiError error) =>
        new ChunkWriter(Profile, request, Answer, Buffer, withUsage: false).WriteError(error);
}
