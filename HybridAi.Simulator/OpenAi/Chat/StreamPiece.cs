using HybridAi.Simulator.Answers;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Chat;

internal enum PieceKind
{
    Role,
    Reasoning,
    Content,

    /// <summary>A call's id and name, with no arguments yet.</summary>
    CallHead,
    CallArguments,
    WholeCall,
    Finish,
}

/// <summary>What one chunk of a stream carries.</summary>
/// <param name="Kind">Which part of the choice.</param>
/// <param name="Choice">The choice's index.</param>
/// <param name="Text">The text, or the part of the arguments.</param>
/// <param name="Call">The tool call's index.</param>
/// <param name="Tokens">Visible tokens in it.</param>
/// <param name="ReasoningTokens">Reasoning tokens that have been made when it is sent.</param>
internal readonly record struct StreamPiece(PieceKind Kind, int Choice, string Text = "", int Call = 0, int Tokens = 0, int ReasoningTokens = 0)
{
    /// <summary>The pieces of an answer in the order they are sent; several choices take turns.</summary>
    public static List<StreamPiece> Cut(ChatRequest request, ChatAnswer answer, ProviderProfile profile)
    {
        if (answer.Choices.Count == 1)
            return CutChoice(answer.Choices[0], 0, request, profile);
        var lanes = answer.Choices.Select((choice, index) => CutChoice(choice, index, request, profile)).ToArray();
        var pieces = new List<StreamPiece>();
        for (var turn = 0; lanes.Any(lane => turn < lane.Count); turn++)
            pieces.AddRange(lanes.Where(lane => turn < lane.Count).Select(lane => lane[turn]));
        return pieces;
    }

    private static List<StreamPiece> CutChoice(ChoiceAnswer choice, int index, ChatRequest request, ProviderProfile profile)
    {
        var pieces = new List<StreamPiece>(choice.VisibleTokens + 4);
        var hidden = choice.Reasoning.Length == 0;
        pieces.Add(new StreamPiece(PieceKind.Role, index, ReasoningTokens: hidden ? choice.ReasoningTokens : 0));
        AddText(pieces, PieceKind.Reasoning, index, choice.Reasoning);
        AddText(pieces, PieceKind.Content, index, choice.Content ?? "");
        for (var i = 0; i < choice.ToolCalls.Count; i++)
        {
            var call = choice.ToolCalls[i];
            if (profile.ToolCallsStreamWhole)
            {
                pieces.Add(new StreamPiece(PieceKind.WholeCall, index, call.Arguments, i, call.Tokens));
                continue;
            }

            pieces.Add(new StreamPiece(PieceKind.CallHead, index, "", i, Tokenizer.Count(call.Name)));
            AddText(pieces, PieceKind.CallArguments, index, call.Arguments, i);
        }

        pieces.Add(new StreamPiece(PieceKind.Finish, index));
        return pieces;
    }

    private static void AddText(List<StreamPiece> pieces, PieceKind kind, int choice, string text, int call = 0)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = Tokenizer.PieceLength(text.AsSpan(at));
            var isReasoning = kind == PieceKind.Reasoning;
            pieces.Add(new StreamPiece(kind, choice, text.Substring(at, length), call, isReasoning ? 0 : 1, isReasoning ? 1 : 0));
            at += length;
        }
    }
}
