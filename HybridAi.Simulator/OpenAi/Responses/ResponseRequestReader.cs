using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Reads a responses request as strictly as the provider would.</summary>
internal static class ResponseRequestReader
{
    public static ApiError? Read(JsonElement body, Exchange exchange, long seed, out ResponseRequest? request)
    {
        request = null;
        var profile = exchange.Profile;
        if (CheckFields(body, profile) is { } wrongField)
            return wrongField;
        if (RequestFields.Text(body, "model") is not { } name)
            return ResponseErrors.Missing("model");
        if (ModelFinder.Find(exchange.Catalog, profile, name, out var model) is { } unknownModel)
            return unknownModel;
        if (model!.Known && model.Catalog.Kind != "chat")
            return new ApiError(ErrorKind.InvalidRequest, $"The requested model '{name}' cannot be used with the Responses API.", "model", "model_not_found");
        if (ResponseRules.Check(body, model, profile) is { } refused)
            return refused;

        var meter = new PromptMeter(unchecked((ulong)seed));
        meter.AddHash(profile.Name);
        meter.AddHash(model.Catalog.Id);
        var tools = new ResponseTools(profile);
        if (tools.Read(body) is { } wrongTool)
            return wrongTool;
        if (RequestFields.Get(body, "tools") is { } list)
            meter.AddText(list.GetRawText());
        if (ResponseRules.ReadFormat(body, profile, model, out var format) is { } wrongFormat)
            return wrongFormat;
        if (format.Schema is { } schema)
            meter.AddText(schema.GetRawText());
        return ReadInput(body, exchange, model, meter, tools, format, out request);
    }

    private static ApiError? ReadInput(
        JsonElement body, Exchange exchange, ServedModel model, PromptMeter meter, ResponseTools tools, ResponseFormat format, out ResponseRequest? request)
    {
        request = null;
        meter.AddText(RequestFields.Text(body, "instructions"));
        var items = new ItemReader(exchange, model, meter);
        if (RequestFields.Text(body, "previous_response_id") is { } previous)
        {
            if (exchange.Provider.Responses.Find(exchange.Key, previous) is not { } before)
                return new ApiError(ErrorKind.InvalidRequest, $"Previous response with id '{previous}' not found.", "previous_response_id", "previous_response_not_found");
            items.Recall(before.Input.Concat(before.Output));
        }
        else if (RequestFields.Get(body, "input") is null)
        {
            return ApiError.Invalid("One of 'input', 'previous_response_id', 'prompt', or 'conversation_id' must be provided.", "input", "missing_required_parameter");
        }

        if (RequestFields.Get(body, "input") is { } input && items.Read(input) is { } wrongItem)
            return wrongItem;
        if (items.Messages.Count == 0)
            return ApiError.Invalid("Invalid 'input': empty array. Expected an array with minimum length 1, but got an empty array instead.", "input", "empty_array");
        if (format.Kind == FormatKind.JsonObject && exchange.Profile.JsonModeNeedsTheWord
            && !items.Messages.Any(message => message.Text.Contains("json", StringComparison.OrdinalIgnoreCase)))
            return new ApiError(ErrorKind.InvalidRequest, "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.", "input");
        request = Compose(body, exchange.Profile, model, meter, tools, format, items);
        return CheckContext(request, exchange.Profile);
    }

    private static ResponseRequest Compose(
        JsonElement body, ProviderProfile profile, ServedModel model, PromptMeter meter, ResponseTools tools, ResponseFormat format, ItemReader items)
    {
        var reasoning = RequestFields.Get(body, "reasoning");
        return new ResponseRequest
        {
            Chat = new ChatRequest
            {
                Model = model,
                Messages = items.Messages,
                Tools = tools.Tools,
                ToolChoice = tools.Choice,
                ParallelToolCalls = RequestFields.Flag(body, "parallel_tool_calls") ?? true,
                Format = format,
                MaxTokens = RequestFields.Integer(body, "max_output_tokens") is { } most ? (int)Math.Min(most, int.MaxValue) : null,
                Stream = RequestFields.Flag(body, "stream") ?? false,
                Obfuscate = RequestFields.Get(body, "stream_options") is not { } options || (RequestFields.Flag(options, "include_obfuscation") ?? true),
                Effort = reasoning is { } given ? RequestFields.Text(given, "effort") : null,
                TextBesideCalls = true,
                Logprobs = Includes(body, "message.output_text.logprobs") || RequestFields.Integer(body, "top_logprobs") > 0,
                TopLogprobs = (int)(RequestFields.Integer(body, "top_logprobs") ?? 0),
                Question = items.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "",
                Prompt = meter,
            },
            Body = body,
            Input = items.Items,
            Store = profile.StoresResponses && (RequestFields.Flag(body, "store") ?? true),
            Encrypted = Includes(body, "reasoning.encrypted_content"),
            ReasoningFormat = profile.ReasoningFormat,
            Summary = reasoning is { } told ? RequestFields.Text(told, "summary") ?? RequestFields.Text(told, "generate_summary") : null,
        };
    }

    private static bool Includes(JsonElement body, string name) =>
        RequestFields.Get(body, "include") is { } include && include.EnumerateArray().Any(item => item.ValueEquals(name));

    private static ApiError? CheckFields(JsonElement body, ProviderProfile profile)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return ApiError.Invalid("The request body must be a JSON object.");
        foreach (var field in body.EnumerateObject())
        {
            if (ResponseFields.OpenAi.TryGetValue(field.Name, out var rule))
            {
                if (rule.Check(field.Name, field.Value) is { } error)
                    return error;
            }
            else if (profile.UnknownFields == UnknownFields.Refuse)
            {
                return ResponseErrors.UnknownField(field.Name);
            }
        }

        return null;
    }

    private static ApiError? CheckContext(ResponseRequest request, ProviderProfile profile)
    {
        if (!profile.RefusesTooLargeMaxTokens || request.Chat.Model.Catalog.ContextWindow is not { } window)
            return null;
        var most = Math.Min(window, request.Chat.Model.Catalog.MaxInputTokens ?? window);
        return request.Chat.Prompt.Tokens > most
            ? new ApiError(ErrorKind.ContextLength, "Your input exceeds the context window of this model. Please adjust your input and try again.", "input")
            : null;
    }
}
