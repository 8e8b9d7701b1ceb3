using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Reads the top-level fields of a responses request (OpenAI OpenAPI file, <c>CreateResponse</c>).</summary>
/// <param name="history">What earlier responses bring into the conversation.</param>
/// <param name="storing">Whether the gateway stores responses.</param>
internal sealed class RequestReader(History history, bool storing)
{
    private const int MostLabels = 16;
    private const string EncryptedReasoning = "reasoning.encrypted_content";
    private const string Logprobs = "message.output_text.logprobs";

    private readonly List<ExtraField> _extra = [];
    private readonly List<KeyValuePair<ChatField, string>> _names = [];

    /// <summary>Reads a request.</summary>
    public ChatRequest Read(JsonFields body)
    {
        // The gateway's own options have been read before.
        body.Any("hybridai");
        RefuseWhatNeedsOpenAi(body);
        var messages = ReadMessages(body);
        var reasoning = ReadReasoning(body);
        var (output, verbosity) = ReadText(body);
        var (logprobs, topLogprobs) = (ReadInclude(body), body.Integer("top_logprobs", 0, 20));
        var (endUser, store) = (ReadEndUser(body), ReadStore(body));
        ReadStreamOptions(body);
        var request = new ChatRequest
        {
            Dialect = ChatDialect.Responses,
            Model = body.RequiredText("model"),
            Messages = messages,
            Tools = ToolReader.ReadTools(body),
            ToolChoice = ToolReader.ReadChoice(body, _extra),
            ParallelToolCalls = body.Flag("parallel_tool_calls"),
            MaxToolCalls = body.Integer("max_tool_calls", 1),
            Output = output,
            Verbosity = verbosity,
            Sampling = new SamplingOptions { Temperature = body.Number("temperature", 0, 2), TopP = body.Number("top_p", 0, 1) },
            MaxOutputTokens = body.Integer("max_output_tokens", 1),
            Logprobs = logprobs || topLogprobs > 0 ? true : null,
            TopLogprobs = topLogprobs,
            Reasoning = reasoning,
            ServiceTier = body.Text("service_tier"),
            PromptCacheKey = body.Text("prompt_cache_key"),
            PromptCacheRetention = body.Text("prompt_cache_retention"),
            EndUser = endUser,
            Metadata = ReadMetadata(body),
            Store = store,
            Stream = body.Flag("stream") ?? false,
            IncludeUsage = true,
        };
        if (!logprobs)
            _names.Add(new(ChatField.Logprobs, "top_logprobs"));
        return request with { Extra = [.. _extra, .. body.Rest()], Names = _names };
    }

    private void RefuseWhatNeedsOpenAi(JsonFields body)
    {
        if (body.Any("conversation") is not null)
            body.Fail("conversation", "is not offered here: send the whole conversation as 'input', or its last response as 'previous_response_id'");
        if (body.Any("prompt") is not null)
            body.Fail("prompt", "names a template that is stored at OpenAI; send its text as 'instructions' and 'input', or name an OpenAI model");
        if (body.Flag("background") == true)
            body.Fail("background", "is not offered here: leave it out, or set it to false");
        if (body.Text("previous_response_id") is not null && !storing)
            body.Fail("previous_response_id", StorageIsOff("send the whole conversation as 'input'"));
        if (body.Text("truncation") is { } truncation && truncation != "disabled")
        {
            if (truncation == "auto")
                _extra.Add(new ExtraField("truncation", Verbatim.Of("\"auto\"")));
            else
                body.Fail("truncation", "must be 'auto' or 'disabled'");
        }
    }

    /// <summary>Says how to get what needs stored responses.</summary>
    public static string StorageIsOff(string instead) =>
        $"needs stored responses, which are switched off here: {instead}, or let an operator set Responses:Storage:Enabled";

