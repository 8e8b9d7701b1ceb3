using System.Collections.Frozen;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi;

namespace HybridAi.Simulator.Profiles;

/// <summary>Everything in which one OpenAI-compatible provider differs from the next.</summary>
internal sealed record ProviderProfile
{
    public required string Name { get; init; }

    /// <summary>Maps the paths of the provider's wire.</summary>
    public Action<IEndpointRouteBuilder, Simulation, SimulatedProvider> Map { get; init; } = static (routes, simulation, provider) => routes.MapOpenAi(simulation, provider);

    /// <summary>The base path behind <c>/{Name}</c> that the endpoints hang on, such as <c>/openai/v1</c>.</summary>
    public required string BasePath { get; init; }

    /// <summary>Behind <c>/{Name}</c>: the path of a deployment, for the form that names the model in the path.</summary>
    public string? DeploymentPath { get; init; }

    /// <summary>The provider name in the catalog.</summary>
    public required string CatalogProvider { get; init; }

    /// <summary>Serves any model name; those the catalog does not know cost nothing.</summary>
    public bool AnyModel { get; init; }

    public bool HasEmbeddings { get; init; } = true;

    /// <summary>Serves <c>/responses</c>.</summary>
    public bool HasResponses { get; init; }

    /// <summary>Keeps responses that may be kept, and knows <c>previous_response_id</c>.</summary>
    public bool StoresResponses { get; init; } = true;

    /// <summary>Serves the older <c>/completions</c>.</summary>
    public bool HasCompletions { get; init; }

    /// <summary>Serves <c>/images/generations</c>.</summary>
    public bool HasImages { get; init; }

    /// <summary>Serves <c>/audio/speech</c>.</summary>
    public bool HasSpeech { get; init; }

    /// <summary>Serves <c>/moderations</c>.</summary>
    public bool HasModerations { get; init; }

    /// <summary>The fields of the form that <c>/audio/transcriptions</c> takes; null where it is not served.</summary>
    public FrozenSet<string>? TranscriptionFields { get; init; }

    /// <summary>Serves files, batches and fine-tuning jobs.</summary>
    public JobsWire Jobs { get; init; }

    public KeyStyle Key { get; init; }

    public string? MissingKeyMessage { get; init; }

    public required ErrorShape Errors { get; init; }

    public required FrozenDictionary<string, FieldRule> ChatFields { get; init; }

    public required FrozenDictionary<string, FieldRule> EmbeddingFields { get; init; }

    public UnknownFields UnknownFields { get; init; }

    /// <summary>What is said about an unknown field; <c>{0}</c> is its name.</summary>
    public string UnknownFieldMessage { get; init; } = "Unrecognized request argument supplied: {0}";

    public string? UnknownFieldCode { get; init; }

    /// <summary>What is said about a missing field; <c>{0}</c> is its name.</summary>
    public string MissingFieldMessage { get; init; } = "Missing required parameter: '{0}'.";

    public string? MissingFieldCode { get; init; } = "missing_required_parameter";

    public string[] Roles { get; init; } = ["developer", "system", "user", "assistant", "tool", "function"];

    public string[] UserParts { get; init; } = ["text", "image_url", "input_audio", "file"];

    /// <summary>What content of the assistant's may consist of.</summary>
    public string[] AssistantParts { get; init; } = ["text", "refusal", "thinking", "reference"];

    /// <summary>The fields of the assistant's messages; null where others are passed over.</summary>
    public string[]? AssistantMembers { get; init; }

    /// <summary>What is said about another one; <c>{0}</c> is the message's number, <c>{1}</c> the field.</summary>
    public string UnknownMemberMessage { get; init; } = "Unknown parameter: 'messages[{0}].{1}'.";

    public string? UnknownMemberCode { get; init; } = "unknown_parameter";

    /// <summary>Models that do not reason refuse reasoning of earlier turns.</summary>
    public bool RefusesForeignReasoning { get; init; }

    /// <summary>Reasoning items of responses can be had encrypted; else they have their texts only.</summary>
    public bool EncryptsReasoning { get; init; } = true;

    /// <summary>Reasoning items of responses come back with what is encrypted, never with their texts.</summary>
    public bool HidesReasoning { get; init; }

    /// <summary>What reasoning items of responses say that they are, in a field of their own that others refuse; null: they have none.</summary>
    public string? ReasoningFormat { get; init; }

    /// <summary>Words for <c>tool_choice</c>.</summary>
    public string[] ToolChoices { get; init; } = ["none", "auto", "required"];

    public bool CustomTools { get; init; }

    /// <summary>An image may be a bare string instead of an object.</summary>
    public bool ImageUrlMayBeText { get; init; }

