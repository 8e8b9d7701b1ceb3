using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Anthropic.Models;

/// <summary>Writes an item of the model list.</summary>
internal static class ModelWriter
{
    private static readonly string[] Efforts = ["low", "medium", "high", "xhigh", "max"];

    public static void Write(Utf8JsonWriter json, CatalogModel model)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, model.Id);
        json.WriteString("display_name"u8, model.Name);
        json.WriteString("created_at"u8, Time(model.ReleaseDate ?? DateOnly.FromDateTime(DateTime.UnixEpoch)));
        WriteNumber(json, "max_input_tokens", model.MaxInputTokens ?? model.ContextWindow);
        WriteNumber(json, "max_tokens", model.MaxOutputTokens);
        var lifecycle = model.Status is "deprecated" or "retired" ? model.Status : "active";
        json.WriteString("lifecycle"u8, lifecycle);
        json.WriteNull("deprecated_at"u8);
        json.WriteString("retires_at"u8, lifecycle == "active" || model.ShutdownDate is not { } day ? null : Time(day));
        json.WriteString("line"u8, model.Id.Split('-') is [_, var line, ..] ? line : null);
        json.WriteStartObject("capabilities"u8);
        WriteCapabilities(json, model);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteCapabilities(Utf8JsonWriter json, CatalogModel model)
    {
        var traits = ModelTraits.Of(model);
        WriteSupport(json, "batch", true);
        WriteSupport(json, "citations", true);
        WriteSupport(json, "code_execution", false);
        WriteSupport(json, "context_management", false);
        json.WriteStartObject("effort"u8);
        json.WriteBoolean("supported"u8, model.Efforts.Count > 0);
        foreach (var effort in Efforts)
            WriteSupport(json, effort, model.Efforts.Contains(effort));
        json.WriteEndObject();
        WriteSupport(json, "image_input", model.Inputs.Contains("image"));
        WriteSupport(json, "pdf_input", model.Inputs.Contains("pdf"));
        WriteSupport(json, "server_tools", false);
        WriteSupport(json, "structured_outputs", model.StructuredOutput);
        json.WriteStartObject("thinking"u8);
        json.WriteBoolean("supported"u8, model.Reasoning);
        json.WriteStartObject("types"u8);
        WriteSupport(json, "adaptive", traits.Adaptive);
        WriteSupport(json, "enabled", traits.Budget);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSupport(Utf8JsonWriter json, string name, bool supported)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("supported"u8, supported);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static string Time(DateOnly day) => day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);
}
