using System.Buffers;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Completions;

/// <summary>A completion as a stream of chunks: the choices one after the other, usage if asked for, <c>[DONE]</c>.</summary>
internal sealed class CompletionStream(Exchange exchange, CompletionRequest request, ChatAnswer answer, CallPlan plan, Pace pace, Bill bill)
    : PacedStream(exchange, answer, plan, pace, bill)
{
    private readonly List<(int Choice, string Text, string? Finish, int Tokens)> _pieces = Cut(request, answer);
    private readonly CompletionWriter _writer = new(exchange.Profile, request, answer);

    protected override int Count => _pieces.Count;

    private bool WantsUsage => request.Chat.IncludeUsage || Profile.StreamUsage != StreamUsage.OnRequest;

    protected override (int Reasoning, int Visible) TokensOf(int piece) => (0, _pieces[piece].Tokens);

    protected override void WritePiece(int piece)
    {
        var (choice, text, finish, _) = _pieces[piece];
        Begin();
        _writer.WriteChunk(Buffer.Json, choice, text, finish, nullUsage: Profile.WritesNullUsage && request.Chat.IncludeUsage);
        EventWriter.End(Buffer);
    }

    protected override void WriteTail()
    {
        if (WantsUsage && !Plan.OmitUsage)
        {
            Begin();
            _writer.WriteUsageChunk(Buffer.Json, Bill.NanoDollars(Answer.Billed(Answer.ReasoningTokens, Answer.VisibleTokens)));
            EventWriter.End(Buffer);
        }

        if (!Plan.OmitDone)
            Buffer.Bytes.Write("data: [DONE]\n\n"u8);
    }

    protected override void WriteMalformed() =>
        Buffer.Bytes.Write("data: {\"id\":\"cmpl-\",\"object\":\"text_completion\",\"choices\":[{\"text\"\n\n"u8);

    protected override void WriteError(ApiError error)
    {
        Buffer.Bytes.Write("data: "u8);
        Profile.Errors.Write(Buffer.Json, error);
        EventWriter.EndRaw(Buffer);
    }

    private static List<(int Choice, string Text, string? Finish, int Tokens)> Cut(CompletionRequest request, ChatAnswer answer)
    {
        var pieces = new List<(int, string, string?, int)>();
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            var text = answer.Choices[i].Content!;
            var echo = request.Echo ? request.Prompts[i / request.Chat.Count].Length : 0;
            if (echo > 0)
                pieces.Add((i, text[..echo], null, 0));
            for (var at = echo; at < text.Length;)
            {
                var length = Tokenizer.PieceLength(text.AsSpan(at));
                pieces.Add((i, text.Substring(at, length), null, 1));
                at += length;
            }

            pieces.Add((i, "", answer.Choices[i].FinishReason, 0));
        }

        return pieces;
    }

    private void Begin()
    {
        Buffer.Bytes.Write("data: "u8);
        Buffer.Json.WriteStartObject();
    }
}
