using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Models;

/// <summary>Writes an item of a model list in the provider's style.</summary>
internal static class ModelWriter
{
    private static readonly DateOnly Unknown = new(2025, 1, 1);

    public static void Write(Utf8JsonWriter json, ProviderProfile profile, CatalogModel model, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, profile.ModelList == ModelListStyle.Google ? profile.ModelPrefix + model.Id : model.Id);
        var created = new DateTimeOffset((model.ReleaseDate ?? Unknown).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();
        if (model.Tuned is { } tuned)
            created = tuned.CreatedAt.ToUnixTimeSeconds();
        switch (profile.ModelList)
        {
            case ModelListStyle.OpenRouter:
                json.WriteNumber("created"u8, created);
                WriteOpenRouter(json, model, now);
                break;
            case ModelListStyle.Mistral:
                WriteObject(json, profile, created);
                WriteMistral(json, model);
                WriteMistralTuned(json, model.Tuned);
                break;
            case ModelListStyle.Google:
                json.WriteString("object"u8, "model"u8);
                json.WriteString("owned_by"u8, profile.Owner);
                json.WriteString("display_name"u8, model.Name);
                break;
            case ModelListStyle.Vllm:
                WriteObject(json, profile, created);
                WriteVllm(json, model);
                break;
            default:
                WriteObject(json, profile, created, model.Tuned is null ? null : "org-simulated");
                if (model.ShutdownDate is { } shutdown)
                    json.WriteString("shutdown_date"u8, shutdown.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, ProviderProfile profile, long created, string? owner = null)
    {
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, created);
        json.WriteString("owned_by"u8, owner ?? profile.Owner);
    }

    private static void WriteMistral(Utf8JsonWriter json, CatalogModel model)
    {
        json.WriteStartObject("capabilities"u8);
        json.WriteBoolean("completion_chat"u8, model.Kind == "chat");
        json.WriteBoolean("function_calling"u8, model.Tools);
        json.WriteBoolean("completion_fim"u8, false);
        json.WriteBoolean("fine_tuning"u8, model.FineTuning is not null);
        json.WriteBoolean("vision"u8, model.Inputs.Contains("image"));
        json.WriteEndObject();
        json.WriteString("name"u8, model.Tuned?.DisplayName ?? model.Id);
        json.WriteString("description"u8, model.Tuned?.Description ?? model.Name);
        json.WriteNumber("max_context_length"u8, model.ContextWindow ?? 32_768);
        WriteTexts(json, "aliases", model.Aliases);
        if (model.ShutdownDate is { } shutdown)
            json.WriteString("deprecation"u8, shutdown.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture));
        else
            json.WriteNull("deprecation"u8);
        json.WriteNull("deprecation_replacement_model"u8);
        json.WriteNumber("default_model_temperature"u8, 0.3);
        json.WriteString("type"u8, model.Tuned is null ? "base"u8 : "fine-tuned"u8);
    }

    private static void WriteMistralTuned(Utf8JsonWriter json, TunedFrom? tuned)
    {
        if (tuned is null)
            return;
        json.WriteString("job"u8, tuned.Job);
        json.WriteString("root"u8, tuned.Base);
        json.WriteBoolean("archived"u8, tuned.Archived);
    }

    private static void WriteVllm(Utf8JsonWriter json, CatalogModel model)
    {
        json.WriteString("root"u8, model.Id);
        json.WriteNull("parent"u8);
        json.WriteNumber("max_model_len"u8, model.ContextWindow ?? 32_768);
        json.WriteStartArray("permission"u8);
        json.WriteEndArray();
    }

    private static void WriteOpenRouter(Utf8JsonWriter json, CatalogModel model, DateTimeOffset now)
    {
        json.WriteString("canonical_slug"u8, model.Id);
        json.WriteString("name"u8, model.Name);
        json.WriteNumber("context_length"u8, model.ContextWindow ?? 32_768);
        json.WriteStartObject("architecture"u8);
        WriteTexts(json, "input_modalities", model.Inputs);
        WriteTexts(json, "output_modalities", model.Outputs);
        json.WriteString("tokenizer"u8, "Other"u8);
        json.WriteEndObject();
        var rates = model.PriceOn(DateOnly.FromDateTime(now.UtcDateTime))?.Rates ?? new PriceRates();
        json.WriteStartObject("pricing"u8);
        WritePrice(json, "prompt", rates.Input ?? 0);
        WritePrice(json, "completion", rates.Output ?? 0);
        WritePrice(json, "request", 0);
        WritePrice(json, "image", 0);
        if (rates.CachedInput is { } cached)
            WritePrice(json, "input_cache_read", cached);
        if (rates.CacheWrite is { } written)
            WritePrice(json, "input_cache_write", written);
        if (rates.Reasoning is { } reasoning)
            WritePrice(json, "internal_reasoning", reasoning);
        json.WriteEndObject();
        json.WriteStartObject("top_provider"u8);
        json.WriteNumber("context_length"u8, model.ContextWindow ?? 32_768);
        if (model.MaxOutputTokens is { } most)
            json.WriteNumber("max_completion_tokens"u8, most);
        else
            json.WriteNull("max_completion_tokens"u8);
        json.WriteBoolean("is_moderated"u8, false);
        json.WriteEndObject();
        WriteTexts(json, "supported_parameters", Parameters(model));
        json.WriteString("knowledge_cutoff"u8, model.KnowledgeCutoff);
    }

    private static IEnumerable<string> Parameters(CatalogModel model)
    {
        yield return "max_tokens";
        yield return "stop";
        yield return "seed";
        if (model.Temperature)
        {
            yield return "temperature";
            yield return "top_p";
        }

        if (model.Tools)
        {
            yield return "tools";
            yield return "tool_choice";
        }

        if (model.StructuredOutput)
        {
            yield return "response_format";
            yield return "structured_outputs";
        }

        if (model.Reasoning)
        {
            yield return "reasoning";
            yield return "include_reasoning";
        }
    }

    // Dollars per token, as a text in plain decimal notation.
    private static void WritePrice(Utf8JsonWriter json, string name, decimal perMillion) =>
        json.WriteString(name, (perMillion / 1_000_000m).ToString("0.############", CultureInfo.InvariantCulture));

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
