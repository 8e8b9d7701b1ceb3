using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Reads a chat request as strictly as the provider would.</summary>
internal static class ChatRequestReader
{
    private const int MostStops = 4;

    /// <param name="body">The parsed body.</param>
    /// <param name="deployment">The model named by the path, where it is.</param>
    /// <param name="profile">The provider.</param>
    /// <param name="catalog">The models.</param>
    /// <param name="seed">The seed of the provider's script.</param>
    /// <param name="request">The request when it is in order.</param>
    public static ApiError? Read(
        JsonElement body, string? deployment, ProviderProfile profile, ModelCatalog catalog, long seed, out ChatRequest? request)
    {
        request = null;
        if (RequestFields.Check(body, profile.ChatFields, profile) is { } wrongField)
            return wrongField;
        if (ReadModel(body, deployment, profile, catalog, out var model) is { } wrongModel)
            return wrongModel;
        if (RequestFields.Get(body, "messages") is not { } messages)
            return RequestFields.Missing(profile, "messages");
        if (ModelRules.Check(body, model!, profile) is { } refused)
            return refused;

        var meter = new PromptMeter(unchecked((ulong)seed));
        meter.AddHash(profile.Name);
        meter.AddHash(model!.Catalog.Id);
        var tools = new List<ToolDefinition>();
        if (ReadTools(body, profile, meter, tools) is { } wrongTool)
            return wrongTool;
        if (ReadToolChoice(body, profile, tools, out var choice) is { } wrongChoice)
            return wrongChoice;
        var format = ResponseFormat.Text;
        if (RequestFields.Get(body, "response_format") is { } described && FormatReader.Read(described, profile, model, out format) is { } wrongFormat)
            return wrongFormat;
        if (format.Schema is { } schema)
            meter.AddText(schema.GetRawText());
        var conversation = new MessagesReader(profile, model, meter);
        if (conversation.Read(messages) is { } wrongMessage)
            return wrongMessage;
        if (format.Kind == FormatKind.JsonObject && profile.JsonModeNeedsTheWord
            && !conversation.Messages.Any(message => message.Text.Contains("json", StringComparison.OrdinalIgnoreCase)))
        {
            return new ApiError(
                ErrorKind.InvalidRequest,
                "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.", "messages");
        }

        if (ReadStop(body, out var stop) is { } wrongStop)
            return wrongStop;
        if (CheckStreamOptions(body, profile) is { } wrongOptions)
            return wrongOptions;
        if (CheckLogprobs(body) is { } wrongLogprobs)
            return wrongLogprobs;
        if (ReadAudio(body, model, out var audio) is { } wrongAudio)
            return wrongAudio;
        if ((RequestFields.Integer(body, "seed") ?? RequestFields.Integer(body, "random_seed")) is { } ownSeed)
            meter.AddHash(ownSeed.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var options = RequestFields.Get(body, "stream_options");
        request = new ChatRequest
        {
            Model = model,
            Messages = conversation.Messages,
            Tools = tools,
            ToolChoice = choice,
            ParallelToolCalls = RequestFields.Flag(body, "parallel_tool_calls") ?? true,
            LegacyFunctions = RequestFields.Get(body, "functions") is not null,
            Format = format,
            MaxTokens = MaxTokens(body),
            Stop = stop,
            Count = Ignores(profile, "n") ? 1 : (int)Math.Min(RequestFields.Integer(body, "n") ?? 1, 128),
            Stream = RequestFields.Flag(body, "stream") ?? false,
            IncludeUsage = options is { } given && (RequestFields.Flag(given, "include_usage") ?? false),
            ContinuousUsage = options is { } more && (RequestFields.Flag(more, "continuous_usage_stats") ?? false),
            Obfuscate = options is { } other && (RequestFields.Flag(other, "include_obfuscation") ?? false),
            Effort = Effort(body),
            Display = Display(body),
            Logprobs = RequestFields.Flag(body, "logprobs") ?? false,
            TopLogprobs = (int)(RequestFields.Integer(body, "top_logprobs") ?? 0),
            AudioFormat = audio,
            Question = conversation.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "",
            Prompt = meter,
            AudioTokens = conversation.AudioTokens,
        };
        return CheckContext(request, profile);
    }

    private static ApiError? ReadModel(
        JsonElement body, string? deployment, ProviderProfile profile, ModelCatalog catalog, out ServedModel? model)
    {
        model = null;
        var name = deployment ?? RequestFields.Text(body, "model");

        // OpenRouter takes a list of models to try in turn.
        if (name is null && RequestFields.Get(body, "models") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.String && ModelFinder.Find(catalog, profile, item.GetString()!, out model) is null)
                    return null;
            }
        }

