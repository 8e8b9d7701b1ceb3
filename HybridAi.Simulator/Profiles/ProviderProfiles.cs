using System.Collections.Frozen;
using HybridAi.Simulator.Anthropic;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Profiles;

/// <summary>The simulated providers. One more OpenAI-compatible provider is one more entry.</summary>
internal static class ProviderProfiles
{
    public static readonly ProviderProfile OpenAi = new()
    {
        Name = "openai",
        Jobs = JobsWire.OpenAi,
        HasResponses = true,
        HasCompletions = true,
        BasePath = "/v1",
        CatalogProvider = "openai",
        Errors = new(ErrorTables.OpenAi, ErrorBodies.OpenAi),
        ChatFields = Profiles.ChatFields.OpenAi,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        UnknownFields = UnknownFields.Refuse,
        CustomTools = true,
        StrictReasoningModels = true,
        StrictSchemas = true,
        JsonModeNeedsTheWord = true,
        RefusesTooLargeMaxTokens = true,
        AnswersWithSnapshot = true,
        NullMessageFields = ["refusal"],
        WritesNullDeltas = true,
        WritesEmptyAnnotations = true,
        ServiceTier = "default",
        WritesNullUsage = true,
        Usage = UsageParts.CachedTokens | UsageParts.AudioTokens | UsageParts.ReasoningTokens | UsageParts.PredictionTokens,
        LimitHeaders = RateLimitHeaders.OpenAi,
        Headers = [new("openai-version", "2020-10-01"), new("openai-organization", "org-simulated")],
        ProcessingTimeHeader = "openai-processing-ms",
    };

    public static readonly ProviderProfile Azure = OpenAi with
    {
        Name = "azure",
        Jobs = JobsWire.None,
        BasePath = "/openai/v1",
        DeploymentPath = "/openai/deployments",
        AnyModel = true,
        Key = KeyStyle.ApiKeyHeader,
        Errors = new(ErrorTables.Azure, ErrorBodies.Azure),
        ChatFields = Profiles.ChatFields.Azure,
        ServiceTier = null,
        WritesFilterResults = true,
        LimitHeaders = RateLimitHeaders.Azure,
        Headers = [new("x-ms-region", "Sweden Central")],
        RequestIdHeaders = ["apim-request-id"],
        ProcessingTimeHeader = null,
    };

    public static readonly ProviderProfile Groq = new()
    {
        Name = "groq",
        Jobs = JobsWire.Groq,
        BasePath = "/openai/v1",
        CatalogProvider = "groq",
        Errors = new(ErrorTables.Groq, ErrorBodies.Groq),
        ChatFields = Profiles.ChatFields.Groq,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        UnknownFields = UnknownFields.Refuse,
        UnknownFieldMessage = "property '{0}' is unsupported",
        UserParts = ["text", "image_url"],
        StrictSchemas = true,
        JsonModeNeedsTheWord = true,
        RefusesTooLargeMaxTokens = true,
        ServiceTier = "on_demand",
        WritesGroqId = true,
        Reasoning = ReasoningStyle.Field,
        FilteredFinish = "stop",
        StreamUsage = StreamUsage.XGroq,
        Usage = UsageParts.CachedTokens | UsageParts.ReasoningTokens | UsageParts.Times,
        Owner = "Groq",
        LimitHeaders = RateLimitHeaders.OpenAi,
        Headers = [new("x-groq-region", "msp")],
    };

    public static readonly ProviderProfile Mistral = new()
    {
        Name = "mistral",
        Jobs = JobsWire.Mistral,
        BasePath = "/v1",
        CatalogProvider = "mistral",
        Errors = new(ErrorTables.Mistral, ErrorBodies.Mistral),
        ChatFields = Profiles.ChatFields.Mistral,
        EmbeddingFields = Profiles.EmbeddingFields.Mistral,
        UnknownFields = UnknownFields.Refuse,
        UnknownFieldMessage = "Extra inputs are not permitted",
        UnknownFieldCode = "extra_forbidden",
        MissingFieldMessage = "Field required",
        MissingFieldCode = "missing",
        Roles = ["system", "user", "assistant", "tool"],
        UserParts = ["text", "image_url", "document_url", "input_audio", "file", "reference", "thinking"],
        ToolChoices = ["auto", "none", "any", "required"],
        ImageUrlMayBeText = true,
        ArgumentsMayBeObject = true,
        EmptyContentWithCalls = true,
        EmbeddingsHaveId = true,
        LastMessageMustAsk = true,
        IdPrefix = "",
        ToolCallIdPrefix = "",
        ToolCallIdLength = 9,
        NullMessageFields = ["tool_calls"],
        WritesNullLogprobs = false,
        WritesFingerprint = false,
        Reasoning = ReasoningStyle.ThinkingPart,
        FilteredFinish = "stop",
        ToolCallsStreamWhole = true,
        StreamUsage = StreamUsage.FinishChunk,
        Usage = UsageParts.CachedTokens | UsageParts.NumCachedTokens,
        ModelList = ModelListStyle.Mistral,
        Owner = "mistralai",
        LimitHeaders = RateLimitHeaders.Mistral,
        RequestIdHeaders = ["mistral-correlation-id"],
    };

