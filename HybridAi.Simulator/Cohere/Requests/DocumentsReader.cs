using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>Reads <c>documents</c> and how they are to be cited.</summary>
internal static class DocumentsReader
{
    public static ApiError? Read(JsonElement body, PromptMeter meter, List<CitableSource> sources, out string? mode)
    {
        mode = null;
        if (RequestFields.Get(body, "citation_options") is { } options)
        {
            if (CohereFields.Known(options, "citation_options", "mode") is { } unknown)
                return unknown;
            mode = RequestFields.Text(options, "mode")?.ToUpperInvariant();
            if (RequestFields.Get(options, "mode") is not null && mode is not ("ENABLED" or "DISABLED" or "FAST" or "ACCURATE" or "OFF"))
                return Refusal.Invalid("citation_options.mode must be one of FAST, ACCURATE, OFF", "citation_options.mode");
        }

        if (RequestFields.Get(body, "documents") is not { } list)
            return null;
        foreach (var document in list.EnumerateArray())
        {
            if (ReadDocument(document, meter, sources) is { } error)
                return error;
        }

        return null;
    }

    private static ApiError? ReadDocument(JsonElement document, PromptMeter meter, List<CitableSource> sources)
    {
        var id = $"doc:{sources.Count}";
        if (document.ValueKind == JsonValueKind.String)
        {
            var text = document.GetString()!;
            meter.AddText(text);
            sources.Add(new CitableSource("document", id, text, JsonSerializer.Serialize(new Dictionary<string, string> { ["id"] = id, ["content"] = text })));
            return null;
        }

        if (CohereFields.Known(document, "documents", "data", "id") is { } unknown)
            return unknown;
        if (RequestFields.Get(document, "data") is not { ValueKind: JsonValueKind.Object } data)
            return Refusal.Invalid("documents: data is required and must be an object", "documents");
        id = RequestFields.Text(document, "id") ?? id;
        var fields = new Dictionary<string, JsonElement> { ["id"] = JsonSerializer.SerializeToElement(id) };
        foreach (var field in data.EnumerateObject())
            fields.TryAdd(field.Name, field.Value);
        meter.AddText(data.GetRawText());
        var words = string.Join(' ', data.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String).Select(field => field.Value.GetString()));
        sources.Add(new CitableSource("document", id, words, JsonSerializer.Serialize(fields)));
        return null;
    }
}
