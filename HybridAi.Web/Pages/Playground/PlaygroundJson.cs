using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Web.Pages.Playground;

/// <summary>One line of what the relay tells the browser: exactly one of these is there.</summary>
/// <param name="Request">The request has begun, and this is its id.</param>
/// <param name="Text">The next words.</param>
/// <param name="End">What came of it, in the last line.</param>
internal sealed record RelayLine(Guid? Request = null, string? Text = null, RelayEnd? End = null);

/// <summary>What came of a question, without the words, which the browser has by then.</summary>
/// <param name="Problem">Why there is no answer, or not all of it; null: it is whole.</param>
/// <param name="Request">The request, if it has a page.</param>
/// <param name="Facts">Who answered, how long that took and what it cost.</param>
internal sealed record RelayEnd(string? Problem, Guid? Request = null, IReadOnlyList<Fact>? Facts = null);

/// <summary>A request in the words of OpenAI's chat completions.</summary>
internal sealed record ChatRequest
{
    public required string Model { get; init; }

    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public decimal? Temperature { get; init; }

    public long? MaxCompletionTokens { get; init; }

    public bool Stream { get; init; } = true;

    public ChatStreamOptions StreamOptions { get; init; } = new();
}

internal sealed record ChatMessage(string Role, string Content);

internal sealed record ChatStreamOptions(bool IncludeUsage = true);

/// <summary>An event of its answer. One that is an error has nothing else.</summary>
internal sealed record ChatChunk
{
    public IReadOnlyList<ChatChoice>? Choices { get; init; }

    public ChatUsage? Usage { get; init; }

    public ChatError? Error { get; init; }
}

internal sealed record ChatChoice(ChatDelta? Delta, string? FinishReason);

internal sealed record ChatDelta(string? Content, string? Refusal);

internal sealed record ChatUsage(long PromptTokens, long CompletionTokens);

internal sealed record ChatError(string? Message);

/// <summary>What <c>/v1/models</c> answers.</summary>
internal sealed record ModelList(IReadOnlyList<ListedModel> Data);

internal sealed record ListedModel(string Id, string? OwnedBy, [property: JsonPropertyName("hybridai")] ListedOrigin? Origin);

internal sealed record ListedOrigin(string? Kind);

/// <summary>The wire's JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatChunk))]
[JsonSerializable(typeof(ModelList))]
internal sealed partial class ChatJson : JsonSerializerContext;

/// <summary>The playground's own JSON: conversations in forms, and lines of the relay.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Turn>))]
[JsonSerializable(typeof(RelayLine))]
internal sealed partial class PlaygroundJson : JsonSerializerContext
{
    /// <summary>
    /// With the letters of nearly all scripts as they are: escaped they would be six times as long, as emoji and others beyond the first 65,536 still are. It goes into no markup but as an
    /// attribute that is escaped there.
    /// </summary>
    public static PlaygroundJson Short { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
