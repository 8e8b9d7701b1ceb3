using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.OpenAi.Responses;

internal enum ResponsePieceKind
{
    ItemAdded,
    SummaryPartAdded,
    SummaryDelta,
    SummaryDone,
    SummaryPartDone,
    PartAdded,
    Delta,
    Done,
    PartDone,
    ItemDone,
    End,
}

/// <summary>What one event of a stream carries.</summary>
/// <param name="Kind">Which event.</param>
/// <param name="Item">The item's index.</param>
/// <param name="Part">The part of the summary.</param>
/// <param name="Text">The piece of a delta.</param>
/// <param name="Visible">Visible tokens in it.</param>
/// <param name="Reasoning">Reasoning tokens that have been made when it is sent.</param>
internal readonly record struct ResponsePiece(
    ResponsePieceKind Kind, int Item = 0, int Part = 0, string Text = "", int Visible = 0, int Reasoning = 0)
{
    /// <summary>The events of an answer in their order.</summary>
    public static List<ResponsePiece> Cut(IReadOnlyList<OutputItem> items)
    {
        var pieces = new List<ResponsePiece>();
        for (var i = 0; i < items.Count; i++)
            AddItem(pieces, items[i], i);
        pieces.Add(new ResponsePiece(ResponsePieceKind.End));
        return pieces;
    }

    private static void AddItem(List<ResponsePiece> pieces, OutputItem item, int index)
    {
        var hidden = item.Text.Length == 0 ? item.ReasoningTokens : 0;
        var name = item.Call is { } call ? Tokenizer.Count(call.Name) : 0;
        pieces.Add(new ResponsePiece(ResponsePieceKind.ItemAdded, index, Visible: name, Reasoning: hidden));
        for (var part = 0; part < item.Summary.Count; part++)
        {
            pieces.Add(new ResponsePiece(ResponsePieceKind.SummaryPartAdded, index, part));
            AddText(pieces, ResponsePieceKind.SummaryDelta, index, part, item.Summary[part], 0, 0);
            pieces.Add(new ResponsePiece(ResponsePieceKind.SummaryDone, index, part));
            pieces.Add(new ResponsePiece(ResponsePieceKind.SummaryPartDone, index, part));
        }

        var isReasoning = item.Kind == OutputKind.Reasoning;
        var hasPart = item.Kind is OutputKind.Message or OutputKind.Refusal || (isReasoning && item.Text.Length > 0);
        if (hasPart)
            pieces.Add(new ResponsePiece(ResponsePieceKind.PartAdded, index));
        AddText(pieces, ResponsePieceKind.Delta, index, 0, item.Text, isReasoning ? 0 : 1, isReasoning ? 1 : 0);
        if (!isReasoning || item.Text.Length > 0)
            pieces.Add(new ResponsePiece(ResponsePieceKind.Done, index));
        if (hasPart)
            pieces.Add(new ResponsePiece(ResponsePieceKind.PartDone, index));
        pieces.Add(new ResponsePiece(ResponsePieceKind.ItemDone, index));
    }

    private static void AddText(List<ResponsePiece> pieces, ResponsePieceKind kind, int item, int part, string text, int visible, int reasoning)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Tokenizer.PieceLength(text.AsSpan(at));
            pieces.Add(new ResponsePiece(kind, item, part, text.Substring(at, length), visible, reasoning));
            at += length;
        }
    }
}