    private List<ChatMessage> ReadMessages(JsonFields body)
    {
        var input = new InputReader(history, storing);
        if (body.Text("instructions") is { } instructions)
            input.Add(new ChatMessage(ChatRole.System, [new ChatPart.Text(instructions)]));
        input.AddHistory();
        switch (body.Any("input"))
        {
            case null when history.IsEmpty:
                body.Missing("input");
                break;
            case null:
                break;
            case { ValueKind: JsonValueKind.String } text:
                input.Add(new ChatMessage(ChatRole.User, [new ChatPart.Text(text.GetString()!)]));
                break;
            case { ValueKind: JsonValueKind.Array } items:
                if (items.GetArrayLength() == 0 && history.IsEmpty)
                    body.Fail("input", "must hold at least one item");
                input.ReadItems(body.Objects("input"));
                break;
            default:
                body.Fail("input", "must be a text or a list of items");
                break;
        }

        return input.Messages;
    }

    private ReasoningOptions? ReadReasoning(JsonFields body)
    {
        if (body.Object("reasoning") is not { } reasoning)
            return null;
        var effort = reasoning.Text("effort");
        var (current, former) = (reasoning.Text("summary"), reasoning.Text("generate_summary"));
        var summary = current ?? former;
        _extra.AddRange(reasoning.Rest("reasoning/"));
        if (summary is null)
            _names.Add(new(ChatField.Reasoning, "reasoning.effort"));
        return effort is null && summary is null ? null : new ReasoningOptions
        {
            Effort = effort,
            Mode = effort == "none" ? "disabled" : null,
            Summary = summary,
            Show = summary is null ? null : true,
        };
    }

    private (OutputFormat? Output, string? Verbosity) ReadText(JsonFields body)
    {
        if (body.Object("text") is not { } text)
            return default;
        var verbosity = text.Text("verbosity");
        var format = text.Object("format");
        _extra.AddRange(text.Rest("text/"));
        return (format is null ? null : ReadFormat(format), verbosity);
    }

    private OutputFormat? ReadFormat(JsonFields format)
    {
        switch (format.RequiredText("type"))
        {
            case "json_schema":
                format.Missing("schema");
                var output = new OutputFormat
                {
                    Name = format.RequiredText("name"),
                    Schema = format.RawObject("schema"),
                    Description = format.Text("description"),
                    Strict = format.Flag("strict"),
                };
                _extra.AddRange(format.Rest("text/format/"));
                return output;
            case "json_object":
                return new OutputFormat();
            case "text":
                return null;
            default:
                format.Fail("type", "must be 'text', 'json_object' or 'json_schema'");
                return null;
        }
    }

    // What is asked for beyond the model's own words is named as dropped where the provider is not OpenAI.
    private bool ReadInclude(JsonFields body)
    {
        var raw = body.Raw("include");
        var wanted = body.Texts("include");
        if (wanted.Any(item => item is not (EncryptedReasoning or Logprobs)))
            _extra.Add(new ExtraField("include", raw));
        return wanted.Contains(Logprobs);
    }

    private string? ReadEndUser(JsonFields body)
    {
        var (identifier, raw) = (body.Text("safety_identifier"), body.Raw("user"));
        var user = body.Text("user");
        if (identifier is not null && user is not null)
            _extra.Add(new ExtraField("user", raw));
        else if (user is not null)
            _names.Add(new(ChatField.EndUser, "user"));
        return identifier ?? user;
    }

    // Storing is the gateway's business. That it does not is told only to who asked for it: true is the default.
    private bool? ReadStore(JsonFields body)
    {
        var store = body.Flag("store");
        if (store == true && !storing)
            _extra.Add(new ExtraField("store", Verbatim.Of("true")));
        return store == false ? false : null;
    }

    private void ReadStreamOptions(JsonFields body)
    {
        if (body.Object("stream_options") is not { } options)
            return;
        if (options.Flag("include_obfuscation") == true)
            _extra.Add(new ExtraField("stream_options/include_obfuscation", Verbatim.Of("true")));
        _extra.AddRange(options.Rest("stream_options/"));
    }

    private static IReadOnlyList<KeyValuePair<string, string>> ReadMetadata(JsonFields body)
    {
        if (body.Object("metadata") is not { } metadata)
            return [];
        var labels = new List<KeyValuePair<string, string>>();
        if (metadata.Json.EnumerateObject().Skip(MostLabels).Any())
        {
            body.Fail("metadata", $"may have at most {MostLabels} labels");
            return labels;
        }

        foreach (var label in metadata.Json.EnumerateObject())
        {
            if (metadata.Text(label.Name) is { } value)
                labels.Add(new(label.Name, value));
        }

        return labels;
    }
}
