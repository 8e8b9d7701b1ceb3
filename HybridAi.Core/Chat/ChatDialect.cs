namespace HybridAi.Core.Chat;

/// <summary>The API that a caller speaks.</summary>
public enum ChatDialect
{
    /// <summary>OpenAI chat completions, <c>POST /v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>OpenAI responses, <c>POST /v1/responses</c>.</summary>
    Responses,

    /// <summary>Anthropic messages, <c>POST /v1/messages</c>.</summary>
    Messages,

    /// <summary>OpenAI legacy completions, <c>POST /v1/completions</c>.</summary>
    Completions,
}
