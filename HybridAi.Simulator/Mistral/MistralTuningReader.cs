using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.OpenAi.Jobs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Mistral;

/// <summary>A request for a fine-tuning job that was found to be in order.</summary>
internal sealed record MistralTuningRequest(CatalogModel Model, IReadOnlyList<StoredFile> Training, IReadOnlyList<StoredFile> Validation)
{
    public string? Suffix { get; init; }

    public bool AutoStart { get; init; } = true;

    /// <summary>The share of examples that may be unusable.</summary>
    public double Skip { get; init; }

    public int? Steps { get; init; }

    public double? Epochs { get; init; }

    public double LearningRate { get; init; } = 0.0001;
}

/// <summary>Reads requests for fine-tuning jobs as strictly as the provider would.</summary>
internal static class MistralTuningReader
{
    private static readonly FrozenDictionary<string, FieldRule> Fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["model"] = new(FieldKind.Text) { Nullable = false },
        ["hyperparameters"] = new(FieldKind.Object) { Nullable = false },
        ["training_files"] = new(FieldKind.Array) { Nullable = false },
        ["validation_files"] = new(FieldKind.Array),
        ["suffix"] = new(FieldKind.Text) { Max = 18 },
        ["integrations"] = new(FieldKind.Array),
        ["auto_start"] = new(FieldKind.Boolean) { Nullable = false },
        ["invalid_sample_skip_percentage"] = new(FieldKind.Number) { Min = 0, Max = 0.5, Nullable = false },
        ["job_type"] = new(FieldKind.Choice) { Choices = ["completion"] },
        ["repositories"] = new(FieldKind.Array) { Refused = true },
        ["classifier_targets"] = new(FieldKind.Array) { Refused = true },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FieldRule> Hyperparameters = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["training_steps"] = new(FieldKind.Integer) { Min = 1, Max = 10_000 },
        ["learning_rate"] = new(FieldKind.Number) { Min = 0.00000001, Max = 1 },
        ["weight_decay"] = new(FieldKind.Number) { Min = 0, Max = 1 },
        ["warmup_fraction"] = new(FieldKind.Number) { Min = 0, Max = 1 },
        ["epochs"] = new(FieldKind.Number) { Min = 0.01, Max = 1_000 },
        ["seq_len"] = new(FieldKind.Integer) { Min = 100 },
        ["fim_ratio"] = new(FieldKind.Number) { Min = 0, Max = 1 },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ApiError? Read(JsonElement body, Exchange exchange, out MistralTuningRequest? request)
    {
        request = null;
        var profile = exchange.Profile;
        if (RequestFields.Check(body, Fields, profile) is { } wrongField)
            return wrongField;
        foreach (var name in (ReadOnlySpan<string>)["model", "hyperparameters"])
        {
            if (RequestFields.Get(body, name) is null)
                return RequestFields.Missing(profile, name);
        }

        var hyperparameters = RequestFields.Get(body, "hyperparameters")!.Value;
        foreach (var member in hyperparameters.EnumerateObject())
        {
            if (!Hyperparameters.TryGetValue(member.Name, out var rule))
                return ApiError.Invalid(profile.UnknownFieldMessage, $"hyperparameters.{member.Name}", profile.UnknownFieldCode);
            if (rule.Check($"hyperparameters.{member.Name}", member.Value) is { } wrong)
                return wrong;
        }

        var asked = RequestFields.Text(body, "model")!;
        if (ModelFinder.Find(exchange.Catalog, profile, asked, out var served) is not null || served!.Catalog.FineTuning is null)
            return new ApiError(ErrorKind.InvalidRequest, $"Model {asked} is not available for fine-tuning.", "model");
        if (FindFiles(body, "training_files", exchange, out var training) is { } wrongTraining)
            return wrongTraining;
        if (training.Count == 0)
            return new ApiError(ErrorKind.InvalidRequest, "At least one training file must be given.", "training_files");
        if (FindFiles(body, "validation_files", exchange, out var validation) is { } wrongValidation)
            return wrongValidation;
        request = new MistralTuningRequest(served.Catalog, training, validation)
        {
            Suffix = RequestFields.Text(body, "suffix"),
            AutoStart = RequestFields.Flag(body, "auto_start") ?? true,
            Skip = RequestFields.Number(body, "invalid_sample_skip_percentage") ?? 0,
            Steps = (int?)RequestFields.Integer(hyperparameters, "training_steps"),
            Epochs = RequestFields.Number(hyperparameters, "epochs"),
            LearningRate = RequestFields.Number(hyperparameters, "learning_rate") ?? 0.0001,
        };
        return null;
    }

    // Training files are {file_id, weight}; validation files are ids.
    private static ApiError? FindFiles(JsonElement body, string name, Exchange exchange, out List<StoredFile> files)
    {
        files = [];
        if (RequestFields.Get(body, name) is not { } list)
            return null;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var path = $"{name}[{index++}]";
            var id = item.ValueKind == JsonValueKind.String ? item.GetString() : null;
            if (id is null && name == "training_files")
            {
                if (JobErrors.CheckMembers(item, path, exchange.Profile, "file_id", "weight") is { } wrong)
                    return wrong;
                if (RequestFields.Get(item, "weight") is not null && RequestFields.Number(item, "weight") is not > 0)
                    return ApiError.Invalid("Input should be greater than 0", $"{path}.weight", "greater_than");
                id = RequestFields.Text(item, "file_id");
            }

            if (id is null)
                return RequestFields.Missing(exchange.Profile, $"{path}.file_id");
            if (exchange.Provider.Jobs.Files.Find(exchange.Key, id) is not { } file)
                return MistralFiles.NotFound("File", id);
            if (file.Purpose != "fine-tune")
                return new ApiError(ErrorKind.InvalidRequest, $"File {id} has not the purpose fine-tune.", path);
            files.Add(file);
        }

        return null;
    }
}
