using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Completions;

/// <summary>Reads a completions request as strictly as the provider would.</summary>
internal static class CompletionRequestReader
{
    private const int UsualMaxTokens = 16;
    private const int MostPrompts = 2048;
    private const int MostChoices = 512;

    public static ApiError? Read(JsonElement body, Exchange exchange, long seed, out CompletionRequest? request)
    {
        request = null;
        var profile = exchange.Profile;
        if (RequestFields.Check(body, CompletionFields.OpenAi, profile) is { } wrongField)
            return wrongField;
        if (RequestFields.Text(body, "model") is not { } name)
            return RequestFields.Missing(profile, "model");
        if (ModelFinder.Find(exchange.Catalog, profile, name, out var model) is { } unknownModel)
            return unknownModel;

        // Where chat models complete no texts, there are none left that do: the catalog has no other kind.
        if (model!.Known && profile.StrictReasoningModels)
        {
            return new ApiError(
                ErrorKind.ModelNotFound,
                "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use v1/chat/completions?", "model", "invalid_value");
        }

        var meter = new PromptMeter(unchecked((ulong)seed));
        meter.AddHash(profile.Name);
        meter.AddHash(model.Catalog.Id);
        var prompts = new List<string>();
        if (ReadPrompt(body, meter, prompts) is { } wrongPrompt)
            return wrongPrompt;
        if (ChatRequestReader.ReadStop(body, out var stop) is { } wrongStop)
            return wrongStop;
        if (ChatRequestReader.CheckStreamOptions(body, profile) is { } wrongOptions)
            return wrongOptions;
        if (CheckCounts(body, prompts.Count, out var count) is { } wrongCount)
            return wrongCount;
        var options = RequestFields.Get(body, "stream_options");
        request = new CompletionRequest(
            new ChatRequest
            {
                Model = model,
                Messages = [new ChatMessage("user", prompts[^1])],
                MaxTokens = (int)Math.Min(RequestFields.Integer(body, "max_tokens") ?? UsualMaxTokens, int.MaxValue),
                Stop = stop,
                Count = count,
                Stream = RequestFields.Flag(body, "stream") ?? false,
                IncludeUsage = options is { } given && (RequestFields.Flag(given, "include_usage") ?? false),
                Effort = "none",
                Display = ReasoningDisplay.Hidden,
                Prompt = meter,
            },
            prompts)
        {
            Echo = RequestFields.Flag(body, "echo") ?? false,
            Logprobs = (int?)RequestFields.Integer(body, "logprobs"),
        };
        return meter.Tokens > model.Catalog.ContextWindow
            ? new ApiError(ErrorKind.ContextLength, $"This model's maximum context length is {model.Catalog.ContextWindow} tokens, however you requested {meter.Tokens} tokens in your prompt. Please reduce your prompt.", "prompt")
            : null;
    }

    private static ApiError? ReadPrompt(JsonElement body, PromptMeter meter, List<string> prompts)
    {
        if (RequestFields.Get(body, "prompt") is not { } prompt)
            return ApiError.Invalid("Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter");
        if (prompt.ValueKind == JsonValueKind.String)
            return Add(prompt, meter, prompts);
        if (prompt.ValueKind != JsonValueKind.Array)
            return FieldRule.WrongType("prompt", "one of a string, array of strings, array of integers, or array of integer arrays", prompt);
        if (prompt.GetArrayLength() is 0 or > MostPrompts)
            return ApiError.Invalid($"Invalid 'prompt': expected an array with 1 to {MostPrompts} elements, but got one with {prompt.GetArrayLength()} instead.", "prompt", "invalid_value");
        if (prompt[0].ValueKind == JsonValueKind.Number)
            return Add(prompt, meter, prompts);
        foreach (var item in prompt.EnumerateArray())
        {
            if (item.ValueKind != prompt[0].ValueKind)
                return FieldRule.WrongType("prompt", "elements of one kind", item);
            if (Add(item, meter, prompts) is { } error)
                return error;
        }

        return null;
    }

    private static ApiError? Add(JsonElement prompt, PromptMeter meter, List<string> prompts)
    {
        if (prompt.ValueKind == JsonValueKind.String)
        {
            meter.AddText(prompt.GetString());
            prompts.Add(prompt.GetString()!);
            return null;
        }

        if (prompt.ValueKind != JsonValueKind.Array || prompt.EnumerateArray().Any(token => token.ValueKind != JsonValueKind.Number || !token.TryGetInt32(out var id) || id < 0))
            return FieldRule.WrongType("prompt", "an array of tokens", prompt);
        meter.AddTokens(prompt.GetArrayLength(), prompt.GetRawText());
        prompts.Add("");
        return null;
    }

    private static ApiError? CheckCounts(JsonElement body, int prompts, out int count)
    {
        count = (int)(RequestFields.Integer(body, "n") ?? 1);
        if (RequestFields.Integer(body, "best_of") is { } best)
        {
            if (best < count)
                return ApiError.Invalid("You requested that the server return more choices than it will generate (HINT: you must set 'n' (currently 1) to be at most 'best_of').", "best_of");
            if (best > count && RequestFields.Flag(body, "stream") == true)
                return ApiError.Invalid("Results can't be streamed when 'best_of' is greater than 'n'.", "best_of");
        }

        return (long)count * prompts > MostChoices ? ApiError.Invalid($"At most {MostChoices} choices can be made by one request.", "n", "invalid_value") : null;
    }
}
