using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes one typed request as the body of a chat completion.</summary>
/// <remarks>OpenAI's OpenAPI file, CreateChatCompletionRequest; what its likes do differently is in their <see cref="ChatProfile"/>.</remarks>
internal sealed class OpenAiChatWriter(ChatRequest request, ChatTarget target, TranslationReport report)
{
    private readonly OpenAiChatWire _wire = OpenAiChatWire.Of(target.Profile);

    // The wire's, or those of them that its models of a fixed temperature take. A caller of the same dialect knows them.
    private readonly FrozenSet<ChatField> _fields = target.Catalog?.Supports.Temperature == false && request.Dialect != ChatDialect.ChatCompletions
        ? OpenAiChatWire.Of(target.Profile).FieldsOfFixed
        : OpenAiChatWire.Of(target.Profile).Fields;

    // A caller of the same dialect meant every field as this wire means it.
    private readonly bool _sameWire = request.Dialect == ChatDialect.ChatCompletions;

    public ChatBody? Write()
    {
        report.LacksAllBut(request, _fields);
        CheckRanges();
        report.LacksExtra(_sameWire ? [.. request.Extra.Where(field => IsNowhere(field.Path))] : request.Extra);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, OpenAiChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            new OpenAiChatMessages(json, request, target, _wire, report).Write();
            WriteSettings(json);
            WriteSampling(json);
            new OpenAiChatTools(json, request, _wire, report).Write();
            OpenAiChatReasoning.WriteControl(json, request, target, _wire, report);
            WriteOutput(json);
            WriteStream(json);
            if (_sameWire)
                ExtraFields.Write(json, [.. request.Extra.Where(field => !IsTwice(field.Path))], "stream_options/", "reasoning/", "functions");
            json.WriteEndObject();
        }

