using Microsoft.OpenApi;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>What the OpenAPI document says of a management endpoint.</summary>
internal static class EndpointDescription
{
    private static readonly QueryParameters None = new();

    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, QueryParameters? query = null)
    {
        var parameters = query ?? None;
        return endpoint
            .WithName(name)
            .WithSummary(summary)
            .WithMetadata(parameters)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                parameters.Describe(operation);
                return Task.CompletedTask;
            });
    }

    /// <summary>The body that an endpoint reads itself (see <see cref="RequestDocument"/>).</summary>
    public static RouteHandlerBuilder AcceptsJson<T>(this RouteHandlerBuilder endpoint)
        where T : notnull => endpoint.Accepts<T>("application/json");

    /// <summary>A body that may be left out. Only described: routing's own rule for content types would turn away requests without any.</summary>
    public static RouteHandlerBuilder AcceptsOptionalJson<T>(this RouteHandlerBuilder endpoint)
        where T : notnull =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken);
            operation.RequestBody = new OpenApiRequestBody
            {
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
            };
        });
}
