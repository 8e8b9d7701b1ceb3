using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic.Messages;

/// <summary>A whole message and what it counts.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Answer">What it counts and costs.</param>
/// <param name="Cache">The cache's part in it.</param>
/// <param name="Blocks">Its content.</param>
internal sealed record MessageAnswer(MessagesRequest Request, ChatAnswer Answer, CacheUse Cache, IReadOnlyList<AnswerBlock> Blocks)
{
    public ChoiceAnswer Choice => Answer.Choices[0];

    public string? StopSequence => Choice.StopSequence;

    public string StopReason => Choice.FinishReason switch
    {
        "length" => Request.BoundByWindow ? "model_context_window_exceeded" : "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        _ => StopSequence is null ? Paused : "stop_sequence",
    };

    // A turn with tools that the provider runs may be interrupted and go on.
    private string Paused => Request.Chat.Question.Contains("[[pause]]", StringComparison.Ordinal) ? "pause_turn" : "end_turn";
}