        return report.IsPossible ? new ChatBody(buffer.WrittenMemory) : null;
    }

    // Fields of objects that the wire has, but this provider does not, and names that are taken.
    private bool IsNowhere(string path) => IsTwice(path) || (path.StartsWith("reasoning/", StringComparison.Ordinal) && _wire.Profile.ReasoningControl != ReasoningControl.Object)
        || (path.StartsWith("stream_options/", StringComparison.Ordinal) && !AsksForUsage);

    // A provider that knows one name only gets the end user by it; a caller may have sent both.
    private bool IsTwice(string path) => path == _wire.EndUserField && request.EndUser is not null;

    private bool AsksForUsage => request.Stream && target.Profile.StreamUsage == StreamUsage.Option;

    private void CheckRanges()
    {
        if (request.Sampling.Temperature is { } temperature)
        {
            var most = _wire.Profile.MaxTemperature ?? 2;
            if (temperature > most)
                report.Refuse(ChatField.Temperature, FormattableString.Invariant($"{report.Target} takes a 'temperature' up to {most}; send less."));
        }

        if (target.Catalog?.Supports.Temperature == false && !_sameWire)
            CheckFixed();
        if (request.MaxOutputTokens == 0)
            report.Refuse(ChatField.MaxOutputTokens, $"{report.Target} cannot only warm its cache; ask for at least one token in '{NameOf(ChatField.MaxOutputTokens)}'.");
        if (request.Stop.Count > _wire.Profile.MaxStops)
            report.Refuse(ChatField.Stop, $"{report.Target} takes at most {_wire.Profile.MaxStops} stop sequences; shorten '{NameOf(ChatField.Stop)}'.");
        if (request.Tools.Count > _wire.Profile.MaxTools)
            report.Refuse(ChatField.Tools, $"{report.Target} takes at most {_wire.Profile.MaxTools} tools; send fewer.");
        if (_wire.Profile.MaxToolName is { } longest)
            new ToolNames(longest, "-", BeginWithDigit: true).Check(request, report);
    }

    // What a model that reasons refuses, because it draws its tokens in its own way.
    private void CheckFixed()
    {
        if (request.Sampling.Temperature is not (null or 1))
            report.Refuse(ChatField.Temperature, $"{report.Target} takes no '{NameOf(ChatField.Temperature)}' but 1; leave it out or name another model.");
        if (request.Sampling.TopP is not (null or 1))
            report.Refuse(ChatField.TopP, $"{report.Target} takes no '{NameOf(ChatField.TopP)}' but 1; leave it out or name another model.");
    }

    private string NameOf(ChatField field) => ChatFields.NameOf(field, request);

    private void WriteSettings(Utf8JsonWriter json)
    {
        if (request.MaxOutputTokens is { } most)
            json.WriteNumber("max_completion_tokens", most);
        if (request.ChoiceCount is { } count && (count > 1 || Has(ChatField.ChoiceCount)))
            json.WriteNumber("n", count);
        WriteText(json, ChatField.ServiceTier, "service_tier", request.ServiceTier);
        WriteText(json, ChatField.Verbosity, "verbosity", request.Verbosity);
        WriteText(json, ChatField.PromptCacheKey, "prompt_cache_key", request.PromptCacheKey);
        WriteText(json, ChatField.PromptCacheRetention, "prompt_cache_retention", request.PromptCacheRetention);
        if (_wire.EndUserField is { } endUser && request.EndUser is { } user)
            json.WriteString(endUser, user);
        if (request.Store is { } store && Has(ChatField.Store))
            json.WriteBoolean("store", store);
        if (request.Metadata.Count > 0 && Has(ChatField.Metadata))
        {
            json.WriteStartObject("metadata");
            foreach (var (key, value) in request.Metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        if (request.Cache is { } cache && Has(ChatField.Cache))
            OpenAiChatParts.WriteCacheControl(json, cache);
    }

    private void WriteSampling(Utf8JsonWriter json)
    {
        var sampling = request.Sampling;
        WriteNumber(json, ChatField.Temperature, "temperature", sampling.Temperature);
        WriteNumber(json, ChatField.TopP, "top_p", sampling.TopP);
        WriteNumber(json, ChatField.TopK, "top_k", sampling.TopK);
        WriteNumber(json, ChatField.MinP, "min_p", sampling.MinP);
        WriteNumber(json, ChatField.FrequencyPenalty, "frequency_penalty", sampling.FrequencyPenalty);
        WriteNumber(json, ChatField.PresencePenalty, "presence_penalty", sampling.PresencePenalty);
        WriteNumber(json, ChatField.RepetitionPenalty, "repetition_penalty", sampling.RepetitionPenalty);
        if (sampling.Seed < _wire.Profile.MinSeed)
            report.Drop(ChatField.Seed);
        else if (sampling.Seed is { } seed && Has(ChatField.Seed))
            json.WriteNumber("seed", seed);
        if (!sampling.LogitBias.IsEmpty && Has(ChatField.LogitBias))
            json.WriteRaw("logit_bias", sampling.LogitBias);
        if (request.Stop.Count > 0 && Has(ChatField.Stop))
            WriteTexts(json, "stop", request.Stop);
        if (request.Logprobs is { } logprobs && Has(ChatField.Logprobs))
            json.WriteBoolean("logprobs", logprobs);
        WriteNumber(json, ChatField.TopLogprobs, "top_logprobs", request.TopLogprobs);
    }

    private void WriteOutput(Utf8JsonWriter json)
    {
        if (request.Modalities.Count > 0 && Has(ChatField.Modalities))
            WriteTexts(json, "modalities", request.Modalities);
        if (request.Audio is { } audio && Has(ChatField.Audio))
        {
            json.WriteStartObject("audio");
            json.WriteString("voice", audio.Voice);
            json.WriteString("format", audio.Format ?? "wav");
            json.WriteEndObject();
        }
    }

    private void WriteStream(Utf8JsonWriter json)
    {
        if (request.Stream)
            json.WriteBoolean("stream", true);
        if (!AsksForUsage)
            return;
        json.WriteStartObject("stream_options");
        json.WriteBoolean("include_usage", true);
        if (_sameWire)
            ExtraFields.WriteWithin(json, request.Extra, "stream_options/");
        json.WriteEndObject();
    }

    private bool Has(ChatField field) => _fields.Contains(field);

    private void WriteText(Utf8JsonWriter json, ChatField field, string name, string? value)
    {
        if (value is not null && Has(field))
            json.WriteString(name, value);
    }

    private void WriteNumber(Utf8JsonWriter json, ChatField field, string name, double? value)
    {
        if (value is { } number && Has(field))
            json.WriteNumber(name, number);
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        for (var i = 0; i < texts.Count; i++)
            json.WriteStringValue(texts[i]);
        json.WriteEndArray();
    }
}
