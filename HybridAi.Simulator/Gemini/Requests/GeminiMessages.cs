using HybridAi.Simulator.Gemini.Proto;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>The messages of the API, field by field. What only the cloud platform takes (routing, labels of safety methods) is not there.</summary>
internal static class GeminiMessages
{
    private const string Package = "google.ai.generativelanguage.v1beta.";
    private static readonly ProtoField Text = new(ProtoKind.Text);
    private static readonly ProtoField Flag = new(ProtoKind.Flag);
    private static readonly ProtoField Integer = new(ProtoKind.Integer);
    private static readonly ProtoField Number = new(ProtoKind.Number);
    private static readonly ProtoField Bytes = new(ProtoKind.Bytes);
    private static readonly ProtoField Struct = new(ProtoKind.Struct);
    private static readonly ProtoField Value = new(ProtoKind.Value);

    private static readonly ProtoField Modality = Choice("GenerationConfig.Modality", "MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO");

    private static readonly ProtoField Resolution = Choice(
        "MediaResolution", "MEDIA_RESOLUTION_UNSPECIFIED", "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH", "MEDIA_RESOLUTION_ULTRA_HIGH");

    public static readonly ProtoMessage Blob = new(new() { ["mimeType"] = Text, ["data"] = Bytes, ["displayName"] = Text });

    public static readonly ProtoMessage FileData = new(new() { ["mimeType"] = Text, ["fileUri"] = Text, ["displayName"] = Text });

    public static readonly ProtoMessage FunctionCall = new(new() { ["id"] = Text, ["name"] = Text, ["args"] = Struct });

    public static readonly ProtoMessage FunctionResponse = new(new()
    {
        ["id"] = Text,
        ["name"] = Text,
        ["response"] = Struct,
        ["parts"] = Message("FunctionResponsePart", () => ResponsePart!).List(),
        ["willContinue"] = Flag,
        ["scheduling"] = Choice("FunctionResponse.Scheduling", "SCHEDULING_UNSPECIFIED", "SILENT", "WHEN_IDLE", "INTERRUPT"),
    });

    public static readonly ProtoMessage ResponsePart = new(new() { ["inlineData"] = Message("Blob", () => Blob), ["fileData"] = Message("FileData", () => FileData) });

    public static readonly ProtoMessage Part = new(new()
    {
        ["text"] = Text,
        ["inlineData"] = Message("Blob", () => Blob),
        ["fileData"] = Message("FileData", () => FileData),
        ["functionCall"] = Message("FunctionCall", () => FunctionCall),
        ["functionResponse"] = Message("FunctionResponse", () => FunctionResponse),
        ["executableCode"] = Struct,
        ["codeExecutionResult"] = Struct,
        ["thought"] = Flag,
        ["thoughtSignature"] = Bytes,
        ["videoMetadata"] = Struct,
        ["partMetadata"] = Struct,
        ["mediaResolution"] = Message("PartMediaResolution", () => PartResolution!),
    });

    public static readonly ProtoMessage PartResolution = new(new() { ["level"] = Resolution, ["numTokens"] = Integer });

    public static readonly ProtoMessage Content = new(new() { ["role"] = Text, ["parts"] = Message("Part", () => Part).List() });

    public static readonly ProtoMessage Schema = new(new()
    {
        ["type"] = Choice("Type", "TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL") with { AnyCase = true },
        ["format"] = Text,
        ["title"] = Text,
        ["description"] = Text,
        ["nullable"] = Flag,
        ["enum"] = Text.List(),
        ["items"] = Message("Schema", () => Schema!),
        ["maxItems"] = Integer,
        ["minItems"] = Integer,
        ["properties"] = Message("Schema", () => Schema!) with { Map = true },
        ["required"] = Text.List(),
        ["minProperties"] = Integer,
        ["maxProperties"] = Integer,
        ["minLength"] = Integer,
        ["maxLength"] = Integer,
        ["minimum"] = Number,
        ["maximum"] = Number,
        ["pattern"] = Text,
        ["example"] = Value,
        ["anyOf"] = Message("Schema", () => Schema!).List(),
        ["propertyOrdering"] = Text.List(),
        ["default"] = Value,
    });

    public static readonly ProtoMessage FunctionDeclaration = new(new()
    {
        ["name"] = Text,
        ["description"] = Text,
        ["parameters"] = Message("Schema", () => Schema),
        ["parametersJsonSchema"] = Value,
        ["response"] = Message("Schema", () => Schema),
        ["responseJsonSchema"] = Value,
        ["behavior"] = Choice("FunctionDeclaration.Behavior", "UNSPECIFIED", "BLOCKING", "NON_BLOCKING"),
    });

