using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Cohere.Requests;
using HybridAi.Simulator.Invoices;

namespace HybridAi.Simulator.Cohere.Chat;

/// <summary>A whole answer in the terms of this wire.</summary>
internal sealed record CohereAnswer
{
    // What ends an answer is counted and not billed.
    private const int EndTokens = 2;

    public required ChatAnswer Chat { get; init; }

    public required CohereRequest Request { get; init; }

    /// <summary>What the model means to do with its tools; "" where it thinks instead.</summary>
    public string Plan { get; init; } = "";

    public required IReadOnlyList<Citation> Citations { get; init; }

    public ChoiceAnswer Choice => Chat.Choices[0];

    public string FinishReason => Choice.FinishReason switch
    {
        "length" => "MAX_TOKENS",
        "tool_calls" => "TOOL_CALL",
        _ => Choice.StopSequence is null ? "COMPLETE" : "STOP_SEQUENCE",
    };

    public int InputTokens => Chat.PromptTokens + Request.TemplateTokens;

    public static CohereAnswer From(CohereRequest request, ChatAnswer answer, string id)
    {
        var choice = answer.Choices[0];
        var plan = choice.ToolCalls.Count > 0 && choice.Reasoning.Length == 0
            ? $"I will use {string.Join(" and ", choice.ToolCalls.Select(call => $"the {call.Name} tool"))} to answer."
            : "";
        var tokens = Tokenizer.Count(plan);
        if (request.Chat.MaxTokens is { } most && answer.CompletionTokens + tokens > most)
            (plan, tokens) = ("", 0);
        return new CohereAnswer
        {
            Request = request,
            Plan = plan,
            Chat = answer with
            {
                Id = id,
                Choices = [choice with { Content = plan.Length > 0 ? plan : choice.Content, VisibleTokens = choice.VisibleTokens + tokens }],
            },
            Citations = choice.ToolCalls.Count == 0 ? Citation.Find(choice.Content ?? "", request.Sources) : [],
        };
    }

    /// <summary>Tokens of output, the end included where it has been reached.</summary>
    public int OutputTokens(int made) => made == Chat.CompletionTokens ? made + EndTokens : made;

    /// <summary>What is billed: the units, which know no cache.</summary>
    public BilledTokens Billed(int reasoning, int visible) => new() { Input = Chat.PromptTokens, Reasoning = reasoning, Output = visible };
}