        return name is null ? RequestFields.Missing(profile, "model") : ModelFinder.Find(catalog, profile, name, out model);
    }

    private static ApiError? ReadTools(JsonElement body, ProviderProfile profile, PromptMeter meter, List<ToolDefinition> tools)
    {
        if (RequestFields.Get(body, "tools") is { } list)
        {
            meter.AddText(list.GetRawText());
            return ToolsReader.Read(list, profile, tools);
        }

        if (RequestFields.Get(body, "functions") is not { } functions)
            return null;
        meter.AddText(functions.GetRawText());
        var index = 0;
        foreach (var function in functions.EnumerateArray())
        {
            if (ToolsReader.ReadFunction(function, $"functions[{index++}]", profile, tools) is { } error)
                return error;
        }

        return null;
    }

    private static ApiError? ReadToolChoice(JsonElement body, ProviderProfile profile, List<ToolDefinition> tools, out ToolChoice choice)
    {
        choice = ToolChoice.Auto;
        if (RequestFields.Get(body, "tool_choice") is { } value && !Ignores(profile, "tool_choice"))
            return ToolsReader.ReadChoice(value, profile, tools, out choice);
        if (RequestFields.Get(body, "function_call") is not { } legacy)
            return null;
        if (legacy.ValueKind == JsonValueKind.String)
        {
            choice = new ToolChoice(legacy.GetString() == "none" ? ToolChoiceMode.None : ToolChoiceMode.Auto);
            return legacy.GetString() is "none" or "auto" ? null : FieldRule.WrongChoice("function_call", legacy.GetString(), ["none", "auto"]);
        }

        if (legacy.ValueKind != JsonValueKind.Object || RequestFields.Text(legacy, "name") is not { } name || tools.All(tool => tool.Name != name))
            return ApiError.Invalid("Invalid value for 'function_call': no function specified in the 'functions' parameter has that name.", "function_call");
        choice = new ToolChoice(ToolChoiceMode.Required, [name]);
        return null;
    }

    public static ApiError? ReadStop(JsonElement body, out IReadOnlyList<string> stop)
    {
        stop = [];
        if (RequestFields.Get(body, "stop") is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String)
        {
            stop = [value.GetString()!];
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            return FieldRule.WrongType("stop", "a string or an array of strings", value);
        if (value.GetArrayLength() > MostStops)
            return ApiError.Invalid($"Invalid 'stop': array too long. Expected an array with maximum length {MostStops}, but got an array with length {value.GetArrayLength()} instead.", "stop", "array_above_max_length");
        stop = [.. value.EnumerateArray().Select(item => item.GetString()!)];
        return null;
    }

    public static ApiError? CheckStreamOptions(JsonElement body, ProviderProfile profile)
    {
        if (RequestFields.Get(body, "stream_options") is not { } options)
            return null;
        if (profile.UnknownFields == UnknownFields.Refuse && RequestFields.Flag(body, "stream") != true)
            return ApiError.Invalid("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        foreach (var option in options.EnumerateObject())
        {
            var known = option.Name is "include_usage" or "include_obfuscation" or "continuous_usage_stats";
            if (!known && profile.UnknownFields == UnknownFields.Refuse)
                return ApiError.Invalid($"Unknown parameter: 'stream_options.{option.Name}'.", $"stream_options.{option.Name}", "unknown_parameter");
            if (known && option.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
                return FieldRule.WrongType($"stream_options.{option.Name}", "a boolean", option.Value);
        }

        return null;
    }

    private static ApiError? CheckLogprobs(JsonElement body)
    {
        if (RequestFields.Integer(body, "top_logprobs") is > 0 && RequestFields.Flag(body, "logprobs") != true)
            return ApiError.Invalid("Invalid value for 'top_logprobs': 'logprobs' must be set to true to use 'top_logprobs'.", "top_logprobs");
        if (RequestFields.Get(body, "logit_bias") is not { ValueKind: JsonValueKind.Object } bias)
            return null;
        foreach (var entry in bias.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number)
                return FieldRule.WrongType($"logit_bias.{entry.Name}", "a decimal", entry.Value);
            if (entry.Value.GetDouble() is not (>= -100 and <= 100))
                return ApiError.Invalid($"Invalid 'logit_bias.{entry.Name}': expected a value from -100 to 100.", $"logit_bias.{entry.Name}", "invalid_value");
        }

        return null;
    }

    private static ApiError? ReadAudio(JsonElement body, ServedModel model, out string? format)
    {
        format = null;
        if (RequestFields.Get(body, "modalities") is not { ValueKind: JsonValueKind.Array } modalities)
            return null;
        if (modalities.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String || item.GetString() is not ("text" or "audio" or "image")))
            return FieldRule.WrongChoice("modalities", modalities.GetRawText(), ["text", "audio"]);
        if (!modalities.EnumerateArray().Any(item => item.GetString() == "audio"))
            return null;
        if (!model.Catalog.Outputs.Contains("audio"))
            return new ApiError(ErrorKind.InvalidRequest, "This model does not support the requested modality: 'audio'.", "modalities", "invalid_value");
        if (RequestFields.Get(body, "audio") is not { } audio)
            return ApiError.Invalid("Missing required parameter: 'audio'.", "audio", "missing_required_parameter");
        if (RequestFields.Text(audio, "voice") is null)
            return ApiError.Invalid("Missing required parameter: 'audio.voice'.", "audio.voice", "missing_required_parameter");
        format = RequestFields.Text(audio, "format");
        return format is "wav" or "pcm16" ? null : FieldRule.WrongChoice("audio.format", format, ["wav", "pcm16"]);
    }

    private static ApiError? CheckContext(ChatRequest request, ProviderProfile profile)
    {
        if (request.Model.Catalog.ContextWindow is not { } window)
            return null;
        var most = Math.Min(window, request.Model.Catalog.MaxInputTokens ?? window);
        var prompt = request.Prompt.Tokens;
        if (prompt > most)
        {
            return new ApiError(
                ErrorKind.ContextLength,
                $"This model's maximum context length is {most} tokens. However, your messages resulted in {prompt} tokens. Please reduce the length of the messages.", "messages");
        }

        return profile.RefusesTooLargeMaxTokens && prompt + (request.MaxTokens ?? 0) > window
            ? new ApiError(
                ErrorKind.ContextLength,
                $"This model's maximum context length is {window} tokens. However, you requested {prompt + request.MaxTokens} tokens ({prompt} in the messages, {request.MaxTokens} in the completion). Please reduce the length of the messages or completion.", "messages")
            : null;
    }

    private static int? MaxTokens(JsonElement body) =>
        (RequestFields.Integer(body, "max_completion_tokens") ?? RequestFields.Integer(body, "max_tokens")) is { } most and >= 0
            ? (int)Math.Min(most, int.MaxValue)
            : null;

    private static string? Effort(JsonElement body)
    {
        if (RequestFields.Flag(body, "disable_reasoning") == true)
            return "none";
        if (RequestFields.Text(body, "reasoning_effort") is { } effort)
            return effort;
        if (RequestFields.Get(body, "reasoning") is not { ValueKind: JsonValueKind.Object } reasoning)
            return null;
        return RequestFields.Flag(reasoning, "enabled") == false ? "none" : RequestFields.Text(reasoning, "effort");
    }

    private static ReasoningDisplay Display(JsonElement body)
    {
        var excluded = RequestFields.Flag(body, "include_reasoning") == false
            || (RequestFields.Get(body, "reasoning") is { ValueKind: JsonValueKind.Object } reasoning && RequestFields.Flag(reasoning, "exclude") == true);
        return RequestFields.Text(body, "reasoning_format") switch
        {
            "hidden" or "none" => ReasoningDisplay.Hidden,
            "raw" => ReasoningDisplay.Raw,
            _ => excluded ? ReasoningDisplay.Hidden : ReasoningDisplay.Usual,
        };
    }

    private static bool Ignores(ProviderProfile profile, string field) => profile.ChatFields.TryGetValue(field, out var rule) && rule.Ignored;
}