    public static readonly ProtoMessage Tool = new(new()
    {
        ["functionDeclarations"] = Message("FunctionDeclaration", () => FunctionDeclaration).List(),
        ["googleSearch"] = Struct,
        ["googleSearchRetrieval"] = Struct,
        ["codeExecution"] = Struct,
        ["urlContext"] = Struct,
        ["googleMaps"] = Struct,
        ["fileSearch"] = Struct,
        ["computerUse"] = Struct,
    });

    public static readonly ProtoMessage FunctionCallingConfig = new(new()
    {
        ["mode"] = Choice("FunctionCallingConfig.Mode", "MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"),
        ["allowedFunctionNames"] = Text.List(),
    });

    public static readonly ProtoMessage ToolConfig = new(new()
    {
        ["functionCallingConfig"] = Message("FunctionCallingConfig", () => FunctionCallingConfig),
        ["retrievalConfig"] = Struct,
    });

    public static readonly ProtoMessage SafetySetting = new(new()
    {
        ["category"] = Choice(
            "HarmCategory", "HARM_CATEGORY_UNSPECIFIED", "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH",
            "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT", "HARM_CATEGORY_CIVIC_INTEGRITY"),
        ["threshold"] = Choice(
            "SafetySetting.HarmBlockThreshold", "HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE",
            "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF"),
    });

    public static readonly ProtoMessage ThinkingConfig = new(new()
    {
        ["includeThoughts"] = Flag,
        ["thinkingBudget"] = Integer,
        ["thinkingLevel"] = Choice("ThinkingConfig.ThinkingLevel", "THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"),
    });

    public static readonly ProtoMessage GenerationConfig = new(new()
    {
        ["temperature"] = Number,
        ["topP"] = Number,
        ["topK"] = Integer,
        ["candidateCount"] = Integer,
        ["maxOutputTokens"] = Integer,
        ["stopSequences"] = Text.List(),
        ["responseMimeType"] = Text,
        ["responseSchema"] = Message("Schema", () => Schema),
        ["responseJsonSchema"] = Value,
        ["responseModalities"] = Modality.List(),
        ["presencePenalty"] = Number,
        ["frequencyPenalty"] = Number,
        ["seed"] = Integer,
        ["responseLogprobs"] = Flag,
        ["logprobs"] = Integer,
        ["thinkingConfig"] = Message("ThinkingConfig", () => ThinkingConfig),
        ["speechConfig"] = Struct,
        ["imageConfig"] = Struct,
        ["mediaResolution"] = Resolution,
        ["enableEnhancedCivicAnswers"] = Flag,
    });

    public static readonly ProtoMessage GenerateContent = new(new()
    {
        ["model"] = Text,
        ["contents"] = Message("Content", () => Content).List(),
        ["systemInstruction"] = Message("Content", () => Content),
        ["tools"] = Message("Tool", () => Tool).List(),
        ["toolConfig"] = Message("ToolConfig", () => ToolConfig),
        ["safetySettings"] = Message("SafetySetting", () => SafetySetting).List(),
        ["generationConfig"] = Message("GenerationConfig", () => GenerationConfig),
        ["cachedContent"] = Text,
        ["serviceTier"] = Choice("ServiceTier", "SERVICE_TIER_UNSPECIFIED", "STANDARD", "FLEX", "PRIORITY") with { AnyCase = true },
        ["labels"] = Text with { Map = true },
        ["store"] = Flag,
    });

    public static readonly ProtoMessage CountTokens = new(new()
    {
        ["contents"] = Message("Content", () => Content).List(),
        ["generateContentRequest"] = Message("GenerateContentRequest", () => GenerateContent),
    });

    public static readonly ProtoMessage EmbedContent = new(new()
    {
        ["model"] = Text,
        ["content"] = Message("Content", () => Content),
        ["taskType"] = Choice(
            "TaskType", "TASK_TYPE_UNSPECIFIED", "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION",
            "CLUSTERING", "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY"),
        ["title"] = Text,
        ["outputDimensionality"] = Integer,
    });

    public static readonly ProtoMessage BatchEmbedContents = new(new()
    {
        ["requests"] = Message("EmbedContentRequest", () => EmbedContent).List(),
    });

    private static ProtoField Choice(string name, params string[] choices) => new(ProtoKind.Choice) { Choices = choices, TypeName = Package + name };

    private static ProtoField Message(string name, Func<ProtoMessage> message) => new(ProtoKind.Message) { Message = message, TypeName = Package + name };
}
