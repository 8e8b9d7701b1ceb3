using HybridAi.Client.Serialization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Tells the OpenAPI document what JSON converters hide from it.</summary>
internal static class ApiSchemas
{
    public static void Describe(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = info => IsPatch(info.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
        options.AddSchemaTransformer(DescribeTime);
        options.AddSchemaTransformer(DescribePatchAsync);
    }

    private static Task DescribeTime(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        else if (type == typeof(DateTimeOffset?))
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    /// <summary>A field of a change is described by its value, which is what is sent. Null empties it; where that is not possible, the answer says so.</summary>
    private static async Task DescribePatchAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (!IsPatch(context.JsonTypeInfo.Type))
            return;
        var value = await context.GetOrCreateSchemaAsync(context.JsonTypeInfo.Type.GetGenericArguments()[0], null, cancellationToken);
        (schema.Type, schema.Format, schema.Items) = (value.Type | JsonSchemaType.Null, value.Format, value.Items);
    }

    private static bool IsPatch(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Patch<>);
}
