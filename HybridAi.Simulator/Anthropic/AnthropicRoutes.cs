using HybridAi.Simulator.Anthropic.Messages;
using HybridAi.Simulator.Anthropic.Models;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;

namespace HybridAi.Simulator.Anthropic;

/// <summary>The paths of Anthropic's wire.</summary>
internal static class AnthropicRoutes
{
    public static void MapAnthropic(this IEndpointRouteBuilder routes, Simulation simulation, SimulatedProvider provider)
    {
        var root = $"/{provider.Profile.Name}{provider.Profile.BasePath}";
        Map(HttpMethods.Post, "/messages", MessagesEndpoint.HandleAsync);
        Map(HttpMethods.Post, "/messages/count_tokens", CountTokensEndpoint.HandleAsync);
        Map(HttpMethods.Get, "/models", (exchange, _) => ModelsEndpoint.ListAsync(exchange));
        Map(HttpMethods.Get, "/models/{id}", (exchange, _) => ModelsEndpoint.GetAsync(exchange));

        // Everything else, and every other method.
        routes.Map($"/{provider.Profile.Name}/{{**rest}}", http => ProviderPipeline.RunAsync(http, simulation, provider, exchange => RefuseAsync(exchange, root)));

        void Map(string method, string path, Func<Exchange, ApiVersion, Task> handle) => routes.MapMethods(
            root + path, [method], (RequestDelegate)(http => ProviderPipeline.RunAsync(http, simulation, provider, exchange => VersionedAsync(exchange, handle))));
    }

    private static Task VersionedAsync(Exchange exchange, Func<Exchange, ApiVersion, Task> handle) =>
        ApiVersions.Read(exchange.Http.Request, out var version) is { } error ? exchange.SendErrorAsync(error) : handle(exchange, version);

    private static Task RefuseAsync(Exchange exchange, string root)
    {
        var path = exchange.Http.Request.Path.Value ?? "";
        var known = path == $"{root}/messages" || path == $"{root}/messages/count_tokens" || path == $"{root}/models"
            || path.StartsWith($"{root}/models/", StringComparison.Ordinal);
        return exchange.SendErrorAsync(known
            ? new ApiError(ErrorKind.MethodNotAllowed, "Method Not Allowed")
            : new ApiError(ErrorKind.PathNotFound, "Not found"));
    }
}
