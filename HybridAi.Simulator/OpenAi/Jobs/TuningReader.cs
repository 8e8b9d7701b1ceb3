using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>Reads requests for fine-tuning jobs as strictly as the provider would.</summary>
internal static class TuningReader
{
    private const int MostSuffix = 64;
    private const int MostIntegrations = 5;

    private static readonly string[] Methods = ["supervised", "dpo", "reinforcement"];

    private static readonly FrozenDictionary<string, FieldRule> Fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal)
    {
        ["model"] = new(FieldKind.Text) { Nullable = false },
        ["training_file"] = new(FieldKind.Text) { Nullable = false },
        ["validation_file"] = new(FieldKind.Text),
        ["hyperparameters"] = new(FieldKind.Object),
        ["suffix"] = new(FieldKind.Text) { Max = MostSuffix },
        ["integrations"] = new(FieldKind.Array),
        ["seed"] = new(FieldKind.Integer) { Min = 0, Max = int.MaxValue },
        ["method"] = new(FieldKind.Object),
        ["metadata"] = new(FieldKind.TextMap),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ApiError? Read(JsonElement body, Exchange exchange, out TuningRequest? request)
    {
        request = null;
        var profile = exchange.Profile;
        if (RequestFields.Check(body, Fields, profile) is { } wrongField)
            return wrongField;
        foreach (var name in (ReadOnlySpan<string>)["model", "training_file"])
        {
            if (RequestFields.Text(body, name) is null)
                return RequestFields.Missing(profile, name);
        }

        if (ReadMethod(body, profile, out var method, out var hyperparameters) is { } wrongMethod)
            return wrongMethod;
        if (FindModel(exchange, RequestFields.Text(body, "model")!, method, out var model) is { } wrongModel)
            return wrongModel;
        if ((CheckSuffix(body) ?? JobErrors.CheckMetadata(RequestFields.Get(body, "metadata")) ?? CheckIntegrations(body, profile)) is { } wrong)
            return wrong;
        if (FindFile(exchange, body, "training_file", out var training) is { } wrongTraining)
            return wrongTraining;
        if (FindFile(exchange, body, "validation_file", out var validation) is { } wrongValidation)
            return wrongValidation;
        request = new TuningRequest(model!, method, hyperparameters, training!, validation, RequestFields.Text(body, "suffix") ?? "", RequestFields.Integer(body, "seed"));
        return null;
    }

    private static ApiError? ReadMethod(JsonElement body, ProviderProfile profile, out string type, out Hyperparameters hyperparameters)
    {
        (type, hyperparameters) = ("supervised", new Hyperparameters());
        var older = RequestFields.Get(body, "hyperparameters");
        if (RequestFields.Get(body, "method") is not { } method)
            return older is { } plain ? Hyperparameters.Read(plain, "hyperparameters", withBeta: false, profile, out hyperparameters) : null;
        if (older is not null)
            return ApiError.Invalid("'hyperparameters' cannot be given beside 'method'. Use the hyperparameters of the method.", "hyperparameters");
        if (RequestFields.Get(method, "type") is not { ValueKind: JsonValueKind.String } given)
            return RequestFields.Missing(profile, "method.type");
        type = given.GetString()!;
        if (!Methods.Contains(type, StringComparer.Ordinal))
            return FieldRule.WrongChoice("method.type", type, Methods);
        if (JobErrors.CheckMembers(method, "method", profile, "type", type) is { } unknown)
            return unknown;
        if (RequestFields.Get(method, type) is not { } settings)
            return type == "reinforcement" ? RequestFields.Missing(profile, "method.reinforcement") : null;
        string[] known = type == "reinforcement" ? ["hyperparameters", "grader"] : ["hyperparameters"];
        if (JobErrors.CheckMembers(settings, $"method.{type}", profile, known) is { } wrong)
            return wrong;
        if (type == "reinforcement")
            return RequestFields.Get(settings, "grader") is null ? RequestFields.Missing(profile, "method.reinforcement.grader") : null;
        return RequestFields.Get(settings, "hyperparameters") is { } inner
            ? Hyperparameters.Read(inner, $"method.{type}.hyperparameters", type == "dpo", profile, out hyperparameters)
            : null;
    }

    private static ApiError? FindModel(Exchange exchange, string name, string method, out CatalogModel? model)
    {
        model = ModelFinder.Find(exchange.Catalog, exchange.Profile, name, out var served) is null ? served!.Catalog : null;
        if (model?.FineTuning is null)
            return new ApiError(ErrorKind.InvalidRequest, $"Model {name} is not available for fine-tuning or does not exist.", "model", "model_not_available");
        return model.FineTuning.Methods.Contains(method)
            ? null
            : new ApiError(ErrorKind.InvalidRequest, $"The method '{method}' is not available for the model {name}. Supported methods are: {string.Join(", ", model.FineTuning.Methods)}.", "method.type", "unsupported_value");
    }

    private static ApiError? CheckSuffix(JsonElement body) =>
        RequestFields.Text(body, "suffix") is { } suffix && (suffix.Length == 0 || suffix.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            ? ApiError.Invalid($"Invalid 'suffix': expected 1 to {MostSuffix} letters, digits, '-', '_' or '.'.", "suffix", "invalid_value")
            : null;

    private static ApiError? CheckIntegrations(JsonElement body, ProviderProfile profile)
    {
        if (RequestFields.Get(body, "integrations") is not { } list)
            return null;
        if (list.GetArrayLength() > MostIntegrations)
            return ApiError.Invalid($"Invalid 'integrations': array too long. Expected an array with maximum length {MostIntegrations}.", "integrations", "array_above_max_length");
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var path = $"integrations[{index++}]";
            if (JobErrors.CheckMembers(item, path, profile, "type", "wandb") is { } unknown)
                return unknown;
            if (RequestFields.Text(item, "type") is not "wandb")
                return FieldRule.WrongChoice($"{path}.type", RequestFields.Text(item, "type"), ["wandb"]);
            if (RequestFields.Get(item, "wandb") is not { } wandb)
                return RequestFields.Missing(profile, $"{path}.wandb");
            if (JobErrors.CheckMembers(wandb, $"{path}.wandb", profile, "project", "name", "entity", "tags") is { } wrong)
                return wrong;
            if (RequestFields.Text(wandb, "project") is null)
                return RequestFields.Missing(profile, $"{path}.wandb.project");
        }

        return null;
    }

    private static ApiError? FindFile(Exchange exchange, JsonElement body, string name, out StoredFile? file)
    {
        file = null;
        if (RequestFields.Text(body, name) is not { } id)
            return null;
        file = exchange.Provider.Jobs.Files.Find(exchange.Key, id);
        if (file is null)
            return new ApiError(ErrorKind.InvalidRequest, $"invalid {name}: {id}", name);
        return file.Purpose == "fine-tune"
            ? null
            : new ApiError(ErrorKind.InvalidRequest, $"File '{id}' has the purpose '{file.Purpose}', but must have been uploaded with the purpose 'fine-tune'.", name, "invalid_file_purpose");
    }
}
