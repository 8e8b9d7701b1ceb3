using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Reads the body of a chat completion request.</summary>
internal static class ChatRequestReader
{
    /// <summary>The field of the deprecated form; kept among the extra fields as a sign that the answer is wanted in that form too.</summary>
    public const string Functions = "functions";

    private const int MostChoices = 128;
    private const int MostTopLogprobs = 20;

    public static ChatRequest Read(JsonFields body)
    {
        var extra = new List<ExtraField>();
        body.Any("hybridai");
        var streamOptions = body.Object("stream_options");
        var names = new List<KeyValuePair<ChatField, string>>();
        var (most, deprecatedMost) = (body.Integer("max_completion_tokens", 1), body.Integer("max_tokens", 1));
        if (most is null && deprecatedMost is not null)
            names.Add(new(ChatField.MaxOutputTokens, "max_tokens"));
        if (!body.Has("tools") && body.Has(Functions))
            names.Add(new(ChatField.Tools, Functions));
        if (!body.Has("tool_choice") && body.Has("function_call"))
            names.Add(new(ChatField.ToolChoice, "function_call"));
        var request = new ChatRequest
        {
            Dialect = ChatDialect.ChatCompletions,
            Model = body.RequiredText("model"),
            Messages = new ChatMessageReader(body).Read(),
            Tools = ChatToolReader.ReadTools(body, extra),
            ToolChoice = ChatToolReader.ReadChoice(body),
            ParallelToolCalls = body.Flag("parallel_tool_calls"),
            MaxToolCalls = body.Integer("max_tool_calls", 1),
            Output = ReadOutput(body, extra),
            Sampling = ReadSampling(body),
            MaxOutputTokens = most ?? deprecatedMost,
            Stop = ReadStop(body),
            ChoiceCount = body.Integer("n", 1, MostChoices),
            Logprobs = body.Flag("logprobs"),
            TopLogprobs = body.Integer("top_logprobs", 0, MostTopLogprobs),
            Reasoning = ChatReasoningReader.ReadOptions(body, extra, names),
            Verbosity = body.Text("verbosity"),
            Modalities = body.Texts("modalities"),
            Audio = ReadAudio(body, extra),
            ServiceTier = body.Text("service_tier"),
            Cache = ChatPartReader.ReadCacheControl(body),
            PromptCacheKey = body.Text("prompt_cache_key"),
            PromptCacheRetention = body.Text("prompt_cache_retention"),
            EndUser = ReadEndUser(body, extra, names),
            Metadata = ReadMetadata(body),
            Store = body.Flag("store"),
            Stream = body.Flag("stream") == true,
            IncludeUsage = streamOptions?.Flag("include_usage") == true,
        };
        extra.AddRange(streamOptions?.Rest("stream_options/") ?? []);
        extra.AddRange(body.Rest());
        return request with { Extra = extra, Names = names };
    }

    public static SamplingOptions ReadSampling(JsonFields body) => new()
    {
        Temperature = body.Number("temperature", 0, 2),
        TopP = body.Number("top_p", 0, 1),
        TopK = body.Integer("top_k"),
        MinP = body.Number("min_p", 0, 1),
        FrequencyPenalty = body.Number("frequency_penalty", -2, 2),
        PresencePenalty = body.Number("presence_penalty", -2, 2),
        RepetitionPenalty = body.Number("repetition_penalty", 0),
        Seed = body.Long("seed"),
        // A bias of no token says nothing, so that nobody has to refuse it.
        LogitBias = body.Object("logit_bias") is { } bias && bias.Json.EnumerateObject().Any() ? bias.Raw() : default,
    };

    public static IReadOnlyList<string> ReadStop(JsonFields body)
    {
        if (body.Any("stop") is not { } stop)
            return [];
        if (stop.ValueKind == JsonValueKind.String)
            return [stop.GetString()!];
        if (stop.ValueKind == JsonValueKind.Array)
            return body.Texts("stop");
        body.Fail("stop", "must be a text or a list of texts");
        return [];
    }

    private static OutputFormat? ReadOutput(JsonFields body, List<ExtraField> extra)
    {
        if (body.Object("response_format") is not { } format)
            return null;
        switch (format.RequiredText("type"))
        {
            case "text" or "":
                return null;
            case "json_object":
                return new OutputFormat();
            case "json_schema":
                return ReadSchema(format);
            default:
                extra.Add(new ExtraField("response_format", format.Raw()));
                return null;
        }
    }

    private static OutputFormat? ReadSchema(JsonFields format)
    {
        format.Missing("json_schema");
        if (format.Object("json_schema") is not { } schema)
            return null;
        return new OutputFormat
        {
            Name = schema.RequiredText("name"),
            Description = schema.Text("description"),
            // A format without a schema takes any object.
            Schema = schema.RawObject("schema") is { IsEmpty: false } given ? given : Verbatim.Of("""{"type":"object"}"""),
            Strict = schema.Flag("strict"),
        };
    }

    // The object form of a voice is OpenAI's alone.
    private static AudioOutput? ReadAudio(JsonFields body, List<ExtraField> extra)
    {
        if (body.Object("audio") is not { } audio)
            return null;
        if (audio.Json.TryGetProperty("voice", out var voice) && voice.ValueKind == JsonValueKind.Object)
        {
            extra.Add(new ExtraField("audio", audio.Raw()));
            return null;
        }

        return new AudioOutput(audio.RequiredText("voice"), audio.Text("format"));
    }

    private static string? ReadEndUser(JsonFields body, List<ExtraField> extra, List<KeyValuePair<ChatField, string>> names)
    {
        var user = body.Text("user");
        if (body.Text("safety_identifier") is not { } identifier)
        {
            if (user is not null)
                names.Add(new(ChatField.EndUser, "user"));
            return user;
        }

        if (user is not null)
            extra.Add(new ExtraField("user", body.Raw("user")));
        return identifier;
    }

    private static List<KeyValuePair<string, string>> ReadMetadata(JsonFields body)
    {
        var labels = new List<KeyValuePair<string, string>>();
        if (body.Object("metadata") is not { } metadata)
            return labels;
        foreach (var label in metadata.Json.EnumerateObject())
        {
            if (label.Value.ValueKind == JsonValueKind.String)
                labels.Add(new KeyValuePair<string, string>(label.Name, label.Value.GetString()!));
            else
                metadata.Fail(label.Name, "must be a text");
        }

        metadata.Ignore();

        return labels;
    }
}
