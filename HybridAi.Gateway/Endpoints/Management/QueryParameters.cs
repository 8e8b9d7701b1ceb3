using Microsoft.OpenApi;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>The query parameters that an endpoint has: what the OpenAPI document shows and what requests are held to.</summary>
internal sealed class QueryParameters(params (string Name, string Description)[] all)
{
    public IEnumerable<string> Names => all.Select(parameter => parameter.Name);

    public static QueryParameters Paged(params (string Name, string Description)[] filters) => new(
    [
        .. filters,
        ("cursor", "The `next` of the page before; without it, the first page."),
        ("limit", "How many at the most: 1 to 1000, 100 if not given."),
    ]);

    /// <summary>Answers 400 to a parameter that the endpoint does not have: a misspelt filter must not return everything.</summary>
    public ApiError? Check(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!Names.Contains(name, StringComparer.Ordinal))
            {
                var known = all.Length == 0 ? "It takes none" : "The parameters are: " + string.Join(", ", Names);
                return new ApiError(
                    StatusCodes.Status400BadRequest, "unknown_parameter", $"There is no query parameter '{ApiError.Shorten(name)}' here. {known}.",
                    ApiError.Shorten(name));
            }
            if (values.Count > 1)
                return ApiError.Invalid(name, "must be given once");
        }
        return null;
    }

    public void Describe(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        foreach (var (name, description) in all)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema { Type = name is "limit" or "buckets" or "revision" or "after" ? JsonSchemaType.Integer : JsonSchemaType.String },
            });
        }
    }
}
