using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic.Messages;

internal enum MessagePieceKind
{
    BlockStart,
    Delta,
    Citation,
    Signature,
    BlockStop,
    MessageDelta,
}

/// <summary>What one event of a stream carries.</summary>
/// <param name="Kind">Which event.</param>
/// <param name="Block">The block's index.</param>
/// <param name="Text">The piece of a delta.</param>
/// <param name="Visible">Visible tokens in it.</param>
/// <param name="Reasoning">Reasoning tokens that have been made when it is sent.</param>
internal readonly record struct MessagePiece(MessagePieceKind Kind, int Block = 0, string Text = "", int Visible = 0, int Reasoning = 0)
{
    /// <summary>The events of an answer in their order.</summary>
    public static List<MessagePiece> Cut(IReadOnlyList<AnswerBlock> blocks)
    {
        var pieces = new List<MessagePiece>();
        for (var i = 0; i < blocks.Count; i++)
            AddBlock(pieces, blocks[i], i);
        pieces.Add(new MessagePiece(MessagePieceKind.MessageDelta));
        return pieces;
    }

    private static void AddBlock(List<MessagePiece> pieces, AnswerBlock block, int index)
    {
        var hidden = block.Text.Length == 0 ? block.ReasoningTokens : 0;
        var redacted = block.Kind == BlockKind.RedactedThinking;
        pieces.Add(new MessagePiece(
            MessagePieceKind.BlockStart, index, Visible: block.Call is { } call ? Tokenizer.Count(call.Name) : 0, Reasoning: redacted ? hidden : 0));

        // The input of a call begins with nothing, and of an empty one nothing follows.
        if (block.Kind == BlockKind.ToolUse)
            pieces.Add(new MessagePiece(MessagePieceKind.Delta, index, Visible: block.Text == "{}" ? Tokenizer.Count("{}") : 0));
        if (block.Text != "{}" || block.Kind != BlockKind.ToolUse)
            AddText(pieces, block, index);
        if (block.Cites is not null)
            pieces.Add(new MessagePiece(MessagePieceKind.Citation, index));
        if (block.Kind == BlockKind.Thinking)
            pieces.Add(new MessagePiece(MessagePieceKind.Signature, index, block.Seal, Reasoning: hidden));
        pieces.Add(new MessagePiece(MessagePieceKind.BlockStop, index));
    }

    private static void AddText(List<MessagePiece> pieces, AnswerBlock block, int index)
    {
        var thinking = block.Kind == BlockKind.Thinking;
        for (var at = 0; at < block.Text.Length;)
        {
            var length = Tokenizer.PieceLength(block.Text.AsSpan(at));
            pieces.Add(new MessagePiece(MessagePieceKind.Delta, index, block.Text.Substring(at, length), thinking ? 0 : 1, thinking ? 1 : 0));
            at += length;
        }
    }
}
