using System.Text.Json;
using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>A chat request that was found to be in order.</summary>
internal sealed record ChatRequest
{
    public required ServedModel Model { get; init; }

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    public bool ParallelToolCalls { get; init; } = true;

    /// <summary>Tools came as the older <c>functions</c>, and calls go back in that form.</summary>
    public bool LegacyFunctions { get; init; }

    public ResponseFormat Format { get; init; } = ResponseFormat.Text;

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stop { get; init; } = [];

    public int Count { get; init; } = 1;

    public bool Stream { get; init; }

    public bool IncludeUsage { get; init; }

    public bool ContinuousUsage { get; init; }

    public bool Obfuscate { get; init; }

    public string? Effort { get; init; }

    /// <summary>The most reasoning tokens; null when there is no such limit.</summary>
    public int? ReasoningBudget { get; init; }

    public ReasoningDisplay Display { get; init; }

    public bool Logprobs { get; init; }

    public int TopLogprobs { get; init; }

    /// <summary>The format of an answer in audio; null for text.</summary>
    public string? AudioFormat { get; init; }

    /// <summary>The last message by the user, "" without one.</summary>
    public string Question { get; init; } = "";

    public required HybridAi.Simulator.Answers.PromptMeter Prompt { get; init; }

    public int AudioTokens { get; init; }
}

internal enum ReasoningDisplay
{
    /// <summary>As the provider shows it.</summary>
    Usual,
    Hidden,

    /// <summary>In the content, between think tags.</summary>
    Raw,
}

/// <summary>One message, as far as an answer depends on it.</summary>
internal sealed record ChatMessage(string Role, string Text)
{
    /// <summary>The call that a tool message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The calls of an assistant message.</summary>
    public IReadOnlyList<(string Id, string Name)> Calls { get; init; } = [];

    /// <summary>The answer continues this message (Mistral).</summary>
    public bool Prefix { get; init; }
}

internal sealed record ToolDefinition(string Name, bool Custom, JsonElement? Parameters);

internal enum ToolChoiceMode
{
    None,
    Auto,
    Required,
}

/// <param name="Mode">Whether tools are to be called.</param>
/// <param name="Names">The only tools that may be; null for all.</param>
internal sealed record ToolChoice(ToolChoiceMode Mode, IReadOnlyList<string>? Names = null)
{
    public static readonly ToolChoice Auto = new(ToolChoiceMode.Auto);

    /// <summary>One named tool must be called.</summary>
    public bool Forced => Mode == ToolChoiceMode.Required && Names is { Count: 1 };
}

internal enum FormatKind
{
    Text,
    JsonObject,
    JsonSchema,
}

internal sealed record ResponseFormat(FormatKind Kind, JsonElement? Schema = null)
{
    public static readonly ResponseFormat Text = new(FormatKind.Text);
}

/// <summary>The model that serves a request.</summary>
/// <param name="Catalog">What is known about it.</param>
/// <param name="AnswerName">The name in answers.</param>
/// <param name="Free">Served without charge.</param>
/// <param name="Known">In the catalog, rather than any name that a server of one's own accepts.</param>
internal sealed record ServedModel(CatalogModel Catalog, string AnswerName, bool Free, bool Known);
