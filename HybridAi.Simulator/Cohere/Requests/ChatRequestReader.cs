using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>Reads a chat request as strictly as the provider would.</summary>
internal static class ChatRequestReader
{
    private const int MostStops = 5;

    // What the template adds to a conversation, to each of its messages and to each tool.
    private const int TemplateTokens = 61;
    private const int TokensPerMessage = 4;
    private const int TokensPerTool = 23;

    /// <param name="body">The parsed body.</param>
    /// <param name="profile">The provider.</param>
    /// <param name="catalog">The models.</param>
    /// <param name="seed">The seed of the provider's script.</param>
    /// <param name="request">The request when it is in order.</param>
    public static ApiError? Read(JsonElement body, ProviderProfile profile, ModelCatalog catalog, long seed, out CohereRequest? request)
    {
        request = null;
        if (CohereFields.Check(body, profile.ChatFields, "chat") is { } wrongField)
            return wrongField;
        if (FindModel(body, profile, catalog, out var model) is { } wrongModel)
            return wrongModel;
        var meter = new PromptMeter(unchecked((ulong)seed));
        meter.AddHash(profile.Name);
        meter.AddHash(model!.Catalog.Id);
        var tools = new List<ToolDefinition>();
        if (ToolsReader.Read(body, model, meter, tools) is { } wrongTool)
            return wrongTool;
        if (FormatReader.Read(body, model, tools.Count > 0, out var format) is { } wrongFormat)
            return wrongFormat;
        if (format.Schema is { } schema)
            meter.AddText(schema.GetRawText());
        var sources = new List<CitableSource>();
        if (DocumentsReader.Read(body, meter, sources, out var citations) is { } wrongDocument)
            return wrongDocument;
        var conversation = new MessagesReader(model, meter);
        if (conversation.Read(RequestFields.Get(body, "messages")!.Value) is { } wrongMessage)
            return wrongMessage;
        if (ReadThinking(body, model, out var effort, out var budget) is { } wrongThinking)
            return wrongThinking;
        if (ReadStops(body, out var stops) is { } wrongStop)
            return wrongStop;
        if (RequestFields.Get(body, "seed") is { } own)
            meter.AddHash(own.GetRawText());
        sources.AddRange(conversation.Results);
        request = new CohereRequest
        {
            Sources = citations is "OFF" or "DISABLED" ? [] : sources,
            FastCitations = citations == "FAST",
            TemplateTokens = TemplateTokens + (TokensPerMessage * conversation.Messages.Count) + (TokensPerTool * tools.Count),
            Chat = new ChatRequest
            {
                Model = model,
                Messages = conversation.Messages,
                Tools = tools,
                ToolChoice = new ToolChoice(RequestFields.Text(body, "tool_choice") switch
                {
                    "REQUIRED" => ToolChoiceMode.Required,
                    "NONE" => ToolChoiceMode.None,
                    _ => ToolChoiceMode.Auto,
                }),
                Format = format,
                MaxTokens = (int?)RequestFields.Integer(body, "max_tokens"),
                Stop = stops,
                Stream = RequestFields.Flag(body, "stream") ?? false,
                Effort = effort,
                ReasoningBudget = budget,
                Logprobs = RequestFields.Flag(body, "logprobs") ?? false,
                Question = conversation.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "",
                Prompt = meter,
            },
        };
        return CheckSize(request);
    }

    private static ApiError? FindModel(JsonElement body, ProviderProfile profile, ModelCatalog catalog, out ServedModel? model)
    {
        var name = RequestFields.Text(body, "model") ?? "";
        if (ModelFinder.Find(catalog, profile, name, out model) is not null)
            return new ApiError(ErrorKind.ModelNotFound, $"model '{name}' not found, make sure the correct model ID was used and that you have access to the model.", "model");
        return model!.Catalog.Kind == "chat" ? null : Refusal.Invalid($"model '{name}' is not supported by the chat API", "model");
    }

    private static ApiError? ReadThinking(JsonElement body, ServedModel model, out string? effort, out int? budget)
    {
        (effort, budget) = (null, null);
        if (RequestFields.Get(body, "thinking") is not { } thinking)
            return null;
        if (CohereFields.Known(thinking, "thinking", "type", "token_budget") is { } unknown)
            return unknown;
        if (RequestFields.Text(thinking, "type") is not ("enabled" or "disabled") and var type)
            return Refusal.Invalid($"thinking.type must be one of enabled, disabled, got '{type}'", "thinking.type");
        if (!model.Catalog.Reasoning)
            return Refusal.Invalid("thinking is not supported by the specified model", "thinking");
        effort = RequestFields.Text(thinking, "type") == "disabled" ? "none" : null;
        if (RequestFields.Get(thinking, "token_budget") is not { } tokens)
            return null;
        if (tokens.ValueKind != JsonValueKind.Number || !tokens.TryGetInt32(out var most) || most < 1)
            return Refusal.Invalid("thinking.token_budget must be a positive integer", "thinking.token_budget");
        budget = most;
        return null;
    }

    private static ApiError? ReadStops(JsonElement body, out IReadOnlyList<string> stops)
    {
        stops = [];
        if (RequestFields.Get(body, "stop_sequences") is not { } list)
            return null;
        if (list.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
            return Refusal.Invalid("stop_sequences must be a list of strings", "stop_sequences");
        if (list.GetArrayLength() > MostStops)
            return Refusal.Invalid($"stop_sequences: at most {MostStops} are allowed", "stop_sequences");
        stops = [.. list.EnumerateArray().Select(item => item.GetString()!)];
        return null;
    }

    private static ApiError? CheckSize(CohereRequest request)
    {
        var model = request.Chat.Model.Catalog;
        if (request.Chat.MaxTokens > model.MaxOutputTokens)
            return Refusal.Invalid($"max_tokens must be less than or equal to {model.MaxOutputTokens}", "max_tokens");
        var tokens = request.Chat.Prompt.Tokens + request.TemplateTokens;
        return model.ContextWindow is { } window && tokens > window
            ? new ApiError(ErrorKind.ContextLength, $"too many tokens: size limit exceeded by {tokens - window} tokens. Try using shorter or fewer inputs. The limit for this model is {window} tokens.")
            : null;
    }
}
