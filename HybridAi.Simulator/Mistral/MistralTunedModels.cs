using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Mistral;

/// <summary><c>…/fine_tuning/models/{id}</c> and <c>…/archive</c></summary>
internal static class MistralTunedModels
{
    private static readonly FrozenDictionary<string, FieldRule> Fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["name"] = new(FieldKind.Text) { Max = 256 },
        ["description"] = new(FieldKind.Text) { Max = 4_096 },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Task UpdateAsync(Exchange exchange) => JobAnswer.ReadAsync(exchange, (body, json) =>
    {
        if (RequestFields.Check(body, Fields, exchange.Profile) is { } wrong)
            return wrong;
        return Change(exchange, json, Write, tuned => tuned with
        {
            DisplayName = RequestFields.Text(body, "name") ?? tuned.DisplayName,
            Description = RequestFields.Text(body, "description") ?? tuned.Description,
        });
    });

    public static Task ArchiveAsync(Exchange exchange, bool archived) =>
        JobAnswer.SendAsync(exchange, json => Change(exchange, json, WriteArchived, tuned => tuned with { Archived = archived }));

    private static ApiError? Change(Exchange exchange, Utf8JsonWriter json, Action<Utf8JsonWriter, CatalogModel> write, Func<TunedFrom, TunedFrom> change)
    {
        var id = JobAnswer.RouteId(exchange);
        if (exchange.Provider.Jobs.Models.FindAny(exchange.Key, id) is not { Tuned: { } tuned } model)
            return new ApiError(ErrorKind.ModelNotFound, $"Model {id} not found");
        model = model with { Tuned = change(tuned) };
        exchange.Provider.Jobs.Models.Add(exchange.Key, model);
        write(json, model);
        return null;
    }

    private static void WriteArchived(Utf8JsonWriter json, CatalogModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        json.WriteBoolean("archived"u8, model.Tuned!.Archived);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CatalogModel model)
    {
        var tuned = model.Tuned!;
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model"u8);
        JobAnswer.WriteTime(json, "created", tuned.CreatedAt);
        json.WriteString("owned_by"u8, "org-simulated"u8);
        json.WriteString("workspace_id"u8, "00000000-0000-4000-8000-000000000000"u8);
        json.WriteString("root"u8, tuned.Base);
        json.WriteString("root_version"u8, ""u8);
        json.WriteBoolean("archived"u8, tuned.Archived);
        json.WriteString("name"u8, tuned.DisplayName);
        json.WriteString("description"u8, tuned.Description);
        json.WriteStartObject("capabilities"u8);
        json.WriteBoolean("completion_chat"u8, true);
        json.WriteBoolean("completion_fim"u8, false);
        json.WriteBoolean("function_calling"u8, model.Tools);
        json.WriteBoolean("fine_tuning"u8, true);
        json.WriteBoolean("classification"u8, false);
        json.WriteEndObject();
        json.WriteNumber("max_context_length"u8, model.ContextWindow ?? 32_768);
        json.WriteStartArray("aliases"u8);
        json.WriteEndArray();
        json.WriteString("job"u8, tuned.Job);
        json.WriteString("model_type"u8, "completion"u8);
        json.WriteEndObject();
    }
}