    /// <summary>A call's arguments may come as an object instead of JSON text, and sound as bare base64.</summary>
    public bool ArgumentsMayBeObject { get; init; }

    /// <summary>Images only as base64 data URIs.</summary>
    public bool ImagesOnlyAsData { get; init; }

    /// <summary>The last message must be a question: user or tool, or an assistant's to continue.</summary>
    public bool LastMessageMustAsk { get; init; }

    /// <summary>Models without temperature refuse other sampling values, and <c>max_tokens</c>.</summary>
    public bool StrictReasoningModels { get; init; }

    /// <summary>Schemas marked strict must close their objects and require every property.</summary>
    public bool StrictSchemas { get; init; }

    /// <summary>JSON mode wants the word "json" somewhere in the messages.</summary>
    public bool JsonModeNeedsTheWord { get; init; }

    public bool RefusesTooLargeMaxTokens { get; init; }

    public bool PromptCaching { get; init; } = true;

    /// <summary>Names the dated snapshot of a model in answers.</summary>
    public bool AnswersWithSnapshot { get; init; }

    /// <summary>Model names that stand for a choice of other models.</summary>
    public FrozenDictionary<string, string> RoutedModels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Variants such as <c>:free</c> that may follow a model id, and whether they make it free.</summary>
    public FrozenDictionary<string, bool> ModelSuffixes { get; init; } = FrozenDictionary<string, bool>.Empty;

    public string IdPrefix { get; init; } = "chatcmpl-";

    public string ToolCallIdPrefix { get; init; } = "call_";

    public int ToolCallIdLength { get; init; } = 24;

    /// <summary>Fields that are written as null in a message without them.</summary>
    public string[] NullMessageFields { get; init; } = [];

    /// <summary>The first delta says <c>refusal: null</c>, and <c>content: null</c> before tool calls.</summary>
    public bool WritesNullDeltas { get; init; }

    /// <summary>A message with tool calls has the content "" instead of null.</summary>
    public bool EmptyContentWithCalls { get; init; }

    /// <summary>Embedding answers have an id, and count completion tokens (none).</summary>
    public bool EmbeddingsHaveId { get; init; }

    public bool WritesEmptyAnnotations { get; init; }

    public bool WritesNullLogprobs { get; init; } = true;

    public bool WritesFingerprint { get; init; } = true;

    public string? ServiceTier { get; init; }

    /// <summary>A constant <c>provider</c> field in answers.</summary>
    public string? UpstreamName { get; init; }

    public bool WritesNativeFinishReason { get; init; }

    public bool WritesTimeInfo { get; init; }

    public bool WritesGroqId { get; init; }

    /// <summary>Content filter results with prompts and choices.</summary>
    public bool WritesFilterResults { get; init; }

    public ReasoningStyle Reasoning { get; init; }

    public string ReasoningField { get; init; } = "reasoning";

    /// <summary>The finish reason of filtered output; <c>stop</c> where there is no such reason.</summary>
    public string FilteredFinish { get; init; } = "content_filter";

    public bool ToolCallsStreamWhole { get; init; }

    public StreamUsage StreamUsage { get; init; }

    /// <summary>Chunks without usage say <c>usage: null</c> when usage was asked for.</summary>
    public bool WritesNullUsage { get; init; }

    /// <summary>A comment that is sent before the first chunk and while waiting.</summary>
    public string? KeepAliveComment { get; init; }

    public UsageParts Usage { get; init; }

    /// <summary>A stream's error goes with a choice of finish reason "error".</summary>
    public bool StreamErrorHasChoice { get; init; }

    /// <summary>A stream's error is <c>{error:{…}, status_code}</c> whatever bodies look like.</summary>
    public bool StreamErrorHasStatus { get; init; }

    public ModelListStyle ModelList { get; init; }

    public string Owner { get; init; } = "system";

    /// <summary>The first call of an answer carries Google's thought signature, which must come back with it.</summary>
    public bool SignsCalls { get; init; }

    /// <summary>Says in <c>Retry-After</c> how long to wait.</summary>
    public bool WritesRetryAfter { get; init; } = true;

    /// <summary>What may precede a model's name, such as <c>models/</c>.</summary>
    public string ModelPrefix { get; init; } = "";

    public IReadOnlyList<RateLimitHeader> LimitHeaders { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The header that carries the request's id.</summary>
    public string RequestIdHeader { get; init; } = "x-request-id";

    /// <summary>More headers that carry it.</summary>
    public string[] RequestIdHeaders { get; init; } = [];

    /// <summary>A header that carries the id of the answer.</summary>
    public string? AnswerIdHeader { get; init; }

    public string? ProcessingTimeHeader { get; init; }
}
