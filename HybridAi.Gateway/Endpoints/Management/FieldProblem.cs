using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Deployments;
using HybridAi.Client.Providers;
using HybridAi.Client.Resilience;
using HybridAi.Client.Serialization;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Says which field of a document is wrong, and what it should be.</summary>
internal static class FieldProblem
{
    public static ApiError Of(JsonException exception, JsonTypeInfo document)
    {
        var (level, path, type) = (document, "", document.Type);
        foreach (var step in JsonSteps.Of(exception.Path))
        {
            if (step.Index is { } index)
            {
                // Of a list of plain values the list itself is described.
                if (ElementOf(type) is not { } element || ObjectOf(element, document.Options) is not { } item)
                    break;
                (level, path, type) = (item, $"{path}[{index}]", element);
                continue;
            }

            var inner = path.Length == 0 ? level : ObjectOf(type, document.Options);
            if (inner is null)
                break;
            (level, path) = (inner, path.Length == 0 ? step.Name : $"{path}.{step.Name}");
            if (level.Properties.FirstOrDefault(property => property.Name == step.Name) is not { } field)
                return Unknown(path, level);
            type = field.PropertyType;
        }

        return new ApiError(StatusCodes.Status400BadRequest, "invalid_type", $"'{path}' must be {Describe(type, document.Options)}.", path);
    }

    private static ApiError Unknown(string path, JsonTypeInfo level) => new(
        StatusCodes.Status400BadRequest, "unknown_field",
        $"There is no field '{ApiError.Shorten(path)}' here. The fields are: {NamesOf(level)}.", ApiError.Shorten(path));

    private static string NamesOf(JsonTypeInfo info) => string.Join(", ", info.Properties.Select(property => property.Name));

    private static JsonTypeInfo? ObjectOf(Type type, JsonSerializerOptions options) =>
        options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } info && !type.IsGenericType ? info : null;

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static string Describe(Type type, JsonSerializerOptions options)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Patch<>))
            type = type.GetGenericArguments()[0];
        var isOptional = Nullable.GetUnderlyingType(type) is not null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var text = type == typeof(string) ? "a string"
            : type == typeof(long) ? "a whole number"
            : type == typeof(double) || type == typeof(decimal) ? "a number"
            : type == typeof(Guid) ? "an id (a UUID such as 019a9f3e-7c1b-7d52-9a55-2f6b1c0d8e11)"
            : type == typeof(DateTimeOffset) ? "a time such as 2026-12-31T00:00:00Z"
            : type == typeof(bool) ? "true or false"
            : type == typeof(double) ? "a number"
            : type == typeof(FallbackConditionDocument) ? "a condition, an object such as {\"metric\":\"error-rate\",\"threshold\":0.2,\"window\":\"1m\"}"
            : type.IsAssignableTo(typeof(System.Collections.IEnumerable)) && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? "an object of texts"
            : type == typeof(IReadOnlyList<ModelDefinitionDocument>) ? "a list of models, each an object such as {\"id\":\"my-model\",\"inputPerMillion\":0.5}"
            : type == typeof(DeploymentLimitsDocument) ? "an object such as {\"requestsPerMinute\":60,\"concurrent\":4}"
            : ElementOf(type) is { } element && ObjectOf(element, options) is { } item ? $"a list of objects with the fields {NamesOf(item)}"
            : ElementOf(type) == typeof(Guid) ? "a list of ids (UUIDs)"
            : ObjectOf(type, options) is { } fields ? $"an object with the fields {NamesOf(fields)}"
            : "a list of strings";
        return isOptional ? text + ", or null" : text;
    }
}
