using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>A whole response and what it counts.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Answer">What it counts and costs.</param>
/// <param name="Items">Its output.</param>
internal sealed record ResponseAnswer(ResponseRequest Request, ChatAnswer Answer, IReadOnlyList<OutputItem> Items)
{
    public string Status
    {
        get
        {
            if (Request.Chat.Question.Contains("[[fail]]", StringComparison.Ordinal))
                return "failed";
            return IncompleteReason is null ? "completed" : "incomplete";
        }
    }

    public string? IncompleteReason => Answer.Choices[0].FinishReason switch
    {
        "length" => "max_output_tokens",
        "content_filter" => "content_filter",
        _ => null,
    };
}
