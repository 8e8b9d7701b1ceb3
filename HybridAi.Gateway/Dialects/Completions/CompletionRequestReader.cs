using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.ChatCompletions;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Completions;

/// <summary>Reads the body of a legacy completion request.</summary>
internal static class CompletionRequestReader
{
    private const int MostChoices = 128;
    private const int MostLogprobs = 5;
    private const string Echo = "echo";

    public static ChatRequest Read(JsonFields body)
    {
        var extra = new List<ExtraField>();
        body.Any("hybridai");
        var streamOptions = body.Object("stream_options");
        var logprobs = body.Integer("logprobs", 0, MostLogprobs);
        var count = body.Integer("n", 1, MostChoices);
        if (body.Integer("best_of", 1) is { } bestOf && bestOf > (count ?? 1))
            extra.Add(new ExtraField("best_of", body.Raw("best_of")));
        if (body.Text("suffix") is { Length: > 0 })
            extra.Add(new ExtraField("suffix", body.Raw("suffix")));
        if (body.Flag(Echo) == true)
            extra.Add(new ExtraField(Echo, body.Raw(Echo)));
        var request = new ChatRequest
        {
            Dialect = ChatDialect.Completions,
            Model = body.RequiredText("model"),
            Messages = ReadPrompt(body, extra),
            Sampling = ChatRequestReader.ReadSampling(body),
            MaxOutputTokens = body.Integer("max_tokens", 1),
            Stop = ChatRequestReader.ReadStop(body),
            ChoiceCount = count,
            Logprobs = logprobs is null ? null : true,
            TopLogprobs = logprobs,
            EndUser = body.Text("user"),
            Stream = body.Flag("stream") == true,
            IncludeUsage = streamOptions?.Flag("include_usage") == true,
        };
        extra.AddRange(streamOptions?.Rest("stream_options/") ?? []);
        extra.AddRange(body.Rest());
        return request with { Extra = extra };
    }

    /// <summary>The prompt, if the answer is to begin with it; else an empty text.</summary>
    public static string EchoOf(ChatRequest request)
    {
        foreach (var field in request.Extra)
        {
            if (field.Path == Echo)
                return request.Messages is [{ Parts: [ChatPart.Text prompt] }] ? prompt.Value : "";
        }

        return "";
    }

    // Several prompts and tokens mean something only to a model that serves this API itself: they are refused once it is known that none does.
    private static IReadOnlyList<ChatMessage> ReadPrompt(JsonFields body, List<ExtraField> extra)
    {
        body.Missing("prompt");
        if (body.Any("prompt") is not { } prompt)
            return [];
        if (prompt is { ValueKind: JsonValueKind.Array } && prompt.GetArrayLength() == 1 && prompt[0].ValueKind == JsonValueKind.String)
            prompt = prompt[0];
        if (prompt.ValueKind == JsonValueKind.String)
            return [new ChatMessage(ChatRole.User, [new ChatPart.Text(prompt.GetString()!)])];
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0)
            extra.Add(new ExtraField("prompt", body.RawOf(prompt)));
        else
            body.Fail("prompt", "must be a text, or a list with one");
        return [];
    }
}
