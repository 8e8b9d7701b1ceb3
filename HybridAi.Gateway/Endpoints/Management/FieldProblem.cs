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
        var name = TopLevelName(exception.Path);
        var field = document.Properties.FirstOrDefault(property => property.Name == name);
        if (field is not null)
            return new ApiError(StatusCodes.Status400BadRequest, "invalid_type", $"'{name}' must be {Describe(field.PropertyType)}.", name);
        var known = string.Join(", ", document.Properties.Select(property => property.Name));
        return new ApiError(
            StatusCodes.Status400BadRequest, "unknown_field", $"There is no field '{ApiError.Shorten(name)}' here. The fields are: {known}.",
            ApiError.Shorten(name));
    }

    /// <summary>The field in a path such as <c>$.allowedModels[3]</c> or <c>$['odd name']</c>.</summary>
    private static string TopLevelName(string? path)
    {
        var rest = path.AsSpan().TrimStart('$');
        if (rest.StartsWith("['"))
            return rest.LastIndexOf("']") is > 1 and var end ? rest[2..end].ToString() : rest[2..].ToString();
        rest = rest.TrimStart('.');
        return rest.IndexOf('[') is >= 0 and var index ? rest[..index].ToString() : rest.ToString();
    }

    private static string Describe(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Patch<>))
            type = type.GetGenericArguments()[0];
        var isOptional = Nullable.GetUnderlyingType(type) is not null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        var text = type == typeof(string) ? "a string"
            : type == typeof(long) ? "a whole number"
            : type == typeof(double) ? "a number"
            : type == typeof(Guid) ? "an id (a UUID such as 019a9f3e-7c1b-7d52-9a55-2f6b1c0d8e11)"
            : type == typeof(DateTimeOffset) ? "a time such as 2026-12-31T00:00:00Z"
            : type == typeof(bool) ? "true or false"
            : type == typeof(double) ? "a number"
            : type == typeof(FallbackConditionDocument) ? "a condition, an object such as {\"metric\":\"error-rate\",\"threshold\":0.2,\"window\":\"1m\"}"
            : type.IsAssignableTo(typeof(System.Collections.IEnumerable)) && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? "an object of texts"
            : type == typeof(IReadOnlyList<ModelDefinitionDocument>) ? "a list of models, each an object such as {\"id\":\"my-model\",\"inputPerMillion\":0.5}"
            : type == typeof(DeploymentLimitsDocument) ? "an object such as {\"requestsPerMinute\":60,\"concurrent\":4}"
            : "a list of strings";
        return isOptional ? text + ", or null" : text;
    }
}
