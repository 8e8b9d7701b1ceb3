using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes <c>generationConfig</c>.</summary>
internal static class GeminiSettings
{
    // ai.google.dev/api/generate-content, GenerationConfig.
    private const double HighestTemperature = 2;
    private const int MostStops = 5;
    private const int MostCandidates = 8;
    private const int MostTopLogprobs = 20;

    public static void Write(GeminiDraft draft)
    {
        // Aside, so that it can be left out when nothing is said.
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, draft.Json.Options);
        json.WriteStartObject();
        WriteAll(draft with { Json = json });
        json.WriteEndObject();
        json.Flush();
        if (buffer.WrittenSpan.SequenceEqual("{}"u8))
            return;
        draft.Json.WritePropertyName("generationConfig");
        draft.Json.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
    }

    private static void WriteAll(GeminiDraft draft)
    {
        WriteSampling(draft);
        WriteLimits(draft);
        WriteLogprobs(draft);
        WriteOutput(draft);
        WriteModalities(draft);
        GeminiThinking.Write(draft);
    }

    private static void WriteSampling(GeminiDraft draft)
    {
        var (sampling, json, report) = (draft.Request.Sampling, draft.Json, draft.Report);
        if (sampling.Temperature is { } temperature)
        {
            if (draft.Target.Catalog?.Supports.Temperature == false)
                report.Refuse(ChatField.Temperature, $"{report.Target} takes no 'temperature'; leave it out or name another model.");
            else if (!(temperature >= 0 && temperature <= HighestTemperature))
                report.Refuse(ChatField.Temperature, $"{report.Target} takes a 'temperature' from 0 to {HighestTemperature}.");
            else
                json.WriteNumber("temperature", temperature);
        }

        if (sampling.TopP is { } topP)
        {
            if (!(topP >= 0 && topP <= 1))
                report.Refuse(ChatField.TopP, $"{report.Target} takes a 'top_p' from 0 to 1.");
            else
                json.WriteNumber("topP", topP);
        }

        // Callers say 0 or -1 for "all", which is its absence here.
        if (sampling.TopK is < 1)
            report.Drop(ChatField.TopK);
        else if (sampling.TopK is { } topK)
            json.WriteNumber("topK", topK);
        WritePenalty(draft, ChatField.PresencePenalty, "presencePenalty", sampling.PresencePenalty);
        WritePenalty(draft, ChatField.FrequencyPenalty, "frequencyPenalty", sampling.FrequencyPenalty);
        // The wire's seed has 32 bits.
        if (sampling.Seed is { } seed and (< int.MinValue or > int.MaxValue))
            report.Drop(ChatField.Seed);
        else if (sampling.Seed is { } small)
            json.WriteNumber("seed", small);
    }

    private static void WritePenalty(GeminiDraft draft, ChatField field, string name, double? penalty)
    {
        if (penalty is not { } value)
            return;
        if (double.IsFinite(value))
            draft.Json.WriteNumber(name, value);
        else
            draft.Report.Refuse(field, "This is no number.");
    }

    private static void WriteLimits(GeminiDraft draft)
    {
        var (request, json, report) = (draft.Request, draft.Json, draft.Report);
        if (request.ChoiceCount is { } count)
        {
            if (count > MostCandidates)
                report.Refuse(ChatField.ChoiceCount, $"{report.Target} gives at most {MostCandidates} answers; lower '{ChatFields.NameOf(ChatField.ChoiceCount, request)}'.");
            json.WriteNumber("candidateCount", count);
        }

        if (request.MaxOutputTokens is { } most)
        {
            if (most == 0)
                report.Refuse(ChatField.MaxOutputTokens, $"{report.Target} has no way to warm its cache; ask for at least one token.");
            json.WriteNumber("maxOutputTokens", most);
        }

        if (request.Stop.Count == 0)
            return;
        if (request.Stop.Count > MostStops)
            report.Refuse(ChatField.Stop, $"{report.Target} takes at most {MostStops} stop sequences; shorten '{ChatFields.NameOf(ChatField.Stop, request)}'.");
        json.WriteStartArray("stopSequences");
        foreach (var stop in request.Stop)
            json.WriteStringValue(stop);
        json.WriteEndArray();
    }

    private static void WriteLogprobs(GeminiDraft draft)
    {
        var request = draft.Request;
        if (request.Logprobs != true && request.TopLogprobs is not > 0)
            return;
        draft.Json.WriteBoolean("responseLogprobs", true);
        if (request.TopLogprobs is not { } top)
            return;
        if (top > MostTopLogprobs)
            draft.Report.Refuse(ChatField.TopLogprobs, $"{draft.Report.Target} lists at most {MostTopLogprobs} tokens; lower '{ChatFields.NameOf(ChatField.TopLogprobs, request)}'.");
        draft.Json.WriteNumber("logprobs", top);
    }

    private static void WriteOutput(GeminiDraft draft)
    {
        if (draft.Request.Output is not { } output)
            return;
        draft.Json.WriteString("responseMimeType", "application/json");
        var dialect = draft.Request.Dialect;
        // "Function calling with a response mime type: 'application/json' is unsupported" (models before the third generation).
        if (draft.Request.Tools.Count > 0 && draft.Target.Catalog is { } model && !model.ReasoningControls.Contains("effort"))
            draft.Report.Refuse(ChatField.Output, $"{draft.Report.Target} cannot combine '{draft.Report.NameOf(ChatField.Output)}' with tools; send one of them or name another model.");
        if (output.Name is not null)
            draft.Report.Drop(SchemaPaths.OfOutput(dialect, "name"));
        if (output.Description is not null)
            draft.Report.Drop(SchemaPaths.OfOutput(dialect, "description"));
        if (!output.Schema.IsEmpty)
            WriteSchema(draft, "responseJsonSchema", output.Schema, SchemaRules.Gemini, SchemaPaths.OfOutput(dialect));
    }

    /// <summary>Writes a schema in the form that Gemini takes, or refuses it.</summary>
    public static void WriteSchema(GeminiDraft draft, string name, Verbatim schema, SchemaRules rules, string path)
    {
        var compiled = SchemaCompiler.Compile(schema, rules, path, draft.Report);
        if (!GeminiDraft.IsObject(compiled.Utf8.Span))
        {
            draft.Report.Refuse(path, "The schema must be a JSON object that is not nested more deeply than 100 levels.");
            return;
        }

        draft.Json.WritePropertyName(name);
        draft.Json.WriteRawValue(compiled.Utf8.Span, skipInputValidation: true);
    }

    private static void WriteModalities(GeminiDraft draft)
    {
        var (request, json, report) = (draft.Request, draft.Json, draft.Report);
        if (request.Modalities.Count > 0)
        {
            json.WriteStartArray("responseModalities");
            foreach (var modality in request.Modalities)
            {
                if (modality is not ("text" or "image" or "audio") || draft.Target.Catalog is { Output.Count: > 0 } model && !model.Output.Contains(modality))
                    report.Refuse(ChatField.Modalities, $"{report.Target} gives no {modality}; leave it out of '{ChatFields.NameOf(ChatField.Modalities, request)}', or name another model.");
                json.WriteStringValue(modality.ToUpperInvariant());
            }

            json.WriteEndArray();
        }

        if (request.Audio is { } audio)
            WriteVoice(draft, audio);
        if (GeminiMedia.ResolutionOf(request, report) is { } resolution)
            json.WriteString("mediaResolution", resolution);
    }

    private static void WriteVoice(GeminiDraft draft, AudioOutput audio)
    {
        if (audio.Format is not (null or "pcm16"))
            draft.Report.Refuse($"{ChatFields.NameOf(ChatField.Audio, draft.Request)}.format", $"{draft.Report.Target} gives 'pcm16' only; ask for that in 'audio.format'.");
        var json = draft.Json;
        json.WriteStartObject("speechConfig");
        json.WriteStartObject("voiceConfig");
        json.WriteStartObject("prebuiltVoiceConfig");
        json.WriteString("voiceName", audio.Voice);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
