using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Reads a request to generate as strictly as the provider would.</summary>
internal static class GenerateRequestReader
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement(new Dictionary<string, string>());

    /// <param name="body">The parsed body.</param>
    /// <param name="model">The model of the path.</param>
    /// <param name="profile">The provider.</param>
    /// <param name="seed">The seed of the provider's script.</param>
    /// <param name="stream">The answer is wanted piece by piece.</param>
    /// <param name="request">The request when it is in order.</param>
    public static ApiError? Read(JsonElement body, ServedModel model, ProviderProfile profile, long seed, bool stream, out GenerateRequest? request)
    {
        request = null;
        if (ProtoCheck.Check(body, GeminiMessages.GenerateContent) is { } wrongForm)
            return wrongForm;
        if (ProtoReader.Text(body, "model") is { } named && named != $"models/{model.AnswerName}" && named != model.AnswerName)
            return Invalid.At("model", "does not match the model of the path");
        if (ProtoReader.Text(body, "cachedContent") is { Length: > 0 })
            return new ApiError(ErrorKind.Permission, "CachedContent not found (or permission denied)");
        var meter = new PromptMeter(unchecked((ulong)seed));
        meter.AddHash(profile.Name);
        meter.AddHash(model.Catalog.Id);
        var functions = new FunctionReader(model.Catalog, meter);
        if (functions.Read(body) is { } wrongTool)
            return wrongTool;
        var config = ProtoReader.Get(body, "generationConfig") ?? Nothing;
        if (ConfigReader.Check(config, model) is { } wrongConfig)
            return wrongConfig;
        if (ConfigReader.ReadFormat(config, model, functions.Functions.Count > 0, out var format, out var bareEnum) is { } wrongFormat)
            return wrongFormat;
        if (format.Schema is { } schema)
            meter.AddText(schema.GetRawText());
        if (ThinkingRules.Read(ProtoReader.Get(config, "thinkingConfig"), model, out var thinking) is { } wrongThinking)
            return wrongThinking;
        var media = new MediaReader(model.Catalog, meter);
        var contents = new ContentsReader(model.Catalog, meter, media);
        if (ProtoReader.Get(body, "systemInstruction") is { } system && contents.ReadSystem(system) is { } wrongSystem)
            return wrongSystem;
        if (contents.Read(ProtoReader.List(body, "contents")) is { } wrongContent)
            return wrongContent;
        if (ProtoReader.Integer(config, "seed") is { } own)
            meter.AddHash(own.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request = new GenerateRequest
        {
            Modalities = media.Modalities,
            BareEnum = bareEnum,
            Chat = new ChatRequest
            {
                Model = model,
                Messages = contents.Messages,
                Tools = functions.Functions,
                ToolChoice = functions.Choice,
                Format = format,
                MaxTokens = (int?)ProtoReader.Integer(config, "maxOutputTokens"),
                Stop = ProtoReader.Texts(config, "stopSequences"),
                Count = (int)(ProtoReader.Integer(config, "candidateCount") ?? 1),
                Stream = stream,
                Effort = thinking.Effort,
                ReasoningBudget = thinking.Budget,
                Display = thinking.Show ? ReasoningDisplay.Usual : ReasoningDisplay.Hidden,
                Logprobs = ProtoReader.Flag(config, "responseLogprobs") ?? false,
                TopLogprobs = (int)(ProtoReader.Integer(config, "logprobs") ?? 0),
                Question = contents.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "",
                Prompt = meter,
                AudioTokens = media.Modalities.Audio,
            },
        };
        return CheckContext(request.Chat);
    }

    private static ApiError? CheckContext(ChatRequest chat) =>
        chat.Model.Catalog.ContextWindow is { } window && chat.Prompt.Tokens > window
            ? new ApiError(ErrorKind.ContextLength, $"The input token count ({chat.Prompt.Tokens}) exceeds the maximum number of tokens allowed ({window}).")
            : null;
}