    public static readonly ProviderProfile Cerebras = new()
    {
        Name = "cerebras",
        HasCompletions = true,
        BasePath = "/v1",
        CatalogProvider = "cerebras",
        HasEmbeddings = false,
        Errors = new(ErrorTables.Cerebras, ErrorBodies.Cerebras),
        ChatFields = Profiles.ChatFields.Cerebras,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        UnknownFields = UnknownFields.Refuse,
        UnknownFieldMessage = "body.{0}: property 'body.{0}' is unsupported",
        Roles = ["system", "developer", "user", "assistant", "tool"],
        UserParts = ["text", "image_url", "image"],
        RefusesTooLargeMaxTokens = true,
        WritesNullLogprobs = false,
        WritesTimeInfo = true,
        Reasoning = ReasoningStyle.Field,
        StreamUsage = StreamUsage.FinishChunk,
        Usage = UsageParts.CachedTokens | UsageParts.ReasoningTokens,
        StreamErrorHasStatus = true,
        Owner = "Cerebras",
        LimitHeaders = RateLimitHeaders.Cerebras,
    };

    public static readonly ProviderProfile OpenRouter = new()
    {
        Name = "openrouter",
        HasResponses = true,
        StoresResponses = false,
        HasCompletions = true,
        BasePath = "/api/v1",
        CatalogProvider = "openrouter",
        Errors = new(ErrorTables.OpenRouter, ErrorBodies.OpenRouter),
        ChatFields = Profiles.ChatFields.OpenRouter,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        RoutedModels = new Dictionary<string, string> { ["openrouter/auto"] = "openai/gpt-5.4-mini" }.ToFrozenDictionary(),
        ModelSuffixes = new Dictionary<string, bool>
        {
            [":free"] = true, [":nitro"] = false, [":floor"] = false, [":online"] = false, [":extended"] = false,
        }.ToFrozenDictionary(),
        IdPrefix = "gen-",
        NullMessageFields = ["refusal", "reasoning"],
        UpstreamName = "Simulated",
        WritesNativeFinishReason = true,
        Reasoning = ReasoningStyle.FieldAndDetails,
        StreamUsage = StreamUsage.OwnChunk,
        KeepAliveComment = ": OPENROUTER PROCESSING\n\n",
        Usage = UsageParts.CachedTokens | UsageParts.AudioTokens | UsageParts.ReasoningTokens | UsageParts.Cost,
        StreamErrorHasChoice = true,
        ModelList = ModelListStyle.OpenRouter,
        AnswerIdHeader = "x-generation-id",
        Headers = [new("x-provider-name", "Simulated")],
    };

    public static readonly ProviderProfile Ollama = new()
    {
        Name = "ollama",
        HasResponses = true,
        StoresResponses = false,
        HasCompletions = true,
        BasePath = "/v1",
        CatalogProvider = "openai",
        AnyModel = true,
        Key = KeyStyle.Optional,
        Errors = new(ErrorTables.Ollama, ErrorBodies.Ollama),
        ChatFields = Profiles.ChatFields.Ollama,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        UserParts = ["text", "image_url"],
        ImagesOnlyAsData = true,
        ImageUrlMayBeText = true,
        PromptCaching = false,
        WritesNullLogprobs = false,
        Reasoning = ReasoningStyle.Field,
        FilteredFinish = "stop",
        ToolCallsStreamWhole = true,
        Owner = "library",
    };

    public static readonly ProviderProfile Vllm = new()
    {
        Name = "vllm",
        HasResponses = true,
        StoresResponses = false,
        HasCompletions = true,
        BasePath = "/v1",
        CatalogProvider = "openai",
        AnyModel = true,
        Key = KeyStyle.Optional,
        Errors = new(ErrorTables.Vllm, ErrorBodies.Vllm),
        ChatFields = Profiles.ChatFields.Vllm,
        EmbeddingFields = Profiles.EmbeddingFields.OpenAi,
        UserParts = ["text", "image_url", "input_audio"],
        PromptCaching = false,
        ToolCallIdPrefix = "chatcmpl-tool-",
        ToolCallIdLength = 32,
        NullMessageFields = ["refusal"],
        WritesFingerprint = false,
        Reasoning = ReasoningStyle.Field,
        ReasoningField = "reasoning_content",
        FilteredFinish = "stop",
        Usage = UsageParts.NullPromptDetails,
        EmbeddingsHaveId = true,
        ModelList = ModelListStyle.Vllm,
        Owner = "vllm",
    };

    public static readonly ProviderProfile Anthropic = new()
    {
        Name = "anthropic",
        Map = AnthropicRoutes.MapAnthropic,
        BasePath = "/v1",
        CatalogProvider = "anthropic",
        Key = KeyStyle.XApiKeyHeader,
        Errors = AnthropicErrors.Shape,
        ChatFields = FrozenDictionary<string, FieldRule>.Empty,
        EmbeddingFields = FrozenDictionary<string, FieldRule>.Empty,
        HasEmbeddings = false,
        Reasoning = ReasoningStyle.Field,
        RequestIdHeader = "request-id",
        LimitHeaders = RateLimitHeaders.Anthropic,
        Headers = [new("anthropic-organization-id", "00000000-0000-4000-8000-000000000000")],
    };

    public static readonly IReadOnlyList<ProviderProfile> All = [OpenAi, Groq, Mistral, Cerebras, OpenRouter, Azure, Ollama, Vllm, Anthropic, GeminiProfiles.Native, CohereProfiles.Native];
}
