using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>How far a response is and how it ended.</summary>
internal sealed record ResponseState(string Status)
{
    public static readonly ResponseState InProgress = new("in_progress");

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Why it is incomplete, or null.</summary>
    public string? IncompleteReason { get; init; }

    public TokenUsage? Usage { get; init; }

    /// <summary>The name of the event that ends a stream in this state.</summary>
    public ReadOnlySpan<byte> EndEvent => Status switch
    {
        "incomplete" => "response.incomplete"u8,
        "failed" => "response.failed"u8,
        _ => "response.completed"u8,
    };

    /// <summary>The state of a response that is over.</summary>
    public static ResponseState Of(ChatFinish? finish, ReportedUsage? usage, DateTimeOffset now)
    {
        var state = finish?.Reason switch
        {
            FinishReason.Length => new ResponseState("incomplete") { IncompleteReason = "max_output_tokens" },
            FinishReason.ContentFilter => new ResponseState("incomplete") { IncompleteReason = "content_filter" },
            FinishReason.Error => new ResponseState("failed") { Error = finish.Explanation ?? $"The provider gave the answer up ({finish.Raw})." },
            _ => new ResponseState("completed") { CompletedAt = now },
        };
        return state with { Usage = usage?.Tokens };
    }
}
